// Pictures of paths: the shortest one, clearly different ones together, and the way between two objects.
import { pathBetween, type PathBounds } from '../analyses/pathBetween.ts';
import { openLedger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import { silentTask } from '../base/task.ts';
import { referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import type { Subgraph, SubgraphAnswer } from '../model/pictures.ts';
import { distinctPaths } from './distinctPaths.ts';
import { sourceOf } from './neighbours.ts';
import { isHub, pathAbove, pictureOf, type PictureTables } from './subgraph.ts';

/** Different paths in one picture. */
const MOST_PATHS = 12;
/** A search from both ends that met so many objects is given up: about 0.5 s. */
const BOUNDS: PathBounds = { objects: 300_000, references: 3_000_000, others: 400 };

export function pathPicture(tables: PictureTables, object: ObjectId, limit: number): Subgraph {
  const path = pathAbove(tables, object, limit);
  return pathsPicture(tables, [object, ...path.objects], path.references, 'drawn', limit);
}

/** The union of clearly different paths: where they part and where they join is what one looks for. */
export function pathUnion(tables: PictureTables, object: ObjectId, limit: number): Subgraph {
  const { rootSet } = tables.results;
  if (rootSet === undefined) return fail({ code: 'analysis/needs', analysis: 'pathUnion', missing: ['rootSet'] });
  // Columns of a fallback search live only during the question.
  const found = distinctPaths({ ...tables, rootSet }, object, MOST_PATHS, openLedger(), silentTask);
  const paths = found.paths.map((path) => path.steps.map((step) => step.object.object));
  const pairs = new Set(paths.flatMap((path) => path.slice(1).map((to, i) => `${path[i]} ${to}`)));
  const objects = [object, ...paths.flat()];
  const references = [...new Set(objects)].flatMap((from) => referencesAmong(tables, from, pairs));
  const answer = !found.reachable ? 'noPath' : found.limited ? 'limitHit' : 'drawn';
  return pathsPicture(tables, objects, references, answer, limit);
}

/** First without hubs, both ways, because a path over a type or a module says nothing; then over them. */
export function wayBetween(tables: PictureTables, from: ObjectId, to: ObjectId, limit: number): Subgraph {
  const { heap, referrers } = tables;
  if (!Number.isInteger(to) || to < 0 || to >= heap.objects.length)
    fail({ code: 'heap/no-such-object', asked: `#${to}` });
  const tries = [
    { from, to, passes: (object: ObjectId) => !isHub(tables, object), answer: 'drawn' },
    { from: to, to: from, passes: (object: ObjectId) => !isHub(tables, object), answer: 'otherWay' },
    { from, to, passes: () => true, answer: 'throughHubs' },
    { from: to, to: from, passes: () => true, answer: 'throughHubs' },
  ] as const;
  let stopped = false;
  for (const ends of tries) {
    const found = pathBetween(heap, referrers, ends, BOUNDS, silentTask);
    if (found.kind === 'stopped') stopped = true;
    if (found.kind !== 'found') continue;
    const references = [...found.path, ...found.others];
    const objects = references.flatMap((reference) => [sourceOf(heap, reference), heap.references.target[reference]]);
    const answer = found.limited ? 'limitHit' : ends.answer;
    return pathsPicture(tables, [ends.from, ends.to, ...objects], references, answer, limit);
  }
  return pathsPicture(tables, [from, to], [], stopped ? 'limitHit' : 'noPath', limit);
}

/** `objects` by importance: what is beyond `limit` counts as left. */
function pathsPicture(
  tables: PictureTables,
  objects: readonly ObjectId[],
  path: readonly ReferenceId[],
  answer: SubgraphAnswer,
  limit: number,
): Subgraph {
  const all = [...new Set(objects)];
  const drawn = new Set(all.slice(0, Math.max(2, limit)));
  const left = all.length - drawn.size;
  return pictureOf(tables, { objects: drawn, members: new Set(), path: new Set(path), centres: [], left, answer });
}

function referencesAmong(tables: PictureTables, from: ObjectId, pairs: ReadonlySet<string>): readonly ReferenceId[] {
  const { first, target } = tables.heap.references;
  const found: ReferenceId[] = [];
  for (let reference = first[from]; reference < first[from + 1]; reference++) {
    const id = referenceId(reference);
    if (pairs.has(`${from} ${target[id]}`)) found.push(id);
  }
  return found;
}
