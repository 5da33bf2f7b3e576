// The questions of `HeapApi`, each one line away from the query that answers it. The same class serves a page's two workers and
// the thread of the CLI.
import type { Replayed, Seen } from '#heap/model/seenRows.ts';
import type { Outcome } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import type { Supposition } from '#heap/analyses/supposition.ts';
import type { SignatureGroupRow } from '#heap/model/motifRows.ts';
import type { MergedPaths, ObjectSet, WeakDefeatedAnswer, WhyAnswer } from '#heap/model/whyRows.ts';
import type { CutRow, Suggestions, WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { CollectionTables, CountTables } from '#heap/model/countRows.ts';
import type { GenerationTypes } from '#heap/model/generationRows.ts';
import type { ComponentId, FrameId, ObjectId, ReferenceId, TypeId } from '#heap/model/ids.ts';
import type { FindingTarget } from '#heap/findings/finding.ts';
import type * as findingRows from '#heap/model/findingRows.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type * as owned from '#heap/model/ownerRows.ts';
import type * as pictures from '#heap/model/pictures.ts';
import type * as rows from '#heap/model/rows.ts';
import type * as summaries from '#heap/model/summaries.ts';
import type { HeldSlots } from '#heap/model/slotRows.ts';
import type * as threads from '#heap/model/threadRows.ts';
import { autoFindings } from '#heap/queries/autoFindings.ts';
import { exportChunk, type ExportChunk, type ExportRequest } from '#heap/queries/exportTable.ts';
import { fidelityOf } from '#heap/queries/fidelity.ts';
import { pathsTo } from '#heap/queries/paths.ts';
import { subgraph } from '#heap/queries/pictures.ts';
import { localsPage, stackPage, threadList } from '#heap/queries/threads.ts';
import { typesPage } from '#heap/queries/typePages.ts';
import type { CancelFlag, Finished, HeapApi, HeapSource, OnProgress } from './api.ts';
import type { ColumnSource } from './columns.ts';
import { CutAnswers } from './cutAnswers.ts';
import { CountAnswers } from './countAnswers.ts';
import { CycleAnswers } from './cycleAnswers.ts';
import { ObjectAnswers } from './objectAnswers.ts';
import { answer, OpenHeap } from './openHeap.ts';
import { MemoryService } from './memoryService.ts';
import { OwnerAnswers } from './ownerAnswers.ts';
import { SeenAnswers } from './seenAnswers.ts';
import { SlotAnswers } from './slotAnswers.ts';
import { TreeAnswers } from './treeAnswers.ts';
import { WhyAnswers } from './whyAnswers.ts';

/** Most paths one answer holds. */
const MOST_PATHS = 50;

type Answer<Value> = Promise<Outcome<Value>>;
type Nothing = Record<string, never>;

export class HeapService extends MemoryService implements HeapApi {
  readonly #objects: ObjectAnswers;
  readonly #cycles: CycleAnswers;
  readonly #why: WhyAnswers;
  readonly #counts: CountAnswers;
  readonly #cuts: CutAnswers;
  readonly #tree: TreeAnswers;
  readonly #slots: SlotAnswers;
  readonly #owners: OwnerAnswers;
  readonly #seen: SeenAnswers;

  constructor(sourceOf: (source: HeapSource) => ColumnSource, now: () => number) {
    super(new OpenHeap(sourceOf, now));
    this.#objects = new ObjectAnswers(this.opened);
    this.#cycles = new CycleAnswers(this.opened);
    this.#why = new WhyAnswers(this.opened);
    this.#counts = new CountAnswers(this.opened);
    this.#cuts = new CutAnswers(this.opened);
    this.#tree = new TreeAnswers(this.opened);
    this.#slots = new SlotAnswers(this.opened);
    this.#owners = new OwnerAnswers(this.opened);
    this.#seen = new SeenAnswers(this.opened, this.#objects, this.#cycles, this.#cuts);
  }

  types(request: rows.TypesRequest): Answer<rows.Page<rows.TypeRow>> {
    return answer(() => typesPage(this.opened.heap, this.opened.results, this.opened.histogram, request));
  }

  objects(request: rows.ObjectsRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#objects.list(request));
  }

  describe(object: ObjectId): Answer<rows.ObjectCard> {
    return answer(() => this.#objects.describe(object));
  }

  locate(text: string): Answer<ObjectId> {
    return answer(() => this.opened.locateObject(text));
  }

  locateType(name: string): Answer<TypeId> {
    return answer(() => this.#objects.typeNamed(name));
  }

  references(object: ObjectId, page: rows.PageRequest): Answer<rows.Page<rows.ReferenceRow>> {
    return answer(() => this.#objects.references(object, page));
  }

  referrers(object: ObjectId, page: rows.PageRequest): Answer<rows.Page<rows.ReferenceRow>> {
    return answer(() => this.#objects.referrers(object, page));
  }

  paths(object: ObjectId, limit: number): Answer<rows.PathsAnswer> {
    return answer(() => {
      const most = Math.max(1, Math.min(Math.trunc(limit) || 1, MOST_PATHS));
      return pathsTo(this.#why.tables(), this.opened.checkObject(object), most, this.opened.ledger, silentTask);
    });
  }

  dominatorChain(object: ObjectId): Answer<readonly rows.ObjectRow[]> {
    return answer(() => this.#tree.chain(object));
  }

  dominated(object: ObjectId | undefined, page: rows.PageRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#tree.dominated(object, page));
  }

  components(lens: LensName, page: rows.PageRequest): Answer<rows.ComponentsPage> {
    return answer(() => this.#cycles.page(lens, page));
  }

  lensSummary(lens: LensName): Answer<rows.LensSummary | undefined> {
    return answer(() => this.#cycles.summary(lens));
  }

  component(lens: LensName, component: ComponentId): Answer<rows.ComponentRow> {
    return answer(() => this.#cycles.row(lens, component));
  }

  componentOf(lens: LensName, object: ObjectId): Answer<ComponentId | undefined> {
    return answer(() => this.#cycles.of(lens, object));
  }

  entries(lens: LensName, component: ComponentId, page: rows.PageRequest): Answer<rows.Page<rows.EntryRow>> {
    return answer(() => this.#cycles.entries(lens, component, page));
  }

  members(lens: LensName, component: ComponentId, page: rows.PageRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#cycles.members(lens, component, page));
  }

  alike(lens: LensName, page: rows.PageRequest): Answer<rows.Page<SignatureGroupRow>> {
    return answer(() => this.#cycles.alike(lens, page));
  }

  suggest(
    lens: LensName,
    component: ComponentId,
    cancel: CancelFlag,
    onProgress: OnProgress,
  ): Answer<Finished<Suggestions>> {
    return this.opened.finishing(cancel, onProgress, (task) => this.#cuts.suggest(lens, component, task));
  }

  suggestFor(object: ObjectId, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Suggestions>> {
    return this.opened.finishing(cancel, onProgress, (task) => this.#cuts.suggestFor(object, task));
  }

  why(object: ObjectId, limit: number): Answer<WhyAnswer> {
    return answer(() => this.#why.why(object, limit));
  }

  mergedPaths(set: ObjectSet, most: number): Answer<MergedPaths> {
    return answer(() => this.#why.merged(set, most));
  }

  weakDefeated(limit: number): Answer<WeakDefeatedAnswer> {
    return answer(() => this.#why.weakDefeated(limit));
  }

  subgraph(request: pictures.SubgraphRequest): Answer<pictures.Subgraph> {
    return answer(() => {
      const { heap, results, referrers } = this.opened;
      if (request.kind !== 'component') this.opened.checkObject(request.object);
      return subgraph({ heap, results, referrers }, (lens) => this.opened.componentsOf(lens), request);
    });
  }

  cut(reference: ReferenceId): Answer<CutRow> {
    return answer(() => this.#cuts.row(reference));
  }

  locateCut(from: string, label: string, to?: string): Answer<ReferenceId> {
    return answer(() => this.#cuts.locate(from, label, to));
  }

  whatIf(cuts: readonly ReferenceId[], cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<WhatIfAnswer>> {
    return this.opened.finishing(cancel, onProgress, (task) => this.#cuts.whatIf(cuts, task));
  }

  suppose(cuts: readonly ReferenceId[], cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Nothing>> {
    return this.opened.finishing(cancel, onProgress, (task) => this.#cuts.suppose(cuts, task));
  }

  supposition(): Answer<Supposition> {
    return answer(() => this.#cuts.made);
  }

  show(supposed: Supposition | undefined): Answer<Nothing> {
    return answer(() => this.opened.suppose(supposed));
  }

  refcountSummary(): Answer<summaries.RefcountSummary> {
    return answer(() => this.opened.result('refcounts').summary);
  }

  balances(page: rows.PageRequest): Answer<rows.Page<rows.BalanceRow>> {
    return answer(() => this.#counts.balances(page));
  }

  countTables(): Answer<CountTables> {
    return answer(() => this.#counts.counts());
  }

  collector(): Answer<summaries.CollectorSummary> {
    return answer(() => this.opened.result('collector').summary);
  }

  collectable(page: rows.PageRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#counts.collectable(page));
  }

  collectionTables(): Answer<CollectionTables> {
    return answer(() => this.#counts.collections());
  }

  generationTypes(): Answer<GenerationTypes> {
    return answer(() => this.#counts.generations());
  }

  treemap(tiles: number): Answer<readonly findingRows.TreemapRow[]> {
    return answer(() => this.#tree.treemap(tiles));
  }

  findings(): Answer<readonly findingRows.AutoFinding[]> {
    return answer(() => {
      const { results, ledger } = this.opened;
      const dominators = results.dominated === undefined ? undefined : this.opened.dominatorChildren;
      const tables = this.#cycles.tables('default');
      const order = this.#cycles.order('default');
      return autoFindings({ ...tables, dominators, namespaces: this.opened.namespaces, order }, ledger, silentTask);
    });
  }

  fidelity(): Answer<findingRows.Fidelity> {
    return answer(() => fidelityOf(this.opened.heap, this.opened.results.refcounts));
  }

  seen(target: FindingTarget): Answer<Seen> {
    return answer(() => this.#seen.seen(target));
  }

  replay(target: FindingTarget, before: Seen): Answer<Replayed> {
    return answer(() => this.#seen.replay(target, before));
  }

  threads(): Answer<threads.ThreadList> {
    return answer(() => threadList(this.opened.heap, this.opened.results));
  }

  stack(stack: threads.StackId, page: rows.PageRequest): Answer<rows.Page<threads.FrameRow>> {
    return answer(() => stackPage(this.opened.heap, this.opened.results, stack, page));
  }

  frameLocals(frame: FrameId, page: rows.PageRequest): Answer<rows.Page<threads.LocalRow>> {
    return answer(() => localsPage(this.opened.heap, this.opened.results, frame, page));
  }

  heldSlots(): Answer<HeldSlots> {
    return answer(() => this.#slots.held());
  }

  owners(request: owned.OwnersRequest): Answer<owned.OwnersAnswer> {
    return answer(() => this.#owners.owners(request));
  }

  ownerObjects(request: owned.OwnerObjectsRequest, page: rows.PageRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#owners.objects(request, page));
  }

  exportChunk(request: ExportRequest): Answer<ExportChunk> {
    return answer(() => exportChunk(this.opened.heap, this.opened.results, this.opened.histogram, request));
  }
}
