// The page's two workers: one answers clicks, one runs analyses over the same shared columns. Without cross-origin isolation
// one worker does both, and cancelling ends it and opens the heap anew.
import analysisWorkerUrl from '#workers/analysis.worker.ts?worker&url';
import sqlEngineUrl from '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url';
import sqlWorkerUrl from '#workers/sql.worker.ts?worker&url';
import heapWorkerUrl from '#workers/heap.worker.ts?worker&url';
import type { Outcome } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import type { Suggestions, WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { ComponentId, ObjectId, ReferenceId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type { OpenedDump } from '#main/bridge.ts';
import type { Comparison, ComparePart } from '#heap/model/compareRows.ts';
import type { ObjectRow, Page, PageRequest } from '#heap/model/rows.ts';
import type { CancelFlag, CompareRequest, Finished, HeapApi, HeapSource } from '#workers/api.ts';
import type { SqlApi } from '#workers/sqlApi.ts';
import { proxy, releaseProxy, transfer, wrap, type Remote } from 'comlink';

export type AnalysisId = Parameters<HeapApi['analyse']>[0];
export type AnalysisEnd = Outcome<Finished<Record<string, never>>>;
type OnProgress = (progress: Progress) => void;

export interface Cancel {
  readonly flag: CancelFlag;
  cancel(): void;
}

/** Every question of `HeapApi` to the worker that answers clicks. */
export type Ask = Remote<HeapApi>;

export class HeapClient {
  /** undefined until a heap is open. */
  ask = $state.raw<Ask | undefined>(undefined);
  readonly isolated: boolean;

  #heap: Worker | undefined;
  #analysis: Worker | undefined;
  #sql: Worker | undefined;
  #analyst: Ask | undefined;
  #opened: OpenedDump | undefined;

  constructor(
    private readonly token: string | undefined,
    private readonly page: Window,
  ) {
    this.isolated = page.crossOriginIsolated;
  }

  async open(opened: OpenedDump, cancel: Cancel, onProgress: OnProgress): Promise<AnalysisEnd> {
    this.close();
    const heap = startWorker(heapWorkerUrl, 'heap');
    this.#heap = heap;
    this.#opened = opened;
    const remote = wrap<HeapApi>(heap);
    const source = this.sourceOf(opened);
    const { manifest, memoryBudget } = opened;
    const report = proxy(onProgress);
    const outcome = await remote.open({ source, manifest, memoryBudget, shared: this.isolated }, cancel.flag, report);
    if (heap !== this.#heap) return { ok: true, value: { done: false } };
    if (outcome.ok && outcome.value.done) {
      this.#analyst = this.isolated ? await this.#startAnalyst(remote, memoryBudget) : remote;
      this.ask = remote;
    }
    return outcome;
  }

  /** Runs one analysis and hands its result to the worker that answers clicks. */
  async analyse(id: AnalysisId, cancel: Cancel, onProgress: OnProgress): Promise<AnalysisEnd> {
    const analyst = this.#analyst;
    const asked = this.ask;
    if (analyst === undefined || asked === undefined) return notOpen();
    const outcome = await analyst.analyse(id, cancel.flag, proxy(onProgress));
    if (!outcome.ok || !outcome.value.done || analyst === asked) return outcome;
    const result = await analyst.resultOf(id);
    if (!result.ok) return result;
    const adopted = await asked.adopt(id, result.value);
    return adopted.ok ? outcome : adopted;
  }

  /** Finds the components of a lens beside the clicks and hands them to the worker that answers them. */
  async searchLens(lens: LensName, cancel: Cancel, onProgress: OnProgress): Promise<AnalysisEnd> {
    const analyst = this.#analyst;
    const asked = this.ask;
    if (analyst === undefined || asked === undefined) return notOpen();
    const outcome = await analyst.searchLens(lens, cancel.flag, proxy(onProgress));
    if (!outcome.ok || !outcome.value.done || analyst === asked) return outcome;
    const found = await analyst.componentsUnder(lens);
    if (!found.ok) return found;
    const adopted = await asked.adoptLens(found.value);
    return adopted.ok ? outcome : adopted;
  }

  /** What would go with the references; beside the clicks. */
  async whatIf(
    references: readonly ReferenceId[],
    cancel: Cancel,
    onProgress: OnProgress,
  ): Promise<Outcome<Finished<WhatIfAnswer>>> {
    return this.#analyst?.whatIf(references, cancel.flag, proxy(onProgress)) ?? notOpen();
  }

  /** Sets of references worth cutting, for a component or for one object. */
  async suggest(
    about: { readonly lens: LensName; readonly component: ComponentId } | { readonly object: ObjectId },
    cancel: Cancel,
    onProgress: OnProgress,
  ): Promise<Outcome<Finished<Suggestions>>> {
    const analyst = this.#analyst;
    if (analyst === undefined) return notOpen();
    const report = proxy(onProgress);
    return 'object' in about
      ? analyst.suggestFor(about.object, cancel.flag, report)
      : analyst.suggest(about.lens, about.component, cancel.flag, report);
  }

  /** From now on every answer is that of the heap without the references. */
  async suppose(references: readonly ReferenceId[], cancel: Cancel, onProgress: OnProgress): Promise<AnalysisEnd> {
    const analyst = this.#analyst;
    const asked = this.ask;
    if (analyst === undefined || asked === undefined) return notOpen();
    const outcome = await analyst.suppose(references, cancel.flag, proxy(onProgress));
    if (!outcome.ok || !outcome.value.done) return outcome;
    const made = await analyst.supposition();
    if (!made.ok) return made;
    const shown = await asked.show(made.value);
    return shown.ok ? outcome : shown;
  }

  /** Reads the other dumps and matches them beside the clicks; the sets it names are known to both workers afterwards. */
  async compare(
    request: CompareRequest,
    cancel: Cancel,
    onProgress: OnProgress,
  ): Promise<Outcome<Finished<Comparison>>> {
    const analyst = this.#analyst;
    const asked = this.ask;
    if (analyst === undefined || asked === undefined) return notOpen();
    const outcome = await analyst.compare(request, cancel.flag, proxy(onProgress));
    if (!outcome.ok || !outcome.value.done || analyst === asked) return outcome;
    const sets = await analyst.comparedSets();
    if (!sets.ok) return sets;
    const adopted = await asked.adoptSets(sets.value);
    return adopted.ok ? outcome : adopted;
  }

  /** Objects of the last comparison, from the worker that made it. */
  async comparedObjects(
    part: ComparePart,
    group: string | undefined,
    page: PageRequest,
  ): Promise<Outcome<Page<ObjectRow>>> {
    return this.#analyst?.comparedObjects(part, group, page) ?? notOpen();
  }

  /** Every answer is that of the dump again. */
  async showAsDumped(): Promise<void> {
    await this.ask?.show(undefined);
  }

  /**
   * The SQL engine over the open heap, in a worker of its own; compiled here and now, fetched from the own origin. The one before
   * is ended.
   */
  async startSql(): Promise<Outcome<Remote<SqlApi>>> {
    const { ask } = this;
    if (ask === undefined) return notOpen();
    this.endSql();
    const worker = startWorker(sqlWorkerUrl, 'sql');
    this.#sql = worker;
    const sql = wrap<SqlApi>(worker);
    const { port1, port2 } = new MessageChannel();
    await ask.connectSql(transfer(port1, [port1]));
    const started = await sql.start(absolute(sqlEngineUrl), transfer(port2, [port2]));
    return started.ok ? { ok: true, value: sql } : started;
  }

  /** At once, whatever it does. */
  endSql(): void {
    this.#sql?.terminate();
    this.#sql = undefined;
  }

  /** Where the columns of an open heap are. */
  sourceOf({ heap }: Pick<OpenedDump, 'heap'>): HeapSource {
    return { kind: 'http', url: `${this.page.location.origin}/heap/${heap}`, token: this.token };
  }

  newCancel(): Cancel {
    if (!this.isolated) return { flag: undefined, cancel: () => this.#restart() };
    const flag = new Int32Array(new SharedArrayBuffer(4));
    return { flag, cancel: () => void Atomics.store(flag, 0, 1) };
  }

  close(): void {
    this.ask?.[releaseProxy]();
    this.#heap?.terminate();
    this.#analysis?.terminate();
    this.endSql();
    this.#heap = undefined;
    this.#analysis = undefined;
    this.#analyst = undefined;
    this.ask = undefined;
  }

  async #startAnalyst(heap: Ask, memoryBudget: number): Promise<Ask> {
    const worker = startWorker(analysisWorkerUrl, 'analysis');
    this.#analysis = worker;
    const analyst = wrap<HeapApi>(worker);
    const shared = await heap.share();
    if (shared.ok) await analyst.adoptColumns(shared.value, memoryBudget);
    return analyst;
  }

  #restart(): void {
    const opened = this.#opened;
    this.close();
    if (opened !== undefined) void this.open(opened, { flag: undefined, cancel: () => undefined }, () => undefined);
  }
}

function notOpen(): Outcome<never> {
  return { ok: false, fault: { code: 'heap/not-open', asked: 'analysis' } };
}

function absolute(url: string): string {
  return new URL(url, window.location.href).href;
}

/** Same-origin workers only: the one Trusted Types policy of the program. */
function startWorker(url: string, name: string): Worker {
  const absolute = new URL(url, window.location.href);
  if (absolute.origin !== window.location.origin) throw new Error('worker of another origin');
  return new Worker(trustedWorkerUrl(absolute.href), { type: 'module', name });
}

interface TrustedPolicy {
  createScriptURL(url: string): string;
}

interface TrustedFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): TrustedPolicy;
}

let policy: TrustedPolicy | undefined;

function trustedWorkerUrl(url: string): string {
  const factory: TrustedFactory | undefined =
    'trustedTypes' in window ? (window.trustedTypes as TrustedFactory) : undefined;
  if (factory === undefined) return url;
  policy ??= factory.createPolicy('ouroboros#worker', { createScriptURL: (checked) => checked });
  return policy.createScriptURL(url);
}
