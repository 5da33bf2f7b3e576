// Rows of a long list by index: pages of at most 500 rows, fetched when they come into view, late answers dropped.
import type { Fault, Outcome } from '#heap/base/fault.ts';

interface RowsPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export type AskRows<Row> = (page: {
  readonly first: number;
  readonly count: number;
}) => Promise<Outcome<RowsPage<Row>>>;

const PAGE = 200;
const MOST_PAGES = 60;

export class Rows<Row> {
  total = $state(0);
  status = $state.raw<
    { readonly kind: 'empty' | 'working' | 'full' } | { readonly kind: 'failed'; readonly fault: Fault }
  >({
    kind: 'empty',
  });
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #asked = new Set<number>();
  #ask: AskRows<Row> | undefined;
  #ticket = 0;

  /** A new question: the old rows stay until the first page of the new one is there. */
  show(ask: AskRows<Row>): void {
    this.#ask = ask;
    this.#ticket++;
    this.#asked = new Set();
    this.status = { kind: 'working' };
    void this.#fetch(0, true);
  }

  clear(): void {
    this.#ticket++;
    this.#ask = undefined;
    this.#pages = new Map();
    this.total = 0;
    this.status = { kind: 'empty' };
  }

  /** The row, or undefined while its page is on the way. */
  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Asks for the pages that hold rows [first, last]. */
  need(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) {
      if (!this.#asked.has(page) && page * PAGE < this.total) void this.#fetch(page, false);
    }
  }

  async #fetch(page: number, first: boolean): Promise<void> {
    const ticket = this.#ticket;
    const ask = this.#ask;
    if (ask === undefined) return;
    this.#asked.add(page);
    const outcome = await ask({ first: page * PAGE, count: PAGE });
    if (ticket !== this.#ticket) return;
    if (!outcome.ok) {
      this.status = { kind: 'failed', fault: outcome.fault };
      return;
    }
    const kept = first ? [] : [...this.#pages].slice(-MOST_PAGES);
    if (!first) for (const [old] of this.#pages) if (!kept.some(([key]) => key === old)) this.#asked.delete(old);
    this.#pages = new Map([...kept, [page, outcome.value.rows]]);
    this.total = outcome.value.total;
    this.status = { kind: 'full' };
  }
}
