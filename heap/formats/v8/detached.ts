// Detached DOM state (formats.md, V8): spreads through embedder objects, and detached ones are renamed.
import { hasBit, emptyBits, setBit } from '../../base/bits.ts';
import { allocateU32, allocateU8, release } from '../../base/column.ts';
import { KIND } from '../../model/kinds.ts';
import { rowsThatBegin } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { codeOf } from './kinds.ts';

const ATTACHED = 1;
const DETACHED = 2;
const PREFIX = 'Detached ';
const NATIVE = codeOf('native');

/**
 * Only native objects carry state. An object with a state of its own keeps it; what an attached one refers to is attached, then
 * what a detached one refers to is detached. Objects that are not native pass nothing on. O(objects + references).
 */
export function spreadDetached(graph: Graph): void {
  const { length, kind, detached, ledger } = graph;
  if (detached.length === 0) return;
  const visited = emptyBits(length, 'detached marks', ledger);
  const queue = allocateU32(length, 'detached queue', ledger);
  const renamed = new Map<number, number>();
  let attachedEnd = 0;
  for (let object = 0; object < length; object++) {
    if (detached[object] === 0) continue;
    setBit(visited, object);
    if (kind[object] !== NATIVE) detached[object] = 0;
    else if (detached[object] === ATTACHED) queue[attachedEnd++] = object;
    else rename(graph, object, renamed);
  }
  drain(graph, visited, queue, attachedEnd, () => ATTACHED);
  let seeds = 0;
  for (let object = 0; object < length; object++) if (detached[object] === DETACHED) queue[seeds++] = object;
  drain(graph, visited, queue, seeds, (object) => {
    rename(graph, object, renamed);
    return DETACHED;
  });
  release(visited.byteLength + queue.byteLength, ledger);
}

/** Without the field the name says it; empty when no name does. O(strings + objects). */
export function detachedByName({ length, texts, kind, name, ledger }: Graph): Uint8Array {
  const rows = rowsThatBegin(texts.finish(), PREFIX);
  const isDetached = (object: number): boolean => kind[object] === NATIVE && rows.has(name[object]);
  const some = rows.size > 0 && kind.some((_, object) => isDetached(object));
  const detached = allocateU8(some ? length : 0, 'snapshot.detached', ledger);
  for (let object = 0; object < detached.length; object++) if (isDetached(object)) detached[object] = DETACHED;
  return detached;
}

function drain(
  graph: Graph,
  visited: Uint32Array,
  queue: Uint32Array,
  seeds: number,
  enter: (object: number) => number,
): void {
  const { first, target, edgeKind, kind, detached, task } = graph;
  let tail = seeds;
  for (let head = 0; head < tail; head++) {
    if ((head & 4095) === 4095) task.step(0);
    const object = queue[head];
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (edgeKind[row] === KIND.hiddenSlot || edgeKind[row] === KIND.weak) continue;
      const to = target[row];
      if (hasBit(visited, to)) continue;
      setBit(visited, to);
      if (kind[to] !== NATIVE) continue;
      detached[to] = enter(to);
      queue[tail++] = to;
    }
  }
}

function rename({ name, texts }: Graph, object: number, renamed: Map<number, number>): void {
  const old = name[object];
  const known = renamed.get(old);
  const row = known ?? texts.add(PREFIX + texts.at(old));
  if (known === undefined) renamed.set(old, row);
  name[object] = row;
}
