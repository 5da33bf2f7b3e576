// Distances by DevTools' rules (formats.md, V8): how far an object is from what the program itself holds.
import { emptyBits, hasBit, setBit, type Bits } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { allocateU32, release } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import { KIND } from '../../model/kinds.ts';
import { rowsOfText, SYSTEM_BASE, weakMapPairs } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { codeOf } from './kinds.ts';
import { userRoots } from './roots.ts';

/**
 * Fewest references that are not weak from the objects the program holds, which have 1; `SYSTEM_BASE` and more for what only
 * the system reaches; NONE for the rest. `kind` of references must not be marked yet. O(objects + references), 4 bytes per
 * object while it runs.
 */
export function snapshotDistances(graph: Graph): Uint32Array {
  const { length, root, ledger, task } = graph;
  const distance = allocateU32(length, 'snapshot.distance', ledger).fill(NONE);
  if (root === undefined) return distance;
  task.phase('distances', length);
  const queue = allocateU32(length, 'distance queue', ledger);
  const rules = rulesOf(graph);
  // Bits fit into a cache where the distances of all objects do not.
  const seen = emptyBits(length, 'distance marks', ledger);
  let tail = 0;
  for (const object of userRoots(graph)) {
    if (hasBit(seen, object)) continue;
    setBit(seen, object);
    distance[object] = 1;
    queue[tail++] = object;
  }
  const hasUserRoot = tail > 0;
  spread(graph, rules, { distance, seen, queue }, tail, task);
  // Also when the root was met on the way: from here on it is the start of the system's part.
  distance[root] = hasUserRoot ? SYSTEM_BASE : 0;
  setBit(seen, root);
  queue[0] = root;
  spread(graph, rules, { distance, seen, queue }, 1, task);
  release(queue.byteLength + seen.byteLength, ledger);
  return distance;
}

interface Rules {
  readonly contexts: ReadonlySet<number>;
  readonly descriptors: ReadonlySet<number>;
  readonly functionMaps: ReadonlySet<number>;
  /** Number of the pair by row of its label. */
  readonly pairs: ReadonlyMap<number, number>;
  /** Pairs met once. */
  readonly open: Set<number>;
}

function rulesOf({ texts }: Graph): Rules {
  const strings = texts.finish();
  const numbers = new Map<string, number>();
  const pairs = new Map<number, number>();
  for (const [row, { text }] of weakMapPairs(strings)) {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    pairs.set(row, number);
  }
  return {
    contexts: rowsOfText(strings, 'system / NativeContext'),
    descriptors: rowsOfText(strings, '(map descriptors)'),
    functionMaps: rowsOfText(strings, 'sloppy_function_map'),
    pairs,
    open: new Set(),
  };
}

interface Search {
  readonly distance: Uint32Array;
  readonly seen: Bits;
  readonly queue: Uint32Array;
}

const WEAK = KIND.weak;
const INTERNAL = KIND.internal;
const HIDDEN = codeOf('hidden');
const ARRAY = codeOf('array');

/** Breadth first from the first `starts` cells of the queue on. */
function spread(graph: Graph, rules: Rules, search: Search, starts: number, task: Task): void {
  const { distance, seen, queue } = search;
  const { first, target, edgeKind, kind, name } = graph;
  let tail = starts;
  for (let head = 0; head < tail; head++) {
    if ((head & 4095) === 4095) task.step(4096);
    const object = queue[head];
    const next = distance[object] + 1;
    const source = sourceOf(rules, kind[object], name[object]);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const of = target[row];
      if (hasBit(seen, of) || edgeKind[row] === WEAK || isPassed(graph, rules, source, row)) continue;
      setBit(seen, of);
      distance[of] = next;
      queue[tail++] = of;
    }
  }
}

type Source = 'context' | 'descriptors' | 'other';

function sourceOf(rules: Rules, kind: number, name: number): Source {
  if (kind === HIDDEN && rules.contexts.has(name)) return 'context';
  return kind === ARRAY && rules.descriptors.has(name) ? 'descriptors' : 'other';
}

/** References that lead on although nobody would call them a way to the object. */
function isPassed(graph: Graph, rules: Rules, source: Source, row: number): boolean {
  const { edgeKind, label } = graph;
  if (source === 'descriptors') return isSharedLink(graph, row);
  if (source === 'context' && isNamed(edgeKind[row]) && rules.functionMaps.has(label[row])) return true;
  return edgeKind[row] === INTERNAL && rules.pairs.size > 0 && isFirstOfPair(rules, label[row]);
}

function isNamed(kind: number): boolean {
  return kind !== KIND.item && kind !== KIND.hiddenSlot;
}

/** Descriptors are triples after a head of two; the second of each may lead into the descriptors of another map. */
function isSharedLink({ edgeKind, label, texts }: Graph, row: number): boolean {
  const index = isNamed(edgeKind[row]) ? Number.parseInt(texts.at(label[row]), 10) : label[row];
  return index >= 2 && index % 3 === 1;
}

/** Of the two references of a WeakMap entry the one that is met first does not count. */
function isFirstOfPair({ pairs, open }: Rules, label: number): boolean {
  const pair = pairs.get(label);
  if (pair === undefined || open.delete(pair)) return false;
  open.add(pair);
  return true;
}
