// What a page (or the CLI) may ask of a worker that holds an open heap. Flat, plain and cloneable in both directions.
import type { Replayed, Seen } from '#heap/model/seenRows.ts';
import type { AnalysisId, Components, Results } from '#heap/analyses/results.ts';
import type { Supposition } from '#heap/analyses/supposition.ts';
import type { Column } from '#heap/base/column.ts';
import type { Outcome } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import type { ExportChunk, ExportRequest } from '#heap/queries/exportTable.ts';
import type { ColumnName } from '#heap/model/columns.ts';
import type { Advice } from '#heap/model/adviceRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import type {
  AllocatedAt,
  AllocationRequest,
  AllocationTree,
  KeeperRow,
  SiteRow,
  SitesRequest,
  TreeRequest,
} from '#heap/model/allocationRows.ts';
import type { CompareGrouping, ComparePart, Comparison } from '#heap/model/compareRows.ts';
import type { CollectionTables, CountTables } from '#heap/model/countRows.ts';
import type { GenerationTypes } from '#heap/model/generationRows.ts';
import type { CutRow, Suggestions, WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { SignatureGroupRow } from '#heap/model/motifRows.ts';
import type { MergedPaths, ObjectSet, WeakDefeatedAnswer, WhyAnswer } from '#heap/model/whyRows.ts';
import type { MemoryMapAnswer, PoolCard, RssWaterfall } from '#heap/model/memoryRows.ts';
import type { ComponentId, FrameId, ObjectId, ReferenceId, TypeId } from '#heap/model/ids.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import type { FindingTarget } from '#heap/findings/finding.ts';
import type { AutoFinding, Fidelity, TreemapRow } from '#heap/model/findingRows.ts';
import type { OwnerObjectsRequest, OwnersAnswer, OwnersRequest } from '#heap/model/ownerRows.ts';
import type { Subgraph, SubgraphRequest } from '#heap/model/pictures.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type {
  BalanceRow,
  ComponentRow,
  ComponentsPage,
  EntryRow,
  LensSummary,
  ObjectCard,
  ObjectRow,
  ObjectsRequest,
  Page,
  PageRequest,
  PathsAnswer,
  ReferenceRow,
  TypeRow,
  TypesRequest,
} from '#heap/model/rows.ts';
import type { CollectorSummary, RefcountSummary } from '#heap/model/summaries.ts';
import type { SetCard, SetSource } from '#heap/model/setRows.ts';
import type { HeldSlots } from '#heap/model/slotRows.ts';
import type { FrameRow, LocalRow, StackId, ThreadList } from '#heap/model/threadRows.ts';

export type HeapSource =
  /** `url` ends without a slash: `<origin>/heap/<id>`; `token` is the web shell's bearer. */
  | { readonly kind: 'http'; readonly url: string; readonly token: string | undefined }
  | { readonly kind: 'folder'; readonly path: string };

/** Columns of one heap in shared memory, handed from the heap worker to the analysis worker by the page. */
export interface SharedColumns {
  readonly manifest: Manifest;
  readonly columns: ReadonlyMap<ColumnName, Column>;
}

export interface OpenRequest {
  readonly source: HeapSource;
  readonly manifest: Manifest;
  readonly memoryBudget: number;
  /** Columns in shared memory; false where the origin is not isolated. */
  readonly shared: boolean;
  /** Columns that nobody will ask about: they stay on the disk, and are empty here. */
  readonly without?: readonly ColumnName[];
}

/** Cell 0 != 0 means cancel. Over shared memory; undefined where there is none, then the page ends the worker instead. */
export type CancelFlag = Int32Array | undefined;

export type OnProgress = (progress: Progress) => void;

type Answer<Value> = Promise<Outcome<Value>>;

/** One service, two workers: `heap.worker` answers clicks, `analysis.worker` runs `analyse`. Cancelled work is `{ cancelled }`. */
export interface HeapApi {
  /** Fetches every column of the manifest. */
  open(request: OpenRequest, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Record<string, never>>>;
  /** From now on answers the SQL engine at the other end of `port` (`SqlSource`). */
  connectSql(port: MessagePort): Answer<Record<string, never>>;
  /** Only when shared. */
  share(): Answer<SharedColumns>;
  adoptColumns(columns: SharedColumns, memoryBudget: number): Answer<Record<string, never>>;
  /** Runs one analysis and keeps its result here; what must run before it has been adopted or run here. */
  analyse(id: AnalysisId, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Record<string, never>>>;
  /** What `analyse` kept: its columns lie in shared memory, so this copies nothing. Only when shared. */
  resultOf<Id extends AnalysisId>(id: Id): Answer<Results[Id]>;
  /** Finds the components of a lens that no analysis stands for and keeps them here; the last few lenses are kept. */
  searchLens(lens: LensName, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Record<string, never>>>;
  /** What `searchLens` kept. Only when shared. */
  componentsUnder(lens: LensName): Answer<Components>;
  adoptLens(components: Components): Answer<Record<string, never>>;
  /** Takes what the analysis worker found (`resultOf`). */
  adopt<Id extends AnalysisId>(id: Id, result: Results[Id]): Answer<Record<string, never>>;

  types(request: TypesRequest): Answer<Page<TypeRow>>;
  objects(request: ObjectsRequest): Answer<Page<ObjectRow>>;
  describe(object: ObjectId): Answer<ObjectCard>;
  /** The object at a hexadecimal address or `#row`. */
  locate(text: string): Answer<ObjectId>;
  /** The type with exactly this qualified name. */
  locateType(name: string): Answer<TypeId>;
  references(object: ObjectId, page: PageRequest): Answer<Page<ReferenceRow>>;
  referrers(object: ObjectId, page: PageRequest): Answer<Page<ReferenceRow>>;
  paths(object: ObjectId, limit: number): Answer<PathsAnswer>;
  /** From the topmost dominator down to the immediate one. */
  dominatorChain(object: ObjectId): Answer<readonly ObjectRow[]>;
  /** Immediately dominated objects by retained size; undefined: children of the super root. */
  dominated(object: ObjectId | undefined, page: PageRequest): Answer<Page<ObjectRow>>;
  components(lens: LensName, page: PageRequest): Answer<ComponentsPage>;
  /** How much the lens finds; undefined until its components are here. */
  lensSummary(lens: LensName): Answer<LensSummary | undefined>;
  component(lens: LensName, component: ComponentId): Answer<ComponentRow>;
  componentOf(lens: LensName, object: ObjectId): Answer<ComponentId | undefined>;
  entries(lens: LensName, component: ComponentId, page: PageRequest): Answer<Page<EntryRow>>;
  members(lens: LensName, component: ComponentId, page: PageRequest): Answer<Page<ObjectRow>>;
  /** Components that look alike, most bytes first. */
  alike(lens: LensName, page: PageRequest): Answer<Page<SignatureGroupRow>>;
  subgraph(request: SubgraphRequest): Answer<Subgraph>;
  /** Clearly different paths, and what the object is alive by. */
  why(object: ObjectId, limit: number): Answer<WhyAnswer>;
  /** The shortest paths of all instances of a type, or of all members of a component, as one tree of at most `most` rows. */
  mergedPaths(set: ObjectSet, most: number): Answer<MergedPaths>;
  /** Weak dictionaries whose entries keep themselves alive. */
  weakDefeated(limit: number): Answer<WeakDefeatedAnswer>;
  /** One reference as the row of a cut. */
  cut(reference: ReferenceId): Answer<CutRow>;
  /** The strong reference out of the object at `from` (as in `locate`) whose label is `label`, into `to` when given. */
  locateCut(from: string, label: string, to?: string): Answer<ReferenceId>;
  /** Sets of references whose loss frees the component or breaks its cycles, best first. Needs reachability. */
  suggest(
    lens: LensName,
    component: ComponentId,
    cancel: CancelFlag,
    onProgress: OnProgress,
  ): Answer<Finished<Suggestions>>;
  /** The same for one object. */
  suggestFor(object: ObjectId, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Suggestions>>;
  /** What would happen if the references were dropped. Needs reachability. */
  whatIf(cuts: readonly ReferenceId[], cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<WhatIfAnswer>>;
  /** Computes sizes, distances and verdicts of the heap without the references, and keeps them here. */
  suppose(
    cuts: readonly ReferenceId[],
    cancel: CancelFlag,
    onProgress: OnProgress,
  ): Answer<Finished<Record<string, never>>>;
  /** What `suppose` kept. Only when shared, or of one's own worker. */
  supposition(): Answer<Supposition>;
  /** Answers everything as supposed from now on; undefined: as dumped again. */
  show(supposed: Supposition | undefined): Answer<Record<string, never>>;
  refcountSummary(): Answer<RefcountSummary>;
  /** Unexplained excess first. */
  balances(page: PageRequest): Answer<Page<BalanceRow>>;
  /** The balance of the whole heap by explanation and module, and the types that may hide references. */
  countTables(): Answer<CountTables>;
  collector(): Answer<CollectorSummary>;
  /** Objects a collection would free, largest retained first. */
  collectable(page: PageRequest): Answer<Page<ObjectRow>>;
  /** What a collection of each generation would free and visit now, and where the verdicts lie. */
  collectionTables(): Answer<CollectionTables>;
  /** Types by generation, what a full collection visits of them and what it need not. Fault `analysis/needs`. */
  generationTypes(): Answer<GenerationTypes>;
  /** Pools and arenas of the allocator, or why there are none. */
  memoryMap(): Answer<MemoryMapAnswer>;
  /** Where the resident memory is; undefined when the dump does not say how much there was. */
  rss(): Answer<RssWaterfall | undefined>;
  /** The pool at a row of the map. */
  pool(pool: number): Answer<PoolCard>;
  /** Objects that hold the arena at this row of the map, largest retained first. */
  arenaPins(arena: number, page: PageRequest): Answer<Page<ObjectRow>>;
  /** The numbers that the guide teaches with. */
  guide(): Answer<GuideFigures>;
  /** What containers and values could save, most bytes first. */
  advice(): Answer<Advice>;
  /** Where the objects that a query lets through were allocated, as a tree of calls; no rows when nothing was recorded. */
  allocations(request: TreeRequest): Answer<AllocationTree>;
  /** The same by line of the program, most bytes first. */
  allocationSites(request: SitesRequest): Answer<Page<SiteRow>>;
  /** What keeps the objects of the site of `call`, largest first. Needs dominators. */
  siteKeepers(call: number, request: AllocationRequest): Answer<readonly KeeperRow[]>;
  /** The stack that allocated an object, innermost call first; empty when it was not recorded. */
  allocatedAt(object: ObjectId): Answer<AllocatedAt>;
  /** Every thread with what the locals of its frames hold; `suspended` for generators and coroutines. */
  threads(): Answer<ThreadList>;
  /** Frames of one stack, innermost first, each with its first locals. */
  stack(stack: StackId, page: PageRequest): Answer<Page<FrameRow>>;
  frameLocals(frame: FrameId, page: PageRequest): Answer<Page<LocalRow>>;
  /** What each slot, frame and thread alone keeps, and what tasks await; at most 500 rows each. Needs dominators. */
  heldSlots(): Answer<HeldSlots>;
  /** Memory by module, package or distribution, and by rules. Needs dominators. Fault `rules/invalid`. */
  owners(request: OwnersRequest): Answer<OwnersAnswer>;
  /** What an owner reaches, alone or with others, largest retained first. */
  ownerObjects(request: OwnerObjectsRequest, page: PageRequest): Answer<Page<ObjectRow>>;
  /** The open heap after other dumps; names the sets `new`, `survived` and `unproven`. Owners need dominators, paths distances. */
  compare(request: CompareRequest, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Comparison>>;
  /** Objects of the last comparison, of one group or all, largest first; gone ones are rows of the first dump. */
  comparedObjects(part: ComparePart, group: string | undefined, page: PageRequest): Answer<Page<ObjectRow>>;
  /** The sets that `compare` named, for `adoptSets`. Only when shared. */
  comparedSets(): Answer<ReadonlyMap<string, Uint32Array>>;
  /** Takes sets by name; a name that is taken is given anew. */
  adoptSets(sets: ReadonlyMap<string, Uint32Array>): Answer<Record<string, never>>;
  /** Names objects: `in:name` afterwards, also `in:a+b`, `in:a-b`, `in:a&b`. */
  nameSet(name: string, source: SetSource): Answer<SetCard>;
  forgetSet(name: string): Answer<Record<string, never>>;
  sets(): Answer<readonly SetCard[]>;
  /** The types of a set, without retained sizes. */
  setTypes(source: SetSource, request: TypesRequest): Answer<Page<TypeRow>>;
  /** How many, how large, and what would go with all of them. */
  measureSet(source: SetSource): Answer<SetCard>;
  /** At most `tiles` tiles, the last one for everything smaller. */
  treemap(tiles: number): Answer<readonly TreemapRow[]>;
  findings(): Answer<readonly AutoFinding[]>;
  fidelity(): Answer<Fidelity>;
  /** What the heap says of the target of a finding, to be asked again. Needs dominators and distances. */
  seen(target: FindingTarget): Answer<Seen>;
  /** Whether that is still so, here or in another dump, where the target is found by what it is and where it hangs. */
  replay(target: FindingTarget, before: Seen): Answer<Replayed>;
  /** A run of rows as text, for files of any length. */
  exportChunk(request: ExportRequest): Answer<ExportChunk>;
}

/** Another dump of a comparison. */
export interface OtherDump {
  readonly source: HeapSource;
  readonly manifest: Manifest;
  readonly name: string;
}

export interface CompareRequest {
  /** Oldest first; the open heap comes after them. */
  readonly others: readonly OtherDump[];
  /** Of the open heap. */
  readonly name: string;
  readonly by: CompareGrouping;
}

export type Finished<Value> = { readonly done: true; readonly value: Value } | { readonly done: false };

/** The order in which a shell runs them: each after what it builds on. `referrers` first, so that clicks answer at once. */
export const ANALYSIS_ORDER = [
  'referrers',
  'refcounts',
  'collector',
  'rootSet',
  'dominators',
  'dominated',
  'distances',
  'typeRetained',
  'componentsDefault',
  'cycleRetained',
  'componentsInstances',
  'componentsAll',
] as const satisfies readonly AnalysisId[];
