// Long work as a list: name, counts, rate, time left, cancel. Analyses run one after another in the order of their need.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import { hasCapability, type Capability, type Manifest } from '#heap/model/manifest.ts';
import { ANALYSIS_ORDER, type Finished } from '#workers/api.ts';
import type { AnalysisId, Cancel, HeapClient } from './client.svelte.ts';
import { secondsLeft } from './timeLeft.ts';

/** `search` is a lens that somebody made, `cut` a what-if, `suppose` the whole heap without the cuts, `suggest` a search for cuts,
 * `compare` a comparison of dumps: asked for by a click. */
export type JobName = 'columns' | AnalysisId | AskedJob;

export type AskedJob = 'search' | 'cut' | 'suppose' | 'suggest' | 'compare';

export type JobStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly progress: Progress | undefined; readonly secondsLeft: number | undefined }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  /** The dump lacks what it needs; nothing was run. */
  | { readonly kind: 'impossible'; readonly missing: readonly string[] }
  | { readonly kind: 'failed'; readonly fault: Fault };

const NEEDS: Readonly<Partial<Record<AnalysisId, readonly Capability[]>>> = {
  refcounts: ['refcounts'],
  collector: ['refcounts', 'tracked'],
};

export class Job {
  status = $state.raw<JobStatus>({ kind: 'waiting' });
  #phaseStarted = 0;

  constructor(
    readonly name: JobName,
    readonly cancelling: Cancel,
    private readonly now: () => number,
  ) {}

  start(): void {
    this.status = { kind: 'running', progress: undefined, secondsLeft: undefined };
    this.#phaseStarted = this.now();
  }

  report(progress: Progress): void {
    if (this.status.kind !== 'running') return;
    if (this.status.progress?.phase !== progress.phase) this.#phaseStarted = this.now();
    this.status = { kind: 'running', progress, secondsLeft: secondsLeft(progress, this.now() - this.#phaseStarted) };
  }

  end(outcome: Outcome<Finished<unknown>>): void {
    if (!outcome.ok) this.status = { kind: 'failed', fault: outcome.fault };
    else this.status = { kind: outcome.value.done ? 'done' : 'cancelled' };
  }
}

export class Jobs {
  list = $state.raw<readonly Job[]>([]);
  /** How many analyses have ended: views that show their results ask again when it grows. */
  completed = $state(0);

  readonly running = $derived(this.list.filter((job) => job.status.kind === 'running'));
  readonly waiting = $derived(this.list.filter((job) => job.status.kind === 'waiting'));

  #round = 0;

  constructor(
    private readonly client: HeapClient,
    private readonly now: () => number,
  ) {}

  job(name: JobName): Job | undefined {
    return this.list.find((job) => job.name === name);
  }

  isDone(name: JobName): boolean {
    return this.job(name)?.status.kind === 'done';
  }

  /** A job that somebody else runs, shown in the strip. */
  begin(name: JobName, cancel: Cancel): Job {
    const job = new Job(name, cancel, this.now);
    job.start();
    this.list = [...this.list.filter((other) => other.name !== name), job];
    return job;
  }

  /** Runs one thing that a click asked for; an earlier one of the same name is cancelled. */
  async ask<Value>(name: AskedJob, work: (job: Job) => Promise<Outcome<Finished<Value>>>): Promise<Value | undefined> {
    const before = this.job(name);
    if (before !== undefined) this.cancel(before);
    const job = this.begin(name, this.client.newCancel());
    const outcome = await work(job);
    job.end(outcome);
    if (this.job(name) === job && outcome.ok) this.list = this.list.filter((other) => other !== job);
    return outcome.ok && outcome.value.done ? outcome.value.value : undefined;
  }

  /** Queues every analysis the dump allows. */
  runAll(manifest: Manifest): void {
    const round = ++this.#round;
    const added = ANALYSIS_ORDER.map((id) => {
      const job = new Job(id, this.client.newCancel(), this.now);
      const missing = (NEEDS[id] ?? []).filter((need) => !hasCapability(manifest, need));
      if (missing.length > 0) job.status = { kind: 'impossible', missing };
      return job;
    });
    this.list = [...this.list.filter((job) => job.name === 'columns'), ...added];
    void this.#work(round);
  }

  cancel(job: Job): void {
    if (job.status.kind === 'waiting') job.status = { kind: 'cancelled' };
    else if (job.status.kind === 'running') job.cancelling.cancel();
  }

  /** Runs a cancelled or failed analysis again. */
  again(name: AnalysisId): void {
    const job = new Job(name, this.client.newCancel(), this.now);
    this.list = this.list.map((other) => (other.name === name ? job : other));
    if (this.running.length === 0) void this.#work(++this.#round);
  }

  clear(): void {
    this.#round++;
    this.running.forEach((job) => job.cancelling.cancel());
    this.list = [];
    this.completed = 0;
  }

  async #work(round: number): Promise<void> {
    for (;;) {
      const job = this.list.find((other) => other.status.kind === 'waiting');
      if (job === undefined || !isAnalysis(job.name) || round !== this.#round) return;
      job.start();
      const outcome = await this.client.analyse(job.name, job.cancelling, (progress) => job.report(progress));
      if (round !== this.#round) return;
      job.end(outcome);
      this.completed++;
    }
  }
}

export function isAnalysis(name: JobName): name is AnalysisId {
  return ANALYSIS_ORDER.some((id) => id === name);
}
