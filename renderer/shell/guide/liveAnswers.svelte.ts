// Asks for the numbers of the guide while it is open.
import type { Advice } from '#heap/model/adviceRows.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import type { MemoryMapAnswer, RssWaterfall } from '#heap/model/memoryRows.ts';
import { Asked } from '../../state/asked.svelte.ts';
import type { HeapClient } from '../../state/client.svelte.ts';
import type { Jobs } from '../../state/jobs.svelte.ts';
import type { Session } from '../../state/session.svelte.ts';
import type { Figures } from '../figures.svelte.ts';
import type { LiveAnswers } from './live.ts';

export class GuideNumbers {
  readonly #figures = new Asked<GuideFigures>();
  readonly #map = new Asked<MemoryMapAnswer>();
  readonly #rss = new Asked<RssWaterfall | undefined>();
  readonly #advice = new Asked<Advice>();
  readonly #findings = new Asked<readonly AutoFinding[]>();

  constructor(
    private readonly client: HeapClient,
    private readonly jobs: Jobs,
    private readonly session: Session,
    private readonly shared: Figures,
  ) {}

  /** Asks for what is not answered yet. */
  ask(): void {
    const { ask } = this.client;
    if (ask === undefined) return;
    if (this.#figures.status.kind === 'empty') void this.#figures.ask(() => ask.guide());
    if (this.#map.status.kind === 'empty') void this.#map.ask(() => ask.memoryMap());
    if (this.#rss.status.kind === 'empty') void this.#rss.ask(() => ask.rss());
    if (this.#advice.status.kind === 'empty') void this.#advice.ask(() => ask.advice());
    if (this.jobs.isDone('componentsDefault')) void this.#findings.ask(() => ask.findings());
  }

  readonly answers: LiveAnswers = $derived.by(() => ({
    manifest: this.session.manifest,
    figures: this.#figures.value,
    map: this.#map.value?.kind === 'map' ? this.#map.value.map : undefined,
    rss: this.#rss.value,
    cycles: this.shared.cycles.value,
    collector: this.shared.collector.value,
    refcounts: this.shared.refcounts.value,
    advice: this.#advice.value,
    findings: this.#findings.value,
  }));
}
