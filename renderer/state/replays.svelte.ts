// Whether the findings of the notebook still hold in the open dump, and those of a notebook from elsewhere.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { Finding } from '#heap/findings/finding.ts';
import type { Seen } from '#heap/model/seenRows.ts';
import { readNotebook } from '#heap/findings/notebook.ts';
import type { Replayed } from '#heap/model/seenRows.ts';
import { outcomeOf } from '#heap/base/fault.ts';
import type { HeapClient } from './client.svelte.ts';

/** A finding, and what became of it. */
export interface ReplayRow {
  readonly finding: Finding;
  readonly replayed: Replayed;
}

export type Elsewhere =
  | { readonly kind: 'none' }
  | { readonly kind: 'working'; readonly name: string }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'full'; readonly name: string; readonly rows: readonly ReplayRow[] };

export class Replays {
  /** By id of the finding, with what it was asked for. */
  known = $state.raw<Readonly<Record<string, { readonly seen: Seen; readonly replayed: Replayed }>>>({});
  elsewhere = $state.raw<Elsewhere>({ kind: 'none' });
  #ticket = 0;

  constructor(private readonly client: HeapClient) {}

  /** Asks again for every finding that has not been asked for as it is. */
  async run(findings: readonly Finding[]): Promise<void> {
    const ticket = this.#ticket;
    for (const { id, target, seen } of findings) {
      if (seen === undefined || this.known[id]?.seen === seen) continue;
      const outcome = await this.client.ask?.replay(target, seen);
      if (ticket !== this.#ticket) return;
      if (outcome?.ok === true) this.known = { ...this.known, [id]: { seen, replayed: outcome.value } };
    }
  }

  of({ id, seen }: Finding): Replayed | undefined {
    const known = this.known[id];
    return known !== undefined && known.seen === seen ? known.replayed : undefined;
  }

  /** Replays a notebook that was written about another dump. */
  async read(name: string, content: string): Promise<void> {
    const ticket = this.#ticket;
    this.elsewhere = { kind: 'working', name };
    const read = outcomeOf(() => readNotebook(content));
    const outcome: Outcome<readonly ReplayRow[]> = read.ok ? await this.#rowsOf(read.value) : read;
    if (ticket !== this.#ticket) return;
    this.elsewhere = outcome.ok
      ? { kind: 'full', name, rows: outcome.value }
      : { kind: 'failed', fault: outcome.fault };
  }

  close(): void {
    this.elsewhere = { kind: 'none' };
  }

  /** Another dump is open. */
  clear(): void {
    this.#ticket++;
    this.known = {};
    this.close();
  }

  async #rowsOf(findings: readonly Finding[]): Promise<Outcome<readonly ReplayRow[]>> {
    const rows: ReplayRow[] = [];
    for (const finding of findings) {
      const { seen, target } = finding;
      const outcome = seen === undefined ? undefined : await this.client.ask?.replay(target, seen);
      if (outcome?.ok === false) return outcome;
      rows.push({ finding, replayed: outcome?.value ?? { status: 'unknown' } });
    }
    return { ok: true, value: rows };
  }
}
