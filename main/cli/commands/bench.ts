// Stage timings of one cold open and every analysis, one JSON line each: what `npm run bench` repeats and summarises.
import { performance } from 'node:perf_hooks';
import type { PhaseName, Progress } from '#heap/base/task.ts';
import { objectId, type ObjectId, type ReferenceId } from '#heap/model/ids.ts';
import { openDump } from '#main/loading/open.ts';
import { ANALYSIS_ORDER, type HeapApi } from '#workers/api.ts';
import { startHeapThread } from '#workers/node.ts';
import { proxy, type Remote } from 'comlink';
import { operand, type Command } from '../arguments.ts';
import { valueOf } from '../investigation.ts';
import { printJson, type Output } from '../output.ts';

export async function bench(command: Command, output: Output): Promise<number> {
  const path = operand(command, 0, 'a dump');
  const timer = new StageTimer(output);
  const cold = valueOf(await openDump(path, { cache: 'rebuild' }, { onProgress: (progress) => timer.hear(progress) }));
  timer.endPhase();
  const { objects, references } = cold.manifest.counts;
  timer.line('open.total', cold.tookMs, objects);
  await cold.close();
  const opened = valueOf(await openDump(path, {}, {}));
  timer.line('reopen.interactive', opened.tookMs, objects);
  const thread = startHeapThread();
  const { manifest, memoryBudget, folder } = opened;
  const silent = proxy(() => undefined);
  await timer.time('columns', references, () =>
    thread.heap.open(
      { source: { kind: 'folder', path: folder }, manifest, memoryBudget, shared: false },
      undefined,
      silent,
    ),
  );
  for (const id of ANALYSIS_ORDER)
    await timer.time(`analysis.${id}`, references, () => thread.heap.analyse(id, undefined, silent));
  await timeQueries(timer, thread.heap);
  await timeInvestigation(timer, thread.heap, objects, references);
  await thread.close();
  await opened.close();
  return 0;
}

async function timeQueries(timer: StageTimer, heap: Remote<HeapApi>): Promise<void> {
  const page = { first: 0, count: 100 };
  const ordered = { ...page, order: 'retained', direction: 'descending', query: '', type: undefined } as const;
  await timer.time('query.topRetained', 100, () => heap.objects(ordered));
  const largest = valueOf(await heap.objects(ordered)).rows.at(0)?.object;
  if (largest === undefined) return;
  const object: ObjectId = largest;
  await timer.time('query.describe', 1, () => heap.describe(object));
  await timer.time('query.path', 5, () => heap.paths(object, 5));
  await timer.time('query.children', 100, () => heap.dominated(object, page));
  await timer.time('query.search', 100, () => heap.objects({ ...ordered, query: 'retained>1MiB' }));
}

const FURTHER_LENSES = ['structure', 'collector', 'hide-globals-weak'] as const;
/** Objects spread over the heap whose cuts and reasons are asked for. */
const SAMPLES = 40;

/** Lenses, cuts, reasons and suggestions: medians and maxima over a sample of objects. */
async function timeInvestigation(
  timer: StageTimer,
  heap: Remote<HeapApi>,
  objects: number,
  references: number,
): Promise<void> {
  const silent = proxy(() => undefined);
  for (const lens of FURTHER_LENSES)
    await timer.time(`lens.${lens}`, references, () => heap.searchLens(lens, undefined, silent));
  const sample = Array.from({ length: SAMPLES }, (_, i) => objectId(Math.floor((i * objects) / SAMPLES)));
  const cuts: ReferenceId[] = [];
  for (const object of sample) {
    const held = valueOf(await heap.referrers(object, { first: 0, count: 20 })).rows.find((row) => !row.weak);
    if (held !== undefined) cuts.push(held.reference);
  }
  await timer.each('query.whatIf', cuts, (cut) => heap.whatIf([cut], undefined, silent));
  await timer.each('query.why', sample, (object) => heap.why(object, 5));
  await timer.each('query.suggestFor', sample.slice(0, 10), (object) => heap.suggestFor(object, undefined, silent));
  const components = valueOf(await heap.components('default', { first: 0, count: 10 })).rows;
  await timer.each('query.suggest', components, ({ component }) =>
    heap.suggest('default', component, undefined, silent),
  );
}

/** Loader phases by their progress events, everything else by the clock around it. */
class StageTimer {
  #phase: PhaseName | undefined;
  #started = 0;
  #total = 0;

  constructor(private readonly output: Output) {}

  hear(progress: Progress): void {
    if (progress.phase === this.#phase) return;
    this.endPhase();
    this.#phase = progress.phase;
    this.#total = progress.total;
    this.#started = performance.now();
  }

  endPhase(): void {
    if (this.#phase !== undefined) this.line(`load.${this.#phase}`, performance.now() - this.#started, this.#total);
    this.#phase = undefined;
  }

  async time(stage: string, items: number, work: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    await work();
    this.line(stage, performance.now() - started, items);
  }

  /** Median and maximum of one question asked about several things. */
  async each<Thing>(stage: string, things: readonly Thing[], ask: (thing: Thing) => Promise<unknown>): Promise<void> {
    const times: number[] = [];
    for (const thing of things) {
      const started = performance.now();
      await ask(thing);
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    this.line(`${stage}.median`, times[Math.floor(times.length / 2)] ?? 0, things.length);
    this.line(`${stage}.max`, times.at(-1) ?? 0, things.length);
  }

  line(stage: string, ms: number, items: number): void {
    const rssPeakMB = Math.round(process.resourceUsage().maxRSS / 1024);
    printJson(this.output, { bench: 1, stage, ms: Math.round(ms * 10) / 10, items, rssPeakMB });
  }
}
