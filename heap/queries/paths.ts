// Several different paths from roots to one object: breadth first backwards over strong references, every object at most once
// (as Eclipse MAT's path finder does), so the first path is a shortest one and each path starts at another root.
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { ReverseRows } from '../base/csr.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults, RootSet } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import type { PathRow, PathsAnswer, PathStep, RootReason } from '../model/rows.ts';
import { expressionOf, reasonOf, shortestReferences, startOf } from './expression.ts';
import { labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow } from './objectRow.ts';
import { rootIndex } from './rootIndex.ts';

/** Objects visited backwards before the search stops: keeps a click on `None` within its time. */
const MOST_VISITED = 200_000;

export interface PathTables {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly rootSet: RootSet;
  readonly referrers: ReverseRows;
}

/**
 * At most `limit` paths from roots to `object`, shortest first; weak references are never followed and a path ends at the first
 * root it meets. Recorded roots (modules, frames, ...) come first: an object that only its count proves alive ends a path when no
 * recorded root reaches it. Cost: O(visited + references into visited), bounded. When the bound stops it before any root, the
 * path of the distances is given if there is one. `limited` says that a limit stopped the search.
 */
export function pathsTo(tables: PathTables, object: ObjectId, limit: number, ledger: Ledger, task: Task): PathsAnswer {
  const { rootSet } = tables;
  const { recorded } = rootIndex(tables.heap, rootSet);
  const first = searchBackwards(tables, recorded, object, limit, ledger, task);
  const found =
    first.paths.length > 0 || first.limited
      ? first
      : searchBackwards(tables, new Set<number>(rootSet.object), object, limit, ledger, task);
  if (found.paths.length > 0 || !found.limited) {
    return { paths: found.paths, limited: found.limited, reachable: found.paths.length > 0 };
  }
  const references = shortestReferences(tables.heap, tables.results, object);
  const path =
    references === undefined ? undefined : pathRow(tables, startOf(tables.heap, object, references), references);
  return { paths: path === undefined ? [] : [path], limited: true, reachable: path !== undefined };
}

function searchBackwards(
  tables: PathTables,
  roots: ReadonlySet<number>,
  object: ObjectId,
  limit: number,
  ledger: Ledger,
  task: Task,
): { readonly paths: readonly PathRow[]; readonly limited: boolean } {
  const { heap, referrers } = tables;
  const { kind } = heap.references;
  const visits = Math.min(MOST_VISITED, heap.objects.length);
  task.phase('paths', visits);
  const next = new Map<number, number>([[object, NONE]]);
  const queue = allocateU32(visits, 'path queue', ledger);
  const paths: PathRow[] = [];
  let limited = false;
  let tail = 0;
  queue[tail++] = object;
  for (let head = 0; head < tail && paths.length < limit; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const at = objectId(queue[head]);
    if (roots.has(at)) {
      const path = pathRow(tables, at, walk(heap, at, next));
      if (path !== undefined) paths.push(path);
      continue;
    }
    for (let i = referrers.first[at]; i < referrers.first[at + 1]; i++) {
      const reference = referenceId(referrers.row[i]);
      if (!isStrong(kind[reference])) continue;
      const source = sourceOf(heap, reference);
      if (next.has(source)) continue;
      if (tail === visits) {
        limited = true;
        break;
      }
      next.set(source, reference);
      queue[tail++] = source;
    }
  }
  release(queue.byteLength, ledger);
  return { paths, limited: limited || paths.length === limit };
}

/** References from `start` down to where the search began. */
function walk(heap: Heap, start: ObjectId, next: ReadonlyMap<number, number>): readonly ReferenceId[] {
  const references: ReferenceId[] = [];
  let at = start;
  for (;;) {
    const reference = next.get(at);
    if (reference === undefined || reference === NONE) return references;
    references.push(referenceId(reference));
    at = heap.references.target[reference];
  }
}

export function pathRow(tables: PathTables, start: ObjectId, references: readonly ReferenceId[]): PathRow | undefined {
  const { heap, results, rootSet } = tables;
  const root = reasonOf(heap, rootSet, start);
  if (root === undefined) return undefined;
  return {
    root,
    steps: stepsOf(heap, results, start, root, references),
    expression: expressionOf(heap, start, root, references),
  };
}

function stepsOf(
  heap: Heap,
  results: PartialResults,
  start: ObjectId,
  root: RootReason,
  references: readonly ReferenceId[],
): readonly PathStep[] {
  const of = results.componentsDefault?.of;
  const steps: PathStep[] = [
    { object: objectRow(heap, results, start), label: root.label, kind: 'root', entry: false },
  ];
  let from = start;
  for (const reference of references) {
    const to = heap.references.target[reference];
    const entry = of !== undefined && of[to] !== NONE && of[to] !== of[from];
    steps.push({
      object: objectRow(heap, results, to),
      label: labelOf(heap, reference),
      kind: referenceKind(heap.references.kind[reference]),
      entry,
    });
    from = to;
  }
  return steps;
}
