// What the palette offers for what was typed: views, commands, an address, types.
import { hexAddress, parseAddress } from '#heap/model/addresses.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { TypeRow } from '#heap/model/rows.ts';
import { fixedView } from '../state/navigation.svelte.ts';
import { FIXED_VIEWS, type View } from '../state/view.ts';
import { words } from '../words/words.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly group: 'View' | 'Command' | 'Address' | 'Search' | 'Type';
  readonly name: string;
  readonly key: string;
  readonly act: { readonly kind: 'view'; readonly view: View } | { readonly kind: 'run'; readonly command: RunCommand };
}

export type RunCommand = 'choose' | 'theme' | 'undo' | 'redo' | 'close';

const RUN: readonly { readonly command: RunCommand; readonly name: string; readonly key: string }[] = [
  { command: 'choose', name: 'Open a dump', key: '' },
  { command: 'close', name: 'Close this dump', key: '' },
  { command: 'theme', name: 'Light or dark', key: '' },
  { command: 'undo', name: 'Undo', key: 'Ctrl Z' },
  { command: 'redo', name: 'Redo', key: 'Ctrl Shift Z' },
];

export const MOST_COMMANDS = 10;

/** Best first; `types` are those whose name contains the text. */
export function paletteCommands(text: string, types: readonly TypeRow[]): readonly PaletteCommand[] {
  const wanted = text.trim();
  const address = wanted.startsWith('0x') ? parseAddress(wanted) : undefined;
  const fixed: PaletteCommand[] = [
    ...FIXED_VIEWS.map((kind, i) => ({
      id: `view ${kind}`,
      group: 'View' as const,
      name: words.views[kind],
      key: i < 9 ? String(i + 1) : '',
      act: { kind: 'view' as const, view: fixedView(kind) },
    })),
    ...RUN.map(({ command, name, key }) => ({
      id: `run ${command}`,
      group: 'Command' as const,
      name,
      key,
      act: { kind: 'run' as const, command },
    })),
  ].filter(({ name }) => matches(wanted, name));
  return [...addressCommand(address), ...fixed, ...types.map(typeCommand), ...searchCommand(wanted)].slice(
    0,
    MOST_COMMANDS,
  );
}

/** Every letter in order, word starts first would rank higher: enough for a dozen commands. */
export function matches(wanted: string, name: string): boolean {
  const letters = wanted.toLowerCase();
  const lower = name.toLowerCase();
  let at = -1;
  for (const letter of letters) {
    at = lower.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

function addressCommand(address: number | undefined): readonly PaletteCommand[] {
  if (address === undefined) return [];
  const name = hexAddress(address);
  return [
    { id: name, group: 'Address', name, key: 'Enter', act: { kind: 'view', view: { kind: 'object', address: name } } },
  ];
}

function typeCommand(row: TypeRow): PaletteCommand {
  const name = qualifiedName(row.type);
  const view = { kind: 'objects', query: `type:${name}` } as const;
  return { id: `type ${row.type.type}`, group: 'Type', name, key: '', act: { kind: 'view', view } };
}

function searchCommand(wanted: string): readonly PaletteCommand[] {
  if (wanted === '') return [];
  return [
    {
      id: 'search',
      group: 'Search',
      name: wanted,
      key: '',
      act: { kind: 'view', view: { kind: 'objects', query: wanted } },
    },
  ];
}
