// Single letters act outside text fields only; everything here is also a button or a command.
import { hexAddress } from '#heap/model/addresses.ts';
import { fixedView, type Navigation } from '../state/navigation.svelte.ts';
import type { Operations } from '../state/operations.svelte.ts';
import type { Selection } from '../state/selection.svelte.ts';
import { FIXED_VIEWS } from '../state/view.ts';

interface States {
  readonly navigation: Navigation;
  readonly operations: Operations;
  readonly selection: Selection;
}

export type Overlay = 'none' | 'palette' | 'keys';

const REGIONS = [
  '[data-region="rail"] a',
  '[data-region="view"] [tabindex="0"], [data-region="view"] a, [data-region="view"] button',
  '[data-region="pane"]',
];

export function keyCommands(states: States, show: (overlay: Overlay) => void): (event: KeyboardEvent) => void {
  const plain = plainKeys(states, show);
  return (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      show('palette');
      return;
    }
    if (event.key === 'F6') {
      event.preventDefault();
      nextRegion(event.shiftKey ? -1 : 1);
      return;
    }
    if (isTextField(event.target) || event.altKey) return;
    if (command && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      if (event.shiftKey) states.operations.redo();
      else states.operations.undo();
      return;
    }
    const action = command
      ? undefined
      : plain[event.shiftKey && /^[A-Z]$/.test(event.key) ? `Shift+${event.key}` : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
}

function plainKeys(
  { navigation, selection }: States,
  show: (overlay: Overlay) => void,
): Readonly<Record<string, () => void>> {
  const views = Object.fromEntries(
    FIXED_VIEWS.slice(0, 9).map((kind, i) => [String(i + 1), () => navigation.go(fixedView(kind))] as const),
  );
  return {
    ...views,
    '[': () => navigation.back(),
    ']': () => navigation.forward(),
    '?': () => show('keys'),
    '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
    q: () => navigation.view.kind === 'object' && navigation.closeTab(navigation.view.address),
    p: () => document.querySelector<HTMLElement>('[data-region="pane"]')?.focus(),
    y: () => copy(selection.card.value?.expression),
    'Shift+Y': () => copy(selection.row === undefined ? undefined : hexAddress(selection.row.address)),
    o: () => selection.row !== undefined && navigation.openObject(selection.row),
  };
}

function copy(text: string | undefined): void {
  if (text !== undefined && text !== '') void navigator.clipboard?.writeText(text);
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}

function nextRegion(step: 1 | -1): void {
  const regions = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector));
  const at = regions.findIndex((region) => region?.closest('[data-region]')?.contains(document.activeElement) === true);
  const next = (at + step + regions.length) % regions.length;
  regions[next]?.focus();
}
