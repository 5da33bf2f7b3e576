// Every step of the person, in order: the breadcrumb, the log and undo are three readings of one list.
export type Operation =
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'view'; readonly hash: string; readonly title: string }
  | { readonly kind: 'select'; readonly address: string; readonly title: string }
  | { readonly kind: 'expand'; readonly address: string; readonly title: string }
  | { readonly kind: 'cut' | 'restore'; readonly title: string }
  | { readonly kind: 'note'; readonly finding: string; readonly title: string }
  | { readonly kind: 'removeNote'; readonly finding: string; readonly title: string };

/** An edit that can be taken back. Navigation is skipped by undo. */
export interface Edit {
  readonly operation: Operation;
  undo(): void;
  redo(): void;
}

const MOST_OPERATIONS = 2000;

export class Operations {
  log = $state.raw<readonly Operation[]>([]);
  #done = $state.raw<readonly Edit[]>([]);
  #undone = $state.raw<readonly Edit[]>([]);

  readonly canUndo = $derived(this.#done.length > 0);
  readonly canRedo = $derived(this.#undone.length > 0);
  /** Where the person came from, newest last: views and objects only, each once in a row. */
  readonly crumbs = $derived(crumbsOf(this.log));

  add(operation: Operation): void {
    this.log = [...this.log, operation].slice(-MOST_OPERATIONS);
  }

  edit(edit: Edit): void {
    edit.redo();
    this.add(edit.operation);
    this.#done = [...this.#done, edit];
    this.#undone = [];
  }

  undo(): void {
    const edit = this.#done.at(-1);
    if (edit === undefined) return;
    edit.undo();
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, edit];
  }

  redo(): void {
    const edit = this.#undone.at(-1);
    if (edit === undefined) return;
    edit.redo();
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, edit];
  }

  clear(): void {
    this.log = [];
    this.#done = [];
    this.#undone = [];
  }
}

export interface Crumb {
  readonly title: string;
  /** Address to go back to; '' for the opening of the dump. */
  readonly hash: string;
}

function crumbsOf(log: readonly Operation[]): readonly Crumb[] {
  const crumbs: Crumb[] = [];
  for (const operation of log) {
    if (operation.kind === 'open') crumbs.push({ title: operation.name, hash: '#/overview' });
    else if (operation.kind === 'view') {
      const known = crumbs.findIndex((crumb, i) => i > 0 && crumb.hash === operation.hash);
      // Going back to an earlier step shortens the trail.
      if (known >= 0) crumbs.length = known;
      crumbs.push({ title: operation.title, hash: operation.hash });
    }
  }
  return crumbs;
}
