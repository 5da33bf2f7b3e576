// Why is this object alive? What holds it, over which clearly different paths, and whether one thing alone does.
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { objectId, referenceId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK, rootKind } from '../model/kinds.ts';
import { EXPLANATIONS } from '../model/rows.ts';
import type { HolderCounts, WhyAnswer, WhyVerdict } from '../model/whyRows.ts';
import { componentOfObject, membersOf } from './components.ts';
import { distinctPaths } from './distinctPaths.ts';
import { sourceOf } from './neighbours.ts';
import { rootIndex, type RootIndex } from './rootIndex.ts';
import type { PathTables } from './paths.ts';

/** Referrers counted by kind; referrers followed, objects visited backwards, steps up the dominator tree: each in all. */
const MOST_COUNTED = 2_000_000;
const MOST_REFERRERS = 50_000;
const MOST_VISITED = 20_000;
const MOST_STEPS_UP = 200_000;

/** Roots that go away with a call or a thread. */

/**
 * Verdicts in the order they are tried; "reach" is over strong references, roots are the root set (recorded ones, and objects
 * that only their counts prove alive).
 * - `garbage`: no root reaches the object.
 * - `cycle`: it is in a component (default lens) that no strong reference enters from outside and of which no member is a
 *   recorded root; it is no root itself. The count of another member keeps them all.
 * - `excess`: no recorded root reaches it. An unexplained count, its own or of an object above it, is the only reason.
 * - `root`: it is a recorded root that is no frame, local or thread.
 * - `frame`: every root that reaches it is a frame, a local or a thread, by every row of it.
 * - `single`: one reference is enough: without `lastReference` no root reaches it.
 * - `several`: all others.
 *
 * `lastReference` is given with every verdict that has one. It is the nearest bridge above the object: u -> v where u is the
 * immediate dominator of v, v the object or one of its dominators, u refers to v once, and all other referrers of v that a root
 * reaches are dominated by v (features.md F4 d).
 *
 * Cost: that of `distinctPaths`, then O(roots), at most 2,000,000 referrers counted, 50,000 followed, 20,000 objects backwards
 * and 200,000 steps up the dominator tree. Beyond a bound 'frame', 'cycle' and `lastReference` are not claimed, and `limited` is
 * set. Without dominators there is no `lastReference`, without distances no verdict but `several`.
 */
export function whyAlive(tables: PathTables, object: ObjectId, limit: number, ledger: Ledger, task: Task): WhyAnswer {
  const { paths, limited } = distinctPaths(tables, object, limit, ledger, task);
  const work: Work = { tables, task, limited };
  const components = tables.results.componentsDefault;
  const holders = countHolders(work, object);
  const lastReference = nearestBridge(work, object);
  return {
    verdict: verdictOf(work, object, lastReference),
    paths,
    limited: work.limited,
    holders,
    component: components === undefined ? undefined : componentOfObject(components, object),
    lastReference,
  };
}

interface Work {
  readonly tables: PathTables;
  readonly task: Task;
  limited: boolean;
}

function verdictOf(work: Work, object: ObjectId, lastReference: ReferenceId | undefined): WhyVerdict {
  const { results } = work.tables;
  const { distances } = results;
  if (distances === undefined) return 'several';
  if (distances.depth[object] === NONE) return 'garbage';
  const roots = rootIndex(work.tables.heap, work.tables.rootSet);
  if (!isRecorded(work, object, roots)) return isHeldByCycle(work, object, roots) ? 'cycle' : 'excess';
  if (roots.lasting.has(object)) return 'root';
  if (isOfFrames(work, object, roots)) return 'frame';
  return lastReference === undefined ? 'several' : 'single';
}

/** Distances prefer recorded roots: the one on top of the path is recorded if any recorded one reaches the object. */
function isRecorded(work: Work, object: ObjectId, roots: RootIndex): boolean {
  const by = work.tables.results.distances?.by;
  let at = object;
  while (by !== undefined && by[at] !== NONE) at = sourceOf(work.tables.heap, by[at]);
  return roots.recorded.has(at);
}

function isHeldByCycle(work: Work, object: ObjectId, roots: RootIndex): boolean {
  const { heap, results, referrers } = work.tables;
  const components = results.componentsDefault;
  const component = components === undefined ? undefined : componentOfObject(components, object);
  if (components === undefined || component === undefined || roots.counted.has(object)) return false;
  let left = MOST_REFERRERS;
  for (const member of membersOf(components, component)) {
    for (let i = referrers.first[member]; i < referrers.first[member + 1]; i++) {
      const reference = referenceId(referrers.row[i]);
      if (left-- <= 0) return stop(work);
      if (isStrong(heap.references.kind[reference]) && isOutside(work, reference, component)) return false;
    }
  }
  return true;
}

function isOutside(work: Work, reference: ReferenceId, component: ComponentId): boolean {
  return work.tables.results.componentsDefault?.of[sourceOf(work.tables.heap, reference)] !== component;
}

/** Backwards from the object until a lasting root is met: when all that is above is seen without one, only frames hold it. */
function isOfFrames(work: Work, object: ObjectId, roots: RootIndex): boolean {
  const { heap, referrers } = work.tables;
  const seen = new Set<ObjectId>([object]);
  const queue = [object];
  let left = MOST_REFERRERS;
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head];
    if (roots.lasting.has(at) || roots.counted.has(at)) return false;
    for (let i = referrers.first[at]; i < referrers.first[at + 1]; i++) {
      const reference = referenceId(referrers.row[i]);
      if (left-- <= 0 || queue.length > MOST_VISITED) return stop(work);
      if (!isStrong(heap.references.kind[reference])) continue;
      const source = sourceOf(heap, reference);
      if (seen.has(source)) continue;
      seen.add(source);
      queue.push(source);
    }
  }
  return true;
}

function nearestBridge(work: Work, object: ObjectId): ReferenceId | undefined {
  const tree = work.tables.results.dominators;
  if (tree === undefined || !hasBit(tree.reached, object)) return undefined;
  const left = { referrers: MOST_REFERRERS, steps: MOST_STEPS_UP };
  for (let at = object; tree.parent[at] !== NONE; at = tree.parent[at]) {
    const bridge = bridgeInto(work, at, left);
    if (bridge !== undefined) return bridge;
    if (left.referrers <= 0 || left.steps <= 0) {
      work.limited = true;
      return undefined;
    }
  }
  return undefined;
}

/** The one reference from the immediate dominator of `object` when nothing else that lives apart from `object` refers to it. */
function bridgeInto(work: Work, object: ObjectId, left: { referrers: number; steps: number }): ReferenceId | undefined {
  const { heap, results, referrers } = work.tables;
  const tree = results.dominators;
  if (tree === undefined) return undefined;
  let bridge: ReferenceId | undefined;
  for (let i = referrers.first[object]; i < referrers.first[object + 1]; i++) {
    const reference = referenceId(referrers.row[i]);
    if (left.referrers-- <= 0) return undefined;
    if (!isStrong(heap.references.kind[reference])) continue;
    const source = sourceOf(heap, reference);
    if (!hasBit(tree.reached, source)) continue;
    if (source === tree.parent[object]) {
      if (bridge !== undefined) return undefined;
      bridge = reference;
      continue;
    }
    let at: number = source;
    while (at !== object && at !== NONE && left.steps-- > 0) at = tree.parent[objectId(at)];
    if (at !== object) return undefined;
  }
  return bridge;
}

function countHolders(work: Work, object: ObjectId): HolderCounts {
  const { heap, referrers, results } = work.tables;
  const counts = { strong: 0, weak: 0, frameLocal: 0 };
  const end = Math.min(referrers.first[object + 1], referrers.first[object] + MOST_COUNTED);
  if (end < referrers.first[object + 1]) work.limited = true;
  for (let i = referrers.first[object]; i < end; i++) {
    const kind = heap.references.kind[referrers.row[i]];
    const word = kind & KIND_MASK;
    if (!isStrong(kind)) counts.weak++;
    else if (word === KIND.local || word === KIND.stack) counts.frameLocal++;
    else counts.strong++;
  }
  // From CPython 3.11 on a running frame is no object: its locals are roots only.
  for (let row = 0; row < heap.roots.length; row++) {
    if (heap.roots.object[row] === object && rootKind(heap.roots.kind[row]) === 'local') counts.frameLocal++;
  }
  const audit = results.refcounts;
  const isUnexplained = audit !== undefined && EXPLANATIONS[audit.explanation[object]] === 'unexplained';
  const excess = audit === undefined ? undefined : isUnexplained ? Math.max(0, audit.residual[object]) : 0;
  return { ...counts, unexplained: excess };
}

function stop(work: Work): false {
  work.limited = true;
  return false;
}
