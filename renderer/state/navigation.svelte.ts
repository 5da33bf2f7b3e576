// Where the person is, which tabs are open, and the way back. The address bar always says the same.
import type { ObjectRow } from '#heap/model/rows.ts';
import { hashOf, objectAddress, START, viewOf, type FixedView, type View } from './view.ts';

export interface ObjectTab {
  readonly address: string;
  /** undefined until its object has been described. */
  readonly row: ObjectRow | undefined;
}

const MOST_HISTORY = 500;

export class Navigation {
  view = $state.raw<View>(START);
  tabs = $state.raw<readonly ObjectTab[]>([]);
  /** The fixed view that the first tab stands for. */
  fixed = $state<FixedView>('open');
  #past = $state.raw<readonly View[]>([]);
  #future = $state.raw<readonly View[]>([]);

  readonly canGoBack = $derived(this.#past.length > 0);
  readonly canGoForward = $derived(this.#future.length > 0);

  constructor(private readonly page: Window) {
    this.#show(viewOf(page.location.hash));
    page.addEventListener('hashchange', () => {
      if (page.location.hash !== hashOf(this.view)) this.go(viewOf(page.location.hash));
    });
  }

  go(view: View): void {
    if (hashOf(view) === hashOf(this.view)) return;
    this.#past = [...this.#past, this.view].slice(-MOST_HISTORY);
    this.#future = [];
    this.#show(view);
  }

  /** Changes the view in place: a filter typed letter by letter is one step of the way back. */
  replace(view: View): void {
    this.#show(view);
  }

  openObject(row: ObjectRow): void {
    const address = row.id;
    this.tabs = [...this.tabs.filter((tab) => tab.address !== address), { address, row }];
    this.go({ kind: 'object', address });
  }

  nameTab(row: ObjectRow): void {
    const address = row.id;
    this.tabs = this.tabs.map((tab) => (tab.address === address ? { address, row } : tab));
  }

  closeTab(address: string): void {
    this.tabs = this.tabs.filter((tab) => tab.address !== address);
    if (objectAddress(this.view) === address) this.goFixed(this.fixed);
  }

  goFixed(kind: FixedView): void {
    const last = this.#past.findLast((view) => view.kind === kind);
    this.go(last ?? fixedView(kind));
  }

  back(): void {
    const view = this.#past.at(-1);
    if (view === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [this.view, ...this.#future];
    this.#show(view);
  }

  forward(): void {
    const [view, ...rest] = this.#future;
    if (view === undefined) return;
    this.#future = rest;
    this.#past = [...this.#past, this.view];
    this.#show(view);
  }

  /** A new dump: object tabs and the way back belong to the old one. */
  reset(view: View): void {
    this.tabs = [];
    this.#past = [];
    this.#future = [];
    this.#show(view);
  }

  #show(view: View): void {
    this.view = view;
    if (view.kind === 'object' || view.kind === 'why') {
      if (!this.tabs.some((tab) => tab.address === view.address)) {
        this.tabs = [...this.tabs, { address: view.address, row: undefined }];
      }
    } else this.fixed = view.kind;
    this.page.history.replaceState(undefined, '', hashOf(view));
  }
}

/** A fixed view without filter or selection. */
export function fixedView(kind: FixedView): View {
  switch (kind) {
    case 'types':
      return { kind, filter: '' };
    case 'objects':
      return { kind, query: '' };
    case 'cycles':
      return { kind, lens: 'default', component: undefined };
    case 'threads':
      return { kind, stack: undefined, frame: undefined };
    case 'allocations':
      return { kind, query: '', call: undefined };
    case 'overhead':
      return { kind, check: undefined };
    case 'owners':
      return { kind, by: 'package', owner: undefined, rules: '' };
    case 'compare':
      return { kind, by: 'type', part: undefined, group: undefined };
    case 'sql':
      return { kind, query: '' };
    case 'findings':
      return { kind, finding: undefined };
    default:
      return { kind };
  }
}
