// Which dumps stand beside the open one, and what the comparison said. It outlives the view, and ends with the open dump.
import type { Fault } from '#heap/base/fault.ts';
import { MOST_DUMPS, type CompareGrouping, type Comparison } from '#heap/model/compareRows.ts';
import type { DumpCard, OpenedDump, Shell } from '#main/bridge.ts';
import type { HeapClient } from './client.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';

export type ComparingStatus =
  | { readonly kind: 'empty' }
  | { readonly kind: 'opening'; readonly name: string }
  | { readonly kind: 'comparing' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'full' };

export class Comparing {
  status = $state.raw<ComparingStatus>({ kind: 'empty' });
  /** Oldest first, by the time of their capture. */
  others = $state.raw<readonly OpenedDump[]>([]);
  by = $state.raw<CompareGrouping>('type');
  answer = $state.raw<Comparison | undefined>(undefined);
  readonly full = $derived(this.others.length >= MOST_DUMPS - 1);
  #ticket = 0;

  constructor(
    private readonly shell: Shell,
    private readonly client: HeapClient,
    private readonly jobs: Jobs,
  ) {}

  /** Opens the dump beside the open one and compares anew. */
  async add(card: Pick<DumpCard, 'dump' | 'name'>, opened: OpenedDump): Promise<void> {
    const ticket = ++this.#ticket;
    this.status = { kind: 'opening', name: card.name };
    const outcome = await this.shell.call('open', { dump: card.dump });
    if (ticket !== this.#ticket) {
      if (outcome.ok) void this.shell.call('close', { heap: outcome.value.heap });
      return;
    }
    if (!outcome.ok) {
      this.status = { kind: 'failed', fault: outcome.fault };
      return;
    }
    this.others = [...this.others, outcome.value].sort((a, b) => timeOf(a) - timeOf(b));
    await this.compare(this.by, opened);
  }

  async remove(other: OpenedDump, opened: OpenedDump): Promise<void> {
    this.others = this.others.filter((kept) => kept !== other);
    void this.shell.call('close', { heap: other.heap });
    await this.compare(this.by, opened);
  }

  async compare(by: CompareGrouping, opened: OpenedDump): Promise<void> {
    const ticket = ++this.#ticket;
    this.by = by;
    if (this.client.ask === undefined || this.others.length === 0) {
      this.answer = undefined;
      this.status = { kind: 'empty' };
      return;
    }
    this.status = { kind: 'comparing' };
    const others = this.others.map((other) => ({
      source: this.client.sourceOf(other),
      manifest: other.manifest,
      name: other.name,
    }));
    const request = { others, name: opened.name, by };
    let fault: Fault | undefined;
    const answer = await this.jobs.ask('compare', async (job) => {
      const outcome = await this.client.compare(request, job.cancelling, (progress) => job.report(progress));
      if (!outcome.ok) ({ fault } = outcome);
      return outcome;
    });
    if (ticket !== this.#ticket) return;
    if (fault !== undefined) this.status = { kind: 'failed', fault };
    else if (answer === undefined) this.status = { kind: 'cancelled' };
    else {
      this.answer = answer;
      this.status = { kind: 'full' };
    }
  }

  /** Another dump is open: nothing of the comparison holds. */
  clear(): void {
    this.#ticket++;
    for (const { heap } of this.others) void this.shell.call('close', { heap });
    this.others = [];
    this.answer = undefined;
    this.status = { kind: 'empty' };
  }
}

/** Dumps of one machine on a clock that never goes back, others by their date. */
function timeOf({ manifest: { captured } }: OpenedDump): number {
  return captured.monotonicNs ?? Date.parse(captured.started);
}
