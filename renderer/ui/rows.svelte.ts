// Rows of a long list by index: pages fetched when they come into view, late answers dropped.
import type { Fault, Outcome } from '#heap/base/fault.ts';

interface RowsPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export type AskRows<Row> = (page: {
  readonly first: number;
  readonly count: number;
}) => Promise<Outcome<RowsPage<Row>>>;

/** Pages by their number, the one fetched last at the end. */
interface Fetched<Row> {
  readonly page: number;
  readonly rows: readonly Row[];
}

export const PAGE = 200;
export const MOST_PAGES = 60;

export class Rows<Row> {
  total = $state(0);
  status = $state.raw<
    { readonly kind: 'empty' | 'working' | 'full' } | { readonly kind: 'failed'; readonly fault: Fault }
  >({
    kind: 'empty',
  });
  #pages = $state.raw<readonly Fetched<Row>[]>([]);
  /** Pages that are on the way. */
  #pending: readonly number[] = [];
  #ask: AskRows<Row> | undefined;
  #ticket = 0;
  /** The first row on screen: a new question begins there. */
  #first = 0;

  /** A new question: the old rows stay until those of the new one are there. */
  show(ask: AskRows<Row>): void {
    this.#ask = ask;
    const ticket = ++this.#ticket;
    this.status = { kind: 'working' };
    const page = pageOf(this.#first);
    this.#pending = [];
    void this.#answer(ask, page).then((outcome) => this.#begin(outcome, page, ticket));
  }

  clear(): void {
    this.#ticket++;
    this.#ask = undefined;
    this.#pages = [];
    this.#pending = [];
    this.total = 0;
    this.status = { kind: 'empty' };
  }

  /** What is shown: asked again page by page by whoever wants all of it. */
  get question(): AskRows<Row> | undefined {
    return this.status.kind === 'empty' ? undefined : this.#ask;
  }

  /** The row, or undefined while its page is on the way. */
  at(index: number): Row | undefined {
    return this.#pages.find(({ page }) => page === pageOf(index))?.rows[index % PAGE];
  }

  /** Rows [first, last] are on screen: asks for the pages that hold them. Called again whenever pages or total change. */
  need(first: number, last: number): void {
    this.#first = first;
    if (this.status.kind === 'working') return;
    for (let page = pageOf(first); page <= pageOf(Math.min(last, this.total - 1)); page++) {
      if (!this.#isKept(page) && !this.#pending.includes(page)) void this.#fetch(page);
    }
  }

  /** The first answer of a question replaces everything of the one before. */
  #begin(outcome: Outcome<RowsPage<Row>>, page: number, ticket: number): void {
    if (ticket !== this.#ticket) return;
    if (!outcome.ok) {
      this.status = { kind: 'failed', fault: outcome.fault };
      return;
    }
    this.#pages = [{ page, rows: outcome.value.rows }];
    this.total = outcome.value.total;
    this.status = { kind: 'full' };
  }

  async #fetch(page: number): Promise<void> {
    const ticket = this.#ticket;
    const ask = this.#ask;
    if (ask === undefined) return;
    this.#pending = [...this.#pending, page];
    const outcome = await this.#answer(ask, page);
    if (ticket !== this.#ticket) return;
    this.#pending = this.#pending.filter((other) => other !== page);
    if (!outcome.ok) {
      this.status = { kind: 'failed', fault: outcome.fault };
      return;
    }
    this.#pages = [...this.#pages, { page, rows: outcome.value.rows }].slice(-MOST_PAGES);
  }

  #isKept(page: number): boolean {
    return this.#pages.some((fetched) => fetched.page === page);
  }

  #answer(ask: AskRows<Row>, page: number): Promise<Outcome<RowsPage<Row>>> {
    return ask({ first: page * PAGE, count: PAGE });
  }
}

function pageOf(index: number): number {
  return Math.floor(Math.max(0, index) / PAGE);
}
