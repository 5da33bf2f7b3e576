// The questions of `HeapApi` about memory: the allocator, resident memory, and where objects were allocated.
import type { Outcome } from '#heap/base/fault.ts';
import type { Advice } from '#heap/model/adviceRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import type * as allocations from '#heap/model/allocationRows.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { MemoryMapAnswer, PoolCard, RssWaterfall } from '#heap/model/memoryRows.ts';
import type * as rows from '#heap/model/rows.ts';
import type { Comparison, ComparePart } from '#heap/model/compareRows.ts';
import type { SetCard, SetSource } from '#heap/model/setRows.ts';
import { AllocationAnswers } from './allocationAnswers.ts';
import type { CancelFlag, CompareRequest, Finished, OnProgress } from './api.ts';
import { CompareAnswers } from './compareAnswers.ts';
import { MemoryAnswers } from './memoryAnswers.ts';
import { answer, type OpenHeap } from './openHeap.ts';
import { OpenService } from './openService.ts';
import { SetAnswers } from './setAnswers.ts';

type Answer<Value> = Promise<Outcome<Value>>;

export class MemoryService extends OpenService {
  readonly #memory: MemoryAnswers;
  readonly #allocations: AllocationAnswers;
  readonly #compared: CompareAnswers;
  readonly #sets: SetAnswers;

  constructor(opened: OpenHeap) {
    super(opened);
    this.#memory = new MemoryAnswers(opened);
    this.#allocations = new AllocationAnswers(opened);
    this.#compared = new CompareAnswers(opened);
    this.#sets = new SetAnswers(opened);
  }

  memoryMap(): Answer<MemoryMapAnswer> {
    return answer(() => this.#memory.map());
  }

  rss(): Answer<RssWaterfall | undefined> {
    return answer(() => this.#memory.rss());
  }

  pool(pool: number): Answer<PoolCard> {
    return answer(() => this.#memory.pool(pool));
  }

  arenaPins(arena: number, page: rows.PageRequest): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#memory.pins(arena, page));
  }

  guide(): Answer<GuideFigures> {
    return answer(() => this.#memory.guide());
  }

  advice(): Answer<Advice> {
    return answer(() => this.#memory.advice());
  }

  allocations(request: allocations.TreeRequest): Answer<allocations.AllocationTree> {
    return answer(() => this.#allocations.tree(request));
  }

  allocationSites(request: allocations.SitesRequest): Answer<rows.Page<allocations.SiteRow>> {
    return answer(() => this.#allocations.sites(request));
  }

  siteKeepers(call: number, request: allocations.AllocationRequest): Answer<readonly allocations.KeeperRow[]> {
    return answer(() => this.#allocations.keepers(call, request));
  }

  allocatedAt(object: ObjectId): Answer<allocations.AllocatedAt> {
    return answer(() => this.#allocations.of(object));
  }

  compare(request: CompareRequest, cancel: CancelFlag, onProgress: OnProgress): Answer<Finished<Comparison>> {
    return this.opened.finishingLater(cancel, onProgress, (task) => this.#compared.compare(request, task));
  }

  comparedObjects(
    part: ComparePart,
    group: string | undefined,
    page: rows.PageRequest,
  ): Answer<rows.Page<rows.ObjectRow>> {
    return answer(() => this.#compared.objects(part, group, page));
  }

  comparedSets(): Answer<ReadonlyMap<string, Uint32Array>> {
    return answer(() => this.#compared.sets());
  }

  adoptSets(sets: ReadonlyMap<string, Uint32Array>): Answer<Record<string, never>> {
    return answer(() => this.#sets.adopt(sets));
  }

  nameSet(name: string, source: SetSource): Answer<SetCard> {
    return answer(() => this.#sets.name(name, source));
  }

  forgetSet(name: string): Answer<Record<string, never>> {
    return answer(() => this.#sets.forget(name));
  }

  sets(): Answer<readonly SetCard[]> {
    return answer(() => this.#sets.all());
  }

  setTypes(source: SetSource, request: rows.TypesRequest): Answer<rows.Page<rows.TypeRow>> {
    return answer(() => this.#sets.types(source, request));
  }

  measureSet(source: SetSource): Answer<SetCard> {
    return answer(() => this.#sets.measure(source));
  }
}
