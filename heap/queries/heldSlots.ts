// Live frames, threads and tasks as roots: what each slot keeps, most bytes first.
import type { PartialResults } from '../analyses/results.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, objectId, threadId, type FrameId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';
import { MOST_ROWS } from '../model/rows.ts';
import type { HeldFrameRow, HeldSlots, HeldThreadRow, SlotRow } from '../model/slotRows.ts';
import type { StackId } from '../model/threadRows.ts';
import { awaitChain, tasksOf } from './awaitChains.ts';
import { isNamespace, type Namespaces } from './namespaces.ts';
import { objectRow } from './objectRow.ts';
import type { SlotTree } from './slotTree.ts';
import { framePlace, stackIndex } from './stackIndex.ts';

/** Objects that one answer follows from its slots, and from one of them. */
const MOST_FOLLOWED = 2_000_000;
const MOST_OF_ONE = 200_000;

/** The first `most` rows of each list. O(slots log slots + objects), and at most two million objects for what slots reach. */
export function heldSlots(
  heap: Heap,
  results: PartialResults,
  namespaces: Namespaces,
  tree: SlotTree,
  most: number,
  ledger: Ledger,
): HeldSlots {
  const count = Math.max(0, Math.min(Math.trunc(most) || 0, MOST_ROWS));
  const slots = largest(tree.goes, () => true);
  const frames = largest(tree.goesWithFrame, (frame) => tree.first[frame + 1] > tree.first[frame]);
  const tasks = tasksOf(heap, results);
  const follow = newFollow(heap, namespaces, ledger);
  const answer: HeldSlots = {
    threads: largest(tree.goesWithThread, () => true)
      .slice(0, count)
      .map((thread) => threadRow(heap, tree, thread)),
    frames: frames.slice(0, count).map((frame) => frameRow(heap, results, tree, frameId(frame))),
    slots: slots.slice(0, count).map((slot) => slotRow(heap, results, tree, follow, slot)),
    tasks: tasks.slice(0, count).map((task) => awaitChain(heap, results, task)),
    totals: { frames: frames.length, slots: slots.length, tasks: tasks.length },
    limited: tree.limited,
  };
  release(follow.seen.byteLength + follow.stack.byteLength, ledger);
  return answer;
}

function largest(bytes: Float64Array, isWanted: (row: number) => boolean): readonly number[] {
  return [...bytes.keys()].filter(isWanted).sort((a, b) => bytes[b] - bytes[a] || a - b);
}

function stackOf(heap: Heap, frame: FrameId): { readonly stack: StackId; readonly thread: string } {
  const row = heap.frames.thread[frame];
  if (row >= heap.threads.length) return { stack: 'suspended', thread: '' };
  return { stack: threadId(row), thread: nameAt(heap, heap.threads.name[row]) };
}

function threadRow(heap: Heap, tree: SlotTree, row: number): HeldThreadRow {
  let frames = 0;
  let slots = 0;
  for (let frame = 0; frame < heap.frames.length; frame++) {
    if (heap.frames.thread[frameId(frame)] !== row) continue;
    frames++;
    slots += tree.first[frame + 1] - tree.first[frame];
  }
  const thread = threadId(row);
  return {
    stack: thread,
    name: nameAt(heap, heap.threads.name[thread]),
    frames,
    slots,
    goes: tree.goesWithThread[row],
  };
}

function frameRow(heap: Heap, results: PartialResults, tree: SlotTree, frame: FrameId): HeldFrameRow {
  const own = heap.frames.object[frame];
  const object = stackIndex(heap).generators.get(frame) ?? (own < heap.objects.length ? own : undefined);
  return {
    frame,
    ...stackOf(heap, frame),
    place: framePlace(heap, frame),
    object: object === undefined ? undefined : objectRow(heap, results, object),
    slots: tree.first[frame + 1] - tree.first[frame],
    goes: tree.goesWithFrame[frame],
  };
}

function slotRow(heap: Heap, results: PartialResults, tree: SlotTree, follow: Follow, slot: number): SlotRow {
  const frame = frameOf(tree, slot);
  const object = objectId(tree.object[slot]);
  return {
    frame,
    ...stackOf(heap, frame),
    place: framePlace(heap, frame),
    name: tree.name[slot],
    object: objectRow(heap, results, object),
    goes: tree.goes[slot],
    ...reachOf(heap, follow, object),
  };
}

/** The frame whose slots begin at or before this one. */
function frameOf({ first }: SlotTree, slot: number): FrameId {
  let low = 0;
  let high = first.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if (first[middle] <= slot) low = middle;
    else high = middle;
  }
  return frameId(low);
}

interface Follow {
  readonly namespaces: Namespaces;
  /** Bit per type: its instances are types. */
  readonly ofTypes: Uint8Array;
  /** The last walk that met the object. */
  readonly seen: Uint32Array;
  readonly stack: Uint32Array;
  walk: number;
  left: number;
}

// Include/object.h: Py_TPFLAGS_TYPE_SUBCLASS.
const TYPE_SUBCLASS = 0x80000000;

function newFollow(heap: Heap, namespaces: Namespaces, ledger: Ledger): Follow {
  const ofTypes = Uint8Array.from(heap.types.flags, (flags) => ((flags & TYPE_SUBCLASS) === 0 ? 0 : 1));
  const seen = allocateU32(heap.objects.length, 'slot reach', ledger);
  const stack = allocateU32(MOST_OF_ONE + 1, 'slot reach', ledger);
  return { namespaces, ofTypes, seen, stack, walk: 0, left: MOST_FOLLOWED };
}

/** Self sizes of what an object leads to, itself included; modules, their namespaces and types are not entered. */
function reachOf(heap: Heap, follow: Follow, from: number): Pick<SlotRow, 'reaches' | 'reachesMore'> {
  const { first, target, kind } = heap.references;
  const { seen, stack, namespaces, ofTypes } = follow;
  const walk = ++follow.walk;
  let reaches = 0;
  let met = 1;
  let top = 0;
  stack[top++] = from;
  seen[from] = walk;
  while (top > 0) {
    const object = stack[--top];
    reaches += heap.objects.selfSize[object];
    for (let row = first[object]; row < first[object + 1]; row++) {
      const to = target[row];
      if (seen[to] === walk || !isStrong(kind[row])) continue;
      if (ofTypes[heap.objects.type[to]] === 1 || isNamespace(namespaces, to)) continue;
      if (met > MOST_OF_ONE - 1 || follow.left <= 0) return { reaches, reachesMore: true };
      seen[to] = walk;
      stack[top++] = to;
      met++;
      follow.left--;
    }
  }
  return { reaches, reachesMore: false };
}
