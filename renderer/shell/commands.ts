// What the palette offers for what was typed: an address, views, commands, types, and last the search.
import { hexAddress, parseAddress } from '#heap/model/addresses.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { TypeRow } from '#heap/model/rows.ts';
import { fixedView } from '../state/navigation.svelte.ts';
import { FIXED_VIEWS, type View } from '../state/view.ts';
import { words } from '../words/words.ts';
import { matchOf, type Match } from './matching.ts';

export interface PaletteCommand {
  readonly id: string;
  readonly group: keyof typeof words.shell.palette.groups;
  readonly name: string;
  readonly key: string;
  /** Which letters of the name were typed. */
  readonly match: Match;
  readonly act: { readonly kind: 'view'; readonly view: View } | { readonly kind: 'run'; readonly command: RunCommand };
}

export type RunCommand = keyof typeof words.shell.palette.commands;

const KEYS: Readonly<Record<RunCommand, string>> = {
  choose: 'Ctrl O',
  close: '',
  theme: '',
  undo: 'Ctrl Z',
  redo: 'Ctrl Shift Z',
  log: 'Ctrl H',
  keys: '?',
  guide: 'F1',
  why: 'w',
};

const RUN: readonly RunCommand[] = ['choose', 'close', 'theme', 'undo', 'redo', 'log', 'keys', 'guide', 'why'];

export const MOST_COMMANDS = 14;

/** Best first; `types` are those whose name contains the text, `recent` the ids used last, newest first. */
export function paletteCommands(
  text: string,
  types: readonly TypeRow[],
  recent: readonly string[],
): readonly PaletteCommand[] {
  const wanted = text.trim();
  const named = [...viewCommands(), ...runCommands()].flatMap((command) => {
    const match = matchOf(wanted, command.name);
    return match === undefined ? [] : [{ ...command, match }];
  });
  const found = [
    ...placeCommand(wanted),
    ...(wanted === '' ? recentFirst(named, recent) : named.sort((a, b) => b.match.score - a.match.score)),
    ...types.map((row) => typeCommand(row, wanted)),
    ...searchCommand(wanted),
  ];
  return found.slice(0, MOST_COMMANDS);
}

function viewCommands(): readonly Omit<PaletteCommand, 'match'>[] {
  return FIXED_VIEWS.map((kind, i) => ({
    id: `view ${kind}`,
    group: 'view',
    name: words.views[kind],
    key: i < 9 ? String(i + 1) : `Shift ${i - 8}`,
    act: { kind: 'view', view: fixedView(kind) },
  }));
}

function runCommands(): readonly Omit<PaletteCommand, 'match'>[] {
  return RUN.map((command) => ({
    id: `run ${command}`,
    group: 'command',
    name: words.shell.palette.commands[command],
    key: KEYS[command],
    act: { kind: 'run', command },
  }));
}

function recentFirst(commands: readonly PaletteCommand[], recent: readonly string[]): readonly PaletteCommand[] {
  const used = recent.flatMap((id) => commands.filter((command) => command.id === id));
  return [
    ...used.map((command): PaletteCommand => ({ ...command, group: 'recent' })),
    ...commands.filter((command) => !recent.includes(command.id)),
  ];
}

/** `0x7f..` is an address, `@1234` an id, `#1234` a row of the dump. */
function placeCommand(wanted: string): readonly PaletteCommand[] {
  const address = wanted.startsWith('0x') ? parseAddress(wanted) : undefined;
  const name = address === undefined ? (/^[#@]\d{1,16}$/.test(wanted) ? wanted : undefined) : hexAddress(address);
  if (name === undefined) return [];
  const act = { kind: 'view', view: { kind: 'object', address: name } } as const;
  return [{ id: name, group: 'address', name, key: 'Enter', match: NO_MATCH, act }];
}

function typeCommand(row: TypeRow, wanted: string): PaletteCommand {
  const name = qualifiedName(row.type);
  const view = { kind: 'objects', query: `type:${name}` } as const;
  const match = matchOf(wanted, name) ?? NO_MATCH;
  return { id: `type ${row.type.type}`, group: 'type', name, key: '', match, act: { kind: 'view', view } };
}

function searchCommand(wanted: string): readonly PaletteCommand[] {
  if (wanted === '') return [];
  const act = { kind: 'view', view: { kind: 'objects', query: wanted } } as const;
  return [{ id: 'search', group: 'search', name: wanted, key: '', match: NO_MATCH, act }];
}

const NO_MATCH: Match = { score: 0, letters: [] };
