// One open heap in one worker (or one thread of the CLI): its columns and the results of its analyses.
import { componentsUnder } from '#heap/analyses/components.ts';
import { runAnalysis } from '#heap/analyses/registry.ts';
import type { AnalysisId, Components, PartialResults, Results } from '#heap/analyses/results.ts';
import type { Supposition } from '#heap/analyses/supposition.ts';
import { openLedger, release, type Column, type Ledger } from '#heap/base/column.ts';
import type { Bits } from '#heap/base/bits.ts';
import type { ReverseRows } from '#heap/base/csr.ts';
import { fail, outcomeOf, outcomeOfAsync, type Outcome } from '#heap/base/fault.ts';
import { Cancelled, reportingTask, silentTask, type Task } from '#heap/base/task.ts';
import { objectAt, parseAddress } from '#heap/model/addresses.ts';
import { heapFrom, type ColumnName, type ColumnSet } from '#heap/model/columns.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId, type ComponentId, type ObjectId, type ReferenceId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type { SignatureGroupRow } from '#heap/model/motifRows.ts';
import { motifContext, type MotifContext } from '#heap/queries/motifs/motifOf.ts';
import type { DominatorChildren } from '#heap/queries/treemap.ts';
import { namespacesOf, type Namespaces } from '#heap/queries/namespaces.ts';
import type { SortedObjects } from '#heap/queries/objectPages.ts';
import type { Histogram } from '#heap/queries/typePages.ts';
import type { CancelFlag, Finished, HeapSource, OnProgress, OpenRequest, SharedColumns } from './api.ts';
import { loadColumns, type ColumnSource } from './columns.ts';

const LENS_RESULTS: ReadonlyMap<LensName, LensResult> = new Map<LensName, LensResult>([
  ['all', 'componentsAll'],
  ['instances', 'componentsInstances'],
  ['default', 'componentsDefault'],
]);

type LensResult = 'componentsAll' | 'componentsInstances' | 'componentsDefault';

/** Further lenses kept at a time; each costs 4 bytes per object. */
const MOST_LENSES = 3;

/** What one worker holds: the columns, the results so far, and what was sorted last. `HeapService` adds the questions. */
export class OpenHeap {
  ledger: Ledger = openLedger();
  /** Results that views show: as dumped, or as supposed. */
  results: PartialResults = {};
  /** Results of the heap as it was dumped. */
  asDumped: PartialResults = {};
  #supposed: Supposition | undefined;
  sorted: SortedObjects | undefined;
  unbalanced: Uint32Array | undefined;
  garbage: Uint32Array | undefined;
  readonly componentOrders = new Map<LensName, Uint32Array>();
  readonly alike = new Map<LensName, readonly SignatureGroupRow[]>();
  #namespaces: Namespaces | undefined;
  #motifs: MotifContext | undefined;
  readonly #lenses = new Map<LensName, Components>();
  #columns: ColumnSet | undefined;
  #heap: Heap | undefined;

  constructor(
    private readonly sourceOf: (source: HeapSource) => ColumnSource,
    private readonly now: () => number,
  ) {}

  open(
    request: OpenRequest,
    cancel: CancelFlag,
    onProgress: OnProgress,
  ): Promise<Outcome<Finished<Record<string, never>>>> {
    return outcomeOfAsync(() =>
      this.#finishing(async () => {
        const ledger = openLedger(request.memoryBudget, request.shared);
        const task = this.#task(cancel, onProgress);
        const columns = await loadColumns(this.sourceOf(request.source), request, ledger, task);
        this.#take(heapFrom(request.manifest, columns, ledger), columns, ledger);
        return {};
      }),
    );
  }

  adoptColumns(shared: SharedColumns, memoryBudget: number): Record<string, never> {
    const ledger = openLedger(memoryBudget, true);
    for (const column of shared.columns.values()) ledger.live += column.byteLength;
    this.#take(heapFrom(shared.manifest, shared.columns, ledger), shared.columns, ledger);
    return {};
  }

  analyse(id: AnalysisId, cancel: CancelFlag, onProgress: OnProgress): Cancellable<Record<string, never>> {
    return this.finishing(cancel, onProgress, (task) =>
      this.keep(id, runAnalysis(id, this.heap, this.asDumped, this.ledger, task)),
    );
  }

  /** Runs work that may be cancelled, with its progress. */
  finishing<Value>(cancel: CancelFlag, onProgress: OnProgress, work: (task: Task) => Value): Cancellable<Value> {
    return outcomeOfAsync(() => this.#finishing(async () => work(this.#task(cancel, onProgress))));
  }

  finishingLater<Value>(
    cancel: CancelFlag,
    onProgress: OnProgress,
    work: (task: Task) => Promise<Value>,
  ): Cancellable<Value> {
    return outcomeOfAsync(() => this.#finishing(() => work(this.#task(cancel, onProgress))));
  }

  get heap(): Heap {
    return this.#heap ?? fail({ code: 'heap/not-open', asked: 'heap' });
  }

  get columns(): ColumnSet {
    return this.#columns ?? fail({ code: 'heap/not-open', asked: 'columns' });
  }

  get histogram(): Histogram {
    const cells = (name: ColumnName): Column =>
      this.columns.get(name) ?? fail({ code: 'index/damaged', column: name, reason: 'missing' });
    const count = cells('histogram.count');
    const selfSize = cells('histogram.selfSize');
    if (!(count instanceof Uint32Array) || !(selfSize instanceof Float64Array)) {
      fail({ code: 'index/damaged', column: 'histogram.count', reason: 'type' });
    }
    return { count, selfSize };
  }

  get referrers(): ReverseRows {
    const known = this.results.referrers;
    if (known !== undefined) return known;
    const made = runAnalysis('referrers', this.heap, this.asDumped, this.ledger, silentTask);
    this.keep('referrers', made);
    return made;
  }

  get dominatorChildren(): DominatorChildren {
    return { tree: this.result('dominators'), children: this.result('dominated') };
  }

  get namespaces(): Namespaces {
    return (this.#namespaces ??= namespacesOf(this.heap, this.ledger));
  }

  get motifs(): MotifContext {
    return (this.#motifs ??= motifContext(this.heap));
  }

  /** A result that must be there already; fault `analysis/needs` says which one is missing. */
  result<Id extends AnalysisId>(id: Id): Results[Id] {
    const known: Partial<Results>[Id] = this.results[id];
    return known ?? fail({ code: 'analysis/needs', analysis: id, missing: [id] });
  }

  componentsOf(lens: LensName): Components {
    const known = LENS_RESULTS.get(lens);
    if (known !== undefined) return this.result(known);
    return this.#lenses.get(lens) ?? fail({ code: 'analysis/needs', analysis: 'components', missing: [lens] });
  }

  /** The same, undefined when they are not here yet. */
  foundComponents(lens: LensName): Components | undefined {
    const known = LENS_RESULTS.get(lens);
    return known === undefined ? this.#lenses.get(lens) : this.results[known];
  }

  searchLens(lens: LensName, cancel: CancelFlag, onProgress: OnProgress): Cancellable<Record<string, never>> {
    return this.finishing(cancel, onProgress, (task) => {
      if (this.foundComponents(lens) !== undefined) return {};
      return this.keepLens(componentsUnder(this.heap, lens, this.ledger, task));
    });
  }

  /** Adds the components of one more lens; the lens kept longest goes. */
  keepLens(components: Components): Record<string, never> {
    this.#lenses.delete(components.lens);
    this.#lenses.set(components.lens, components);
    this.componentOrders.delete(components.lens);
    this.alike.delete(components.lens);
    const [oldest] = this.#lenses.keys();
    if (this.#lenses.size > MOST_LENSES && oldest !== undefined) this.#dropLens(oldest);
    return {};
  }

  columnsOf(source: HeapSource): ColumnSource {
    return this.sourceOf(source);
  }

  /** Names a set of objects for queries: `in:name`. undefined forgets it. */
  nameSet(name: string, members: Bits | undefined): void {
    const sets = new Map(this.asDumped.namedSets);
    const known = sets.get(name);
    if (known !== undefined) release(known.byteLength, this.ledger);
    sets.delete(name);
    if (members !== undefined) sets.set(name, members);
    this.asDumped = { ...this.asDumped, namedSets: sets };
    this.#show();
  }

  checkObject(object: ObjectId): ObjectId {
    if (!Number.isInteger(object) || object < 0 || object >= this.heap.objects.length) {
      fail({ code: 'heap/no-such-object', asked: `#${object}` });
    }
    return object;
  }

  checkReference(reference: ReferenceId): ReferenceId {
    if (!Number.isInteger(reference) || reference < 0 || reference >= this.heap.references.length)
      fail({ code: 'heap/no-such-object', asked: `reference ${reference}` });
    return reference;
  }

  checkComponent(components: Components, component: ComponentId): ComponentId {
    if (!Number.isInteger(component) || component < 0 || component >= components.length) {
      fail({ code: 'heap/no-such-object', asked: `c-${component}` });
    }
    return component;
  }

  /** `0x7f..` an address, `@12` an id, `#12` a row; digits alone are an id where the dump has ids. */
  locateObject(text: string): ObjectId {
    const row = /^#(\d{1,10})$/.exec(text.trim());
    if (row !== null) return this.checkObject(objectId(Number(row[1])));
    const isId = this.heap.manifest.identity === 'id' && /^\s*\d+\s*$/.test(text);
    const address = parseAddress(isId ? `@${text.trim()}` : text);
    const object = address === undefined ? undefined : objectAt(this.heap, address);
    return object ?? fail({ code: 'heap/no-such-object', asked: text.slice(0, 64) });
  }

  /** Adds a result that was computed here or by the other worker. */
  keep<Id extends AnalysisId>(id: Id, result: Results[Id]): Record<string, never> {
    this.asDumped = { ...this.asDumped, [id]: result };
    return this.#show();
  }

  /** Shows everything as if references were cut; undefined: as dumped again. */
  suppose(supposed: Supposition | undefined): Record<string, never> {
    this.#supposed = supposed;
    return this.#show();
  }

  #show(): Record<string, never> {
    const recorded = { ...this.asDumped };
    delete recorded.cycleRetained;
    // The exact sizes of cycles are those of the dump; without them the dominators give a lower bound.
    this.results = this.#supposed === undefined ? this.asDumped : { ...recorded, ...this.#supposed };
    this.sorted = undefined;
    this.unbalanced = undefined;
    this.garbage = undefined;
    this.componentOrders.clear();
    this.alike.clear();
    return {};
  }

  #take(heap: Heap, columns: ColumnSet, ledger: Ledger): void {
    this.#heap = heap;
    this.#columns = columns;
    this.ledger = ledger;
    this.results = {};
    this.asDumped = {};
    this.#supposed = undefined;
    this.sorted = undefined;
    this.#namespaces = undefined;
    this.#motifs = undefined;
    this.#lenses.clear();
    this.componentOrders.clear();
    this.alike.clear();
  }

  #dropLens(lens: LensName): void {
    const gone = this.#lenses.get(lens);
    if (gone === undefined) return;
    const { of, first, member, references, selfSize } = gone;
    for (const column of [of, first, member, references, selfSize]) release(column.byteLength, this.ledger);
    this.#lenses.delete(lens);
    this.componentOrders.delete(lens);
    this.alike.delete(lens);
  }

  #task(cancel: CancelFlag, onProgress: OnProgress): Task {
    return reportingTask(onProgress, () => cancel !== undefined && Atomics.load(cancel, 0) !== 0, this.now);
  }

  async #finishing<Value>(work: () => Promise<Value>): Promise<Finished<Value>> {
    try {
      return { done: true, value: await work() };
    } catch (error) {
      if (error instanceof Cancelled) return { done: false };
      throw error;
    }
  }
}

/** What a click may cancel. */
export type Cancellable<Value> = Promise<Outcome<Finished<Value>>>;

export function answer<Value>(work: () => Value): Promise<Outcome<Value>> {
  return Promise.resolve(outcomeOf(work));
}
