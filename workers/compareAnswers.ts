// The questions about the open heap beside other dumps. The others are read one after another, each only as long as it is needed.
import { runAnalysis, runPlan } from '#heap/analyses/registry.ts';
import { kinshipOf, sameObjects } from '#heap/analyses/sameObjects.ts';
import type { AnalysisId, PartialResults } from '#heap/analyses/results.ts';
import { hasBit } from '#heap/base/bits.ts';
import { release, type Ledger } from '#heap/base/column.ts';
import { fail } from '#heap/base/fault.ts';
import type { Task } from '#heap/base/task.ts';
import type { Kinship } from '#heap/model/comparing.ts';
import { heapFrom, type ColumnName, type ColumnSet } from '#heap/model/columns.ts';
import { MOST_DUMPS, type CompareGrouping, type ComparePart, type Comparison } from '#heap/model/compareRows.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId } from '#heap/model/ids.ts';
import type * as rows from '#heap/model/rows.ts';
import { comparisonOf, fatesOf, followed, type Fates, type Followed, type Side } from '#heap/queries/comparison.ts';
import { groupsOf, type Groups } from '#heap/queries/compareGroups.ts';
import { objectRow } from '#heap/queries/objectRow.ts';
import { orderedBy } from '#heap/queries/order.ts';
import { pageOf } from '#heap/queries/page.ts';
import type { CompareRequest, OtherDump } from './api.ts';
import { loadColumns } from './columns.ts';
import type { OpenHeap } from './openHeap.ts';

/** Columns that no comparison reads, and those that only groups by an analysis do. */
const NEVER: readonly ColumnName[] = [
  'containers.object',
  'containers.used',
  'containers.entries',
  'containers.capacity',
];
const FOR_ANALYSES: readonly ColumnName[] = ['references.label', 'objects.refcount'];
const NEEDED = {
  type: [],
  site: [],
  component: ['componentsDefault'],
  path: ['distances'],
  owner: ['dominators'],
  dominator: ['dominators'],
} as const satisfies Record<CompareGrouping, readonly AnalysisId[]>;

interface Loaded {
  readonly heap: Heap;
  readonly groups: Groups;
  readonly bytes: number;
}

interface Kept {
  /** The open heap these are of. */
  readonly of: Heap;
  readonly first: Heap;
  readonly firstBytes: number;
  readonly firstGroups: Groups;
  readonly groups: Groups;
  readonly fates: Fates | undefined;
  listed: { readonly key: string; readonly objects: Uint32Array } | undefined;
}

export class CompareAnswers {
  #kept: Kept | undefined;

  constructor(private readonly open: OpenHeap) {}

  /**
   * The others in their order, then the open heap. Afterwards `in:new`, `in:survived` and `in:unproven` are sets of the open heap.
   * Faults: `analysis/needs`, `memory/exhausted`, `index/damaged`, `bridge/refused` for more than ten dumps.
   */
  async compare({ others, name, by }: CompareRequest, task: Task): Promise<Comparison> {
    if (others.length === 0 || others.length >= MOST_DUMPS)
      fail({ code: 'bridge/refused', reason: `a comparison has 2 to ${MOST_DUMPS} dumps` });
    this.#forget();
    const { ledger } = this.open;
    const before = ledger.live;
    try {
      return await this.#compared({ others, name, by }, task);
    } catch (error) {
      // Cancelled, or a dump that cannot be read: nothing of it stays.
      ledger.live = before;
      throw error;
    }
  }

  /** Who is new, survived and unproven, by name; empty when the dumps share no objects. */
  sets(): ReadonlyMap<string, Uint32Array> {
    const fates = this.#kept?.fates;
    if (fates === undefined) return new Map();
    return new Map([
      ['new', fates.added],
      ['survived', fates.survived],
      ['unproven', fates.unproven],
    ]);
  }

  async #compared({ others, name, by }: CompareRequest, task: Task): Promise<Comparison> {
    const { heap, ledger } = this.open;
    const own = groupsOf(heap, this.open.asDumped, by, ledger, task);
    const chain = new Chain(ledger, task);
    let first: Loaded | undefined;
    for (const other of others) {
      const loaded = await this.#load(other, by, task);
      chain.add(other.name, loaded);
      first ??= loaded;
    }
    chain.add(name, { heap, groups: own, bytes: 0 });
    const fates =
      chain.last === undefined || first === undefined
        ? undefined
        : fatesOf(first.heap.objects.length, chain.last, ledger);
    const answer = comparisonOf(by, chain.sides, chain.kinships, chain.last, fates);
    if (first !== undefined) this.#keep(first, own, fates);
    return answer;
  }

  /** Objects of a part, of one group or of all, largest first; gone ones are of the first dump. */
  objects(part: ComparePart, group: string | undefined, page: rows.PageRequest): rows.Page<rows.ObjectRow> {
    const kept = this.#kept;
    if (kept?.fates === undefined || kept.of !== this.open.heap)
      fail({ code: 'analysis/needs', analysis: 'compare', missing: ['compare'] });
    const isGone = part === 'gone';
    const heap = isGone ? kept.first : kept.of;
    const key = `${part} ${group ?? ''}`;
    if (kept.listed?.key !== key) {
      if (kept.listed !== undefined) release(kept.listed.objects.byteLength, this.open.ledger);
      kept.listed = { key, objects: this.#members(kept, part, group) };
    }
    const { objects } = kept.listed;
    const results = isGone ? {} : this.open.results;
    return pageOf(objects.length, page, (i) => objectRow(heap, results, objectId(objects[i] ?? 0)));
  }

  #members(kept: Kept, part: ComparePart, group: string | undefined): Uint32Array {
    const { fates, first, of } = kept;
    if (fates === undefined) return new Uint32Array(0);
    const bits = { new: fates.added, survived: fates.survived, unproven: fates.unproven, gone: fates.gone }[part];
    const groups = part === 'gone' ? kept.firstGroups : kept.groups;
    const heap = part === 'gone' ? first : of;
    const wanted = Uint8Array.from(groups.names, (name) => (group === undefined || name === group ? 1 : 0));
    const found: number[] = [];
    for (let object = 0; object < heap.objects.length; object++) {
      if (hasBit(bits, object) && wanted[groups.of[object] ?? 0] === 1) found.push(object);
    }
    const { ledger, asDumped } = this.open;
    const sizes = part === 'gone' ? undefined : asDumped.dominators?.retained;
    const silent: Task = { phase: () => undefined, step: () => undefined };
    return orderedBy(sizes ?? heap.objects.selfSize, Uint32Array.from(found), 'descending', ledger, silent);
  }

  async #load({ source, manifest }: OtherDump, by: CompareGrouping, task: Task): Promise<Loaded> {
    const { ledger } = this.open;
    const analyses: readonly string[] = NEEDED[by];
    const without = analyses.length > 0 ? NEVER : [...NEVER, ...FOR_ANALYSES];
    const columns = await loadColumns(this.open.columnsOf(source), { manifest, without }, ledger, task);
    const heap = heapFrom(manifest, columns, ledger);
    const before = ledger.live;
    const results = analysed(heap, NEEDED[by], ledger, task);
    const groups = groupsOf(heap, results, by, ledger, task);
    // Results are dropped, the groups stay.
    return { heap, groups, bytes: bytesOf(columns) + ledger.live - before };
  }

  #keep(first: Loaded, groups: Groups, fates: Fates | undefined): void {
    this.#kept = {
      of: this.open.heap,
      first: first.heap,
      firstBytes: first.bytes,
      firstGroups: first.groups,
      groups,
      fates,
      listed: undefined,
    };
    for (const [name, bits] of this.sets()) this.open.nameSet(name, bits);
  }

  #forget(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept === undefined || kept.of !== this.open.heap) return;
    release(kept.firstBytes, this.open.ledger);
    if (kept.listed !== undefined) release(kept.listed.objects.byteLength, this.open.ledger);
  }
}

/** Dumps in their order, each matched to the one before; all but the first and the last are let go. */
class Chain {
  readonly sides: Side[] = [];
  readonly kinships: Kinship[] = [];
  /** undefined: nothing to match, or a step between two processes. */
  last: Followed | undefined;
  #before: Loaded | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly task: Task,
  ) {}

  add(name: string, loaded: Loaded): void {
    if (this.#before !== undefined) this.#step(this.#before, loaded);
    if (this.sides.length > 1 && this.#before !== undefined) release(this.#before.bytes, this.ledger);
    this.#before = loaded;
    this.sides.push(sideOf(name, loaded.heap, loaded.groups));
  }

  #step(before: Loaded, after: Loaded): void {
    const kinship = kinshipOf(before.heap.manifest, after.heap.manifest);
    this.kinships.push(kinship);
    const isFirst = this.kinships.length === 1;
    if (kinship === 'none' || (!isFirst && this.last === undefined)) this.last = undefined;
    else this.last = followed(this.last, sameObjects(before.heap, after.heap, this.ledger, this.task), this.ledger);
  }
}

function sideOf(name: string, heap: Heap, groups: Groups): Side {
  return { name, manifest: heap.manifest, selfSize: heap.objects.selfSize, groups };
}

function analysed(heap: Heap, wanted: readonly AnalysisId[], ledger: Ledger, task: Task): PartialResults {
  if (wanted.length === 0) return {};
  let results: PartialResults = {};
  const until = Math.max(...wanted.map((id) => runPlan(heap.manifest).order.indexOf(id)));
  for (const id of runPlan(heap.manifest).order.slice(0, until + 1)) {
    if (SKIPPED.has(id)) continue;
    results = { ...results, [id]: runAnalysis(id, heap, results, ledger, task) };
  }
  return results;
}

/** Analyses that no grouping builds on. */
const SKIPPED: ReadonlySet<string> = new Set([
  'dominated',
  'typeRetained',
  'cycleRetained',
  'componentsInstances',
  'componentsAll',
]);

function bytesOf(columns: ColumnSet): number {
  let bytes = 0;
  for (const column of columns.values()) bytes += column.byteLength;
  return bytes;
}
