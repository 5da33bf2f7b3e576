// Single letters act outside text fields only; everything here is also a button or a command.
import type { Cuts } from '../state/cuts.svelte.ts';
import type { Findings } from '../state/findings.svelte.ts';
import type { Navigation } from '../state/navigation.svelte.ts';
import type { Operations } from '../state/operations.svelte.ts';
import type { Selection } from '../state/selection.svelte.ts';
import { FIXED_VIEWS, objectAddress } from '../state/view.ts';
import { words } from '../words/words.ts';
import { draftAbout } from './drafts.ts';
import type { Toasts } from './toasts.svelte.ts';

export interface KeyedStates {
  readonly navigation: Navigation;
  readonly operations: Operations;
  readonly selection: Selection;
  readonly findings: Findings;
  readonly cuts: Cuts;
  readonly toasts: Toasts;
  /** Asks for a file, or shows where one is chosen. */
  readonly choose: () => void;
  /** Shows the path pane where it is a drawer, and puts the focus there. */
  readonly showPane: () => void;
}

export type Overlay = 'none' | 'palette' | 'keys' | 'log' | 'guide';

const REGIONS = [
  '[data-region="rail"] a',
  '[data-region="view"] [tabindex="0"], [data-region="view"] a, [data-region="view"] button',
  '[data-region="pane"]',
];

export function keyCommands(states: KeyedStates, show: (overlay: Overlay) => void): (event: KeyboardEvent) => void {
  const anywhere = commandKeys(states, show);
  const plain = plainKeys(states, show);
  return (event) => {
    if (event.altKey || event.defaultPrevented) return;
    const action = actionOf(event, anywhere, plain);
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
}

type Actions = Readonly<Record<string, () => void>>;

function actionOf(event: KeyboardEvent, anywhere: Actions, plain: Actions): (() => void) | undefined {
  const typing = isTextField(event.target);
  if (event.ctrlKey || event.metaKey) {
    // A text field undoes its own letters.
    return typing && event.key.toLowerCase() === 'z' ? undefined : anywhere[`Ctrl+${shifted(event)}`];
  }
  if (event.key === 'F1') return plain['F1'];
  if (event.key === 'F6') return () => nextRegion(event.shiftKey ? -1 : 1);
  return typing || document.querySelector('dialog[open]') !== null ? undefined : plain[plainName(event)];
}

function shifted(event: KeyboardEvent): string {
  return `${event.shiftKey ? 'Shift+' : ''}${event.key.toLowerCase()}`;
}

function plainName(event: KeyboardEvent): string {
  // By position for the views after the ninth: what Shift+1 writes depends on the keyboard.
  if (event.shiftKey && /^Digit[1-9]$/.test(event.code)) return `Shift+${event.code}`;
  return event.shiftKey && /^[a-z]$/i.test(event.key) ? shifted(event) : event.key;
}

function commandKeys({ operations, choose }: KeyedStates, show: (overlay: Overlay) => void): Actions {
  return {
    'Ctrl+k': () => show('palette'),
    'Ctrl+h': () => show('log'),
    'Ctrl+o': choose,
    'Ctrl+z': () => operations.undo(),
    'Ctrl+Shift+z': () => operations.redo(),
  };
}

function plainKeys(
  { navigation, selection, findings, cuts, toasts, showPane }: KeyedStates,
  show: (overlay: Overlay) => void,
): Actions {
  const views = Object.fromEntries(
    FIXED_VIEWS.map(
      (kind, i) => [i < 9 ? String(i + 1) : `Shift+Digit${i - 8}`, () => navigation.goFixed(kind)] as const,
    ),
  );
  return {
    ...views,
    '[': () => navigation.back(),
    ']': () => navigation.forward(),
    '?': () => show('keys'),
    F1: () => show('guide'),
    '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
    q: () => closeObject(navigation),
    p: showPane,
    'Shift+x': () => cuts.lift(words.cuts.lift),
    y: () => copy(toasts, selection.card.value?.expression),
    'Shift+y': () => copy(toasts, selection.row === undefined ? undefined : selection.row.id),
    o: () => selection.row !== undefined && navigation.openObject(selection.row),
    w: () => goWhy(navigation, selection),
    n: () => {
      const { value } = selection.card;
      if (value !== undefined) navigation.go({ kind: 'findings', finding: findings.add(draftAbout(value)) });
    },
    c: () => {
      const component = selection.card.value?.component?.component;
      if (component !== undefined) navigation.go({ kind: 'cycles', lens: 'default', component });
    },
  };
}

function closeObject(navigation: Navigation): void {
  const address = objectAddress(navigation.view);
  if (address !== undefined) navigation.closeTab(address);
}

/** Why the object of the page, or else the selected one, is alive. */
export function goWhy(navigation: Navigation, selection: Selection): void {
  const selected = selection.row === undefined ? undefined : selection.row.id;
  const address = objectAddress(navigation.view) ?? selected;
  if (address !== undefined) navigation.go({ kind: 'why', address });
}

function copy(toasts: Toasts, text: string | undefined): void {
  if (text !== undefined && text !== '') void toasts.copy(text);
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
