// The figures that more than one place shows: scorecard, rail and fidelity chip read one answer each.
import type { Fidelity } from '#heap/model/findingRows.ts';
import type { ComponentsPage } from '#heap/model/rows.ts';
import type { CollectorSummary, RefcountSummary } from '#heap/model/summaries.ts';
import { Asked } from '../state/asked.svelte.ts';
import type { HeapClient } from '../state/client.svelte.ts';
import type { Jobs } from '../state/jobs.svelte.ts';

export class Figures {
  readonly cycles = new Asked<ComponentsPage>();
  readonly collector = new Asked<CollectorSummary>();
  readonly refcounts = new Asked<RefcountSummary>();
  readonly fidelity = new Asked<Fidelity>();

  constructor(
    private readonly client: HeapClient,
    private readonly jobs: Jobs,
  ) {}

  /** Asks for what has become known since the last call. */
  refresh(): void {
    const { ask } = this.client;
    if (ask === undefined) return this.#clear();
    void this.fidelity.ask(() => ask.fidelity());
    if (this.#isNew(this.cycles, 'componentsDefault')) {
      void this.cycles.ask(() => ask.components('default', { first: 0, count: 1 }));
    }
    if (this.#isNew(this.collector, 'collector')) void this.collector.ask(() => ask.collector());
    if (this.#isNew(this.refcounts, 'refcounts')) void this.refcounts.ask(() => ask.refcountSummary());
  }

  #isNew(asked: Asked<unknown>, job: 'componentsDefault' | 'collector' | 'refcounts'): boolean {
    return asked.status.kind === 'empty' && this.jobs.isDone(job);
  }

  #clear(): void {
    for (const asked of [this.cycles, this.collector, this.refcounts, this.fidelity]) asked.clear();
  }
}
