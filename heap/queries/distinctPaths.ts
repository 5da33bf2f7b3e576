// Paths from roots to an object that differ enough to be worth reading: the shortest one, then detours off the paths found.
import { NONE } from '../base/brand.ts';
import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import type { PathRow, PathsAnswer } from '../model/rows.ts';
import { shortestReferences, startOf } from './expression.ts';
import { identifierKey, labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { pathRow, pathsTo, type PathTables } from './paths.ts';
import { rootIndex, type RootIndex } from './rootIndex.ts';

/** Candidates that are compared with the paths found before the search stops (features.md B5). */
const MOST_TRIES = 64;
/** Referrers looked at: of one object, and in all. */
const MOST_REFERRERS = 2_000;
const MOST_REFERRERS_IN_ALL = 20_000;
/** Detours kept per object that are alike in the type of their source, their kind and their name. */
const MOST_ALIKE = 4;
/** Detours that are written out, in all. */
const MOST_DETOURS = 1_000;
/** Objects of one path at which detours are looked for: the nearest to the object asked for. */
const MOST_PLACES = 64;

/** A path and what it is compared by. */
interface Route {
  readonly start: ObjectId;
  readonly references: readonly ReferenceId[];
  /** 0: from a recorded root; 1: from an object that only its count proves alive. */
  readonly rank: number;
  /** One key per hop of the folded expression, the root first. */
  readonly hops: readonly string[];
  /** Types, kinds and names on the way, without indexes and keys. */
  readonly signature: string;
}

/**
 * At most `limit` clearly different simple paths from roots to `object` over strong references: from recorded roots first, then
 * shortest first. The first one is a shortest one. A path is different when its signature (types and names on the way) is new
 * and at least half of its named hops are in none of the paths kept; a hop is the root or one step of the expression, so
 * `app.sessions['u1'].user` has four.
 *
 * Candidates are the shortest path to a referrer of some object of a kept path, that reference, and the rest of the kept path
 * (one deviation, as in Yen's algorithm): the distances already are a tree of shortest paths, so no search over the heap is
 * needed. Tried in the order of length plus one for each reference that a kept path has. Of detours into one object that are
 * alike in types, kind and name only 4 are tried. Paths that leave the tree twice are found only off a kept path that already
 * leaves it once. Cost: O(roots + 20,000 log objects + 1,000 x length of a path x log objects); `limited` says that `limit`, 64
 * tries or a bound on referrers ended it, so that other paths may exist. Without distances, `pathsTo` answers (one path per
 * root).
 */
export function distinctPaths(
  tables: PathTables,
  object: ObjectId,
  limit: number,
  ledger: Ledger,
  task: Task,
): PathsAnswer {
  const depth = tables.results.distances?.depth;
  if (depth === undefined) return pathsTo(tables, object, limit, ledger, task);
  const nearest = depth[object] === NONE ? undefined : shortestReferences(tables.heap, tables.results, object);
  if (nearest === undefined) return { paths: [], limited: false, reachable: false };
  task.phase('paths', MOST_TRIES);
  const search = openSearch(tables);
  const first = routeOf(search, nearest, object);
  // Deeper than any path that is written out: the plain search may still have a way.
  if (first === undefined) return pathsTo(tables, object, limit, ledger, task);
  const kept = keepDifferent(search, first, object, Math.max(1, limit), task);
  kept.sort((a, b) => a.rank - b.rank || a.references.length - b.references.length);
  const paths = kept.map((route) => pathRow(tables, route.start, route.references)).filter(isRow);
  return { paths, limited: search.limited || kept.length >= limit, reachable: true };
}

interface Search {
  readonly tables: PathTables;
  readonly depth: Uint32Array;
  readonly roots: RootIndex;
  referrersLeft: number;
  detoursLeft: number;
  limited: boolean;
}

function openSearch(tables: PathTables): Search {
  const roots = rootIndex(tables.heap, tables.rootSet);
  const depth = tables.results.distances?.depth ?? tables.rootSet.object;
  return { tables, depth, roots, referrersLeft: MOST_REFERRERS_IN_ALL, detoursLeft: MOST_DETOURS, limited: false };
}

function keepDifferent(search: Search, first: Route, object: ObjectId, limit: number, task: Task): Route[] {
  const kept = [first];
  const candidates = detours(search, first, object);
  for (let tries = 0; kept.length < limit && candidates.length > 0; tries++) {
    if (tries === MOST_TRIES) {
      search.limited = true;
      break;
    }
    task.step(1);
    const best = cheapest(candidates, kept);
    candidates.splice(candidates.indexOf(best), 1);
    if (!isDifferent(best, kept)) continue;
    kept.push(best);
    candidates.push(...detours(search, best, object));
  }
  return kept;
}

/** Fewest references, where one that a kept path has counts twice. */
function cheapest(candidates: readonly Route[], kept: readonly Route[]): Route {
  const used = new Set(kept.flatMap((route) => route.references));
  const cost = (route: Route): number =>
    route.references.reduce((sum, reference) => sum + (used.has(reference) ? 2 : 1), 0);
  return candidates.reduce((best, route) => (cost(route) < cost(best) ? route : best));
}

function isDifferent(route: Route, kept: readonly Route[]): boolean {
  return kept.every((other) => {
    const known = new Set(other.hops);
    const differing = route.hops.filter((hop) => !known.has(hop)).length;
    return route.signature !== other.signature && differing * 2 >= route.hops.length;
  });
}

/** Ways into each object of `route` other than the route's own, nearest to the end first. */
function detours(search: Search, route: Route, object: ObjectId): Route[] {
  const { heap } = search.tables;
  const found: Route[] = [];
  const tail: ReferenceId[] = [];
  const below = new Set<ObjectId>([object]);
  let at = object;
  for (let i = route.references.length; i >= 0 && route.references.length - i < MOST_PLACES; i--) {
    // The root itself is where a path ends; only the object asked for may be a root and held by others too.
    if (i > 0 || at === object) {
      for (const reference of referrersToTry(search, at, route.references[i - 1])) {
        const above = shortestReferences(heap, search.tables.results, sourceOf(heap, reference));
        if (above === undefined || meets(heap, above, sourceOf(heap, reference), below)) continue;
        const detour = routeOf(search, [...above, reference, ...tail], object);
        if (detour !== undefined) found.push(detour);
      }
    }
    const own = route.references[i - 1];
    if (own === undefined) break;
    tail.unshift(own);
    at = sourceOf(heap, own);
    below.add(at);
  }
  return found;
}

/** Strong references into `object` from other objects that a root reaches, nearest to a root first, few of each likeness. */
function referrersToTry(search: Search, object: ObjectId, own: ReferenceId | undefined): readonly ReferenceId[] {
  const { heap, referrers } = search.tables;
  const first = referrers.first[object];
  const count = referrers.first[object + 1] - first;
  const taken = Math.min(count, MOST_REFERRERS, search.referrersLeft);
  if (taken < count) search.limited = true;
  search.referrersLeft -= taken;
  const sources = new Set<ObjectId>();
  const found: { readonly reference: ReferenceId; readonly source: ObjectId }[] = [];
  for (let i = 0; i < taken; i++) {
    // Spread over all of them: neighbours in the dump are alike.
    const reference = referenceId(referrers.row[first + Math.floor((i * count) / taken)]);
    if (reference === own || !isStrong(heap.references.kind[reference])) continue;
    const source = sourceOf(heap, reference);
    if (source === object || search.depth[source] === NONE || sources.has(source)) continue;
    sources.add(source);
    found.push({ reference, source });
  }
  found.sort((a, b) => search.depth[a.source] - search.depth[b.source] || a.reference - b.reference);
  return fewAlike(search, found);
}

function fewAlike(
  search: Search,
  sorted: readonly { readonly reference: ReferenceId; readonly source: ObjectId }[],
): readonly ReferenceId[] {
  const { heap } = search.tables;
  const alike = new Map<string, number>();
  const few: ReferenceId[] = [];
  for (const { reference, source } of sorted) {
    // Containers of one kind are often everywhere; who holds them tells them apart.
    const above = search.tables.results.distances?.by[source] ?? NONE;
    const holder = above === NONE ? -1 : heap.objects.type[sourceOf(heap, referenceId(above))];
    const key = `${heap.objects.type[source]} ${holder} ${likeness(heap, reference)}`;
    const seen = alike.get(key) ?? 0;
    alike.set(key, seen + 1);
    if (seen >= MOST_ALIKE) continue;
    if (search.detoursLeft === 0) {
      search.limited = true;
      break;
    }
    search.detoursLeft--;
    few.push(reference);
  }
  return few;
}

/** Whether the path of `above` to `source` runs over one of `below`. */
function meets(heap: Heap, above: readonly ReferenceId[], source: ObjectId, below: ReadonlySet<ObjectId>): boolean {
  return below.has(source) || above.some((reference) => below.has(sourceOf(heap, reference)));
}

function routeOf(search: Search, references: readonly ReferenceId[], object: ObjectId): Route | undefined {
  const { heap } = search.tables;
  const start = startOf(heap, object, references);
  const { recorded, counted } = search.roots;
  if (!recorded.has(start) && !counted.has(start)) return undefined;
  const rank = recorded.has(start) ? 0 : 1;
  const hops = [`root ${start}`];
  // Recorded roots have names, as modules do; objects that only counts prove alive are told apart by type.
  const words = [rank === 0 ? hops[0] : `${heap.objects.type[start]}`];
  for (let i = 0; i < references.length; i++) {
    const reference = references[i];
    const next = references[i + 1];
    const isDict = referenceKind(heap.references.kind[reference]) === 'dict';
    const name = isDict && next !== undefined ? identifierKey(heap, next) : undefined;
    // x.__dict__['name'] is one hop.
    const last = name === undefined ? reference : next;
    if (name !== undefined) i++;
    hops.push(`${sourceOf(heap, last)} ${heap.references.target[last]}`);
    words.push(`${heap.objects.type[heap.references.target[last]]} ${name ?? likeness(heap, reference)}`);
  }
  return { start, references, rank, hops, signature: words.join('/') };
}

/** Kind and name of a reference without indexes and keys. */
function likeness(heap: Heap, reference: ReferenceId): string {
  const kind = referenceKind(heap.references.kind[reference]);
  const isCounted = kind === 'item' || kind === 'stack' || kind === 'value' || kind === 'key' || kind === 'element';
  return isCounted ? kind : `${kind} ${labelOf(heap, reference)}`;
}

function isRow(row: PathRow | undefined): row is PathRow {
  return row !== undefined;
}
