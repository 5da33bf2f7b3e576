// Threads, frames and slots as roots of their own: the dominator tree of the heap with a node for each of them.
import { dominatorTree } from '../analyses/dominators.ts';
import type { PartialResults, RefcountAudit, RootSet } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import { allocateF64, allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { frameId, idColumn, type FrameId, type ObjectId } from '../model/ids.ts';
import { KIND, KIND_MASK, ROOT_KINDS } from '../model/kinds.ts';
import { localHolders, localsOf, stackIndex, type StackIndex } from './stackIndex.ts';
import { runningTwins } from './suspendedFrames.ts';

/** Slots that are looked at: a damaged file may name any number. */
const MOST_SLOTS = 1_000_000;

export interface SlotTree {
  /** Slots of frame f: rows first[f] .. first[f + 1]. None for a suspended frame that stands for a running one. */
  readonly first: Uint32Array;
  readonly name: readonly string[];
  readonly object: Uint32Array;
  /** Bytes that go with the slot, with all slots of the frame, with all frames of the thread. */
  readonly goes: Float64Array;
  readonly goesWithFrame: Float64Array;
  readonly goesWithThread: Float64Array;
  readonly limited: boolean;
}

/**
 * Exact for what the dump records: slot, frame and thread are nodes between the root and what they name, and the ROOT rows and
 * `local` references they stand for are replaced by them, so that the retained size of a node is what only it leads to. An object
 * that is a root by its count alone is none here when its slots explain that count. References between frame objects of running
 * frames (`f_back`, 3.8-3.10) are left out: a frame ends before its caller.
 *
 * One more dominator tree: O(references log objects) at worst; 8 bytes per object and 5 per reference on top of what that takes.
 */
export function slotTree(heap: Heap, results: PartialResults, rootSet: RootSet, ledger: Ledger, task: Task): SlotTree {
  const index = stackIndex(heap);
  const twins = runningTwins(heap, index.generators);
  const slots = slotsOf(heap, index, twins);
  const { heap: extended, nodes, bytes } = extendedHeap(heap, index, twins, slots, ledger);
  const roots = rootsWithout(heap, results, rootSet, { index, slots, nodes });
  const tree = dominatorTree(extended, roots, ledger, task);
  const goes = tree.retained.slice(nodes.slot, nodes.slot + slots.object.length);
  const goesWithFrame = tree.retained.slice(nodes.frame, nodes.slot);
  const goesWithThread = tree.retained.slice(nodes.thread, nodes.frame);
  release(bytes + tree.retained.byteLength + tree.parent.byteLength + tree.reached.byteLength, ledger);
  return { ...slots, goes, goesWithFrame, goesWithThread };
}

type Slots = Pick<SlotTree, 'first' | 'name' | 'object' | 'limited'>;

function slotsOf(heap: Heap, index: StackIndex, twins: ReadonlyMap<number, FrameId>): Slots {
  const first = new Uint32Array(heap.frames.length + 1);
  const name: string[] = [];
  const object: number[] = [];
  let limited = false;
  for (let row = 0; row < heap.frames.length; row++) {
    const frame = frameId(row);
    const locals = twins.has(frame) || object.length > MOST_SLOTS ? undefined : localsOf(heap, index, frame);
    limited ||= locals?.limited === true || object.length > MOST_SLOTS;
    for (const local of locals?.rows ?? []) {
      if (local.object >= heap.objects.length) continue;
      name.push(local.name);
      object.push(local.object);
    }
    first[row + 1] = object.length;
  }
  return { first, name, object: Uint32Array.from(object), limited };
}

/** First node of each sort; nodes stand behind the objects in this order. */
interface Nodes {
  readonly thread: number;
  readonly frame: number;
  readonly slot: number;
}

interface Extended {
  readonly heap: Heap;
  readonly nodes: Nodes;
  readonly bytes: number;
}

function extendedHeap(
  heap: Heap,
  index: StackIndex,
  twins: ReadonlyMap<number, FrameId>,
  slots: Slots,
  ledger: Ledger,
): Extended {
  const { objects, references, frames, threads } = heap;
  const nodes = { thread: objects.length, frame: objects.length + threads.length, slot: 0 };
  nodes.slot = nodes.frame + frames.length;
  const length = nodes.slot + slots.object.length;
  const rows = nodeRows(heap, index, slots, nodes);
  const count = references.length + rows.reduce((sum, targets) => sum + targets.length, 0);
  const first = allocateU32(length + 1, 'slots.first', ledger);
  const target = allocateU32(count, 'slots.target', ledger);
  const kind = allocateU8(count, 'slots.kind', ledger);
  const selfSize = allocateF64(length, 'slots.selfSize', ledger);
  selfSize.set(objects.selfSize);
  first.set(references.first);
  target.set(references.target);
  kind.set(references.kind);
  let at = references.length;
  for (const [node, targets] of rows.entries()) {
    target.set(targets, at);
    kind.fill(KIND.local, at, at + targets.length);
    at += targets.length;
    first[nodes.thread + node + 1] = at;
  }
  redirect(heap, index, twins, nodes, target);
  const bytes = first.byteLength + target.byteLength + kind.byteLength + selfSize.byteLength;
  const extended: Heap = {
    ...heap,
    objects: { ...objects, length, selfSize },
    references: { ...references, length: count, first, target: idColumn(target), kind },
  };
  return { heap: extended, nodes, bytes };
}

/** What each node refers to, in the order of the nodes. */
function nodeRows(heap: Heap, index: StackIndex, slots: Slots, nodes: Nodes): readonly (readonly number[])[] {
  const { roots, frames, threads, objects } = heap;
  const ofThread: number[][] = Array.from({ length: threads.length }, () => []);
  const ofFrame: number[][] = Array.from({ length: frames.length }, () => []);
  for (let row = 0; row < frames.length; row++) {
    const frame = frameId(row);
    if (frames.thread[frame] < threads.length) ofThread[frames.thread[frame]].push(nodes.frame + row);
    for (let slot = slots.first[row]; slot < slots.first[row + 1]; slot++) ofFrame[row].push(nodes.slot + slot);
  }
  for (let row = 0; row < roots.length; row++) {
    if (!isOfStack(heap, row) || roots.kind[row] === LOCAL || roots.object[row] >= objects.length) continue;
    const frame = roots.frame[row];
    if (frame < frames.length) ofFrame[frame].push(roots.object[row]);
    else ofThread[roots.thread[row]].push(roots.object[row]);
  }
  return [...ofThread, ...ofFrame, ...Array.from(slots.object, (object) => [object])];
}

const LOCAL = ROOT_KINDS.indexOf('local');

/** ROOT rows that the nodes stand for. */
function isOfStack({ roots, frames, threads }: Heap, row: number): boolean {
  return roots.frame[row] < frames.length || roots.thread[row] < threads.length;
}

/** `local` references of a frame's holders lead to its node; a frame object no longer holds that of its caller. */
function redirect(
  heap: Heap,
  index: StackIndex,
  twins: ReadonlyMap<number, FrameId>,
  nodes: Nodes,
  target: Uint32Array,
): void {
  const { first, kind } = heap.references;
  const { frames, threads, objects } = heap;
  const running = new Set<number>();
  for (let row = 0; row < frames.length; row++) {
    const frame = frameId(row);
    if (frames.thread[frame] < threads.length && frames.object[frame] < objects.length)
      running.add(frames.object[frame]);
  }
  for (let row = 0; row < frames.length; row++) {
    const frame = frameId(row);
    const node = nodes.frame + (twins.get(frame) ?? frame);
    for (const holder of localHolders(heap, index, frame)) {
      for (let i = first[holder]; i < first[holder + 1]; i++) {
        const what = kind[i] & KIND_MASK;
        if (what === KIND.local) target[i] = node;
        else if (what === KIND.frame && running.has(holder) && running.has(target[i])) target[i] = holder;
      }
    }
  }
}

const EVERYWHERE = FLAG.immortal | FLAG.static;

/** Thread nodes, and the roots that no node stands for. */
function rootsWithout(
  heap: Heap,
  { refcounts }: PartialResults,
  rootSet: RootSet,
  { index, slots, nodes }: { readonly index: StackIndex; readonly slots: Slots; readonly nodes: Nodes },
): RootSet {
  const kept = heap.threads.name.map((_, thread) => nodes.thread + thread);
  const starts = [...kept, ...unexplainedRoots(heap, refcounts, rootSet)];
  // None, small numbers, interned texts: they go with nothing.
  for (const object of slots.object) if ((heap.objects.flags[object] & EVERYWHERE) !== 0) starts.push(object);
  // Frames whose thread nobody recorded are roots of their own when they have ROOT rows.
  for (let frame = 0; frame < heap.frames.length; frame++) {
    const isOrphan = heap.frames.thread[frameId(frame)] >= heap.threads.length;
    if (isOrphan && index.first[frame + 1] > index.first[frame]) starts.push(nodes.frame + frame);
  }
  const object = idColumn<ObjectId>(Uint32Array.from(starts));
  const reason = new Uint8Array(object.length);
  return { length: object.length, object, reason, detail: new Uint32Array(object.length).fill(NONE) };
}

/** Objects of the root set that some other ROOT row names, or whose count the rows of the nodes do not explain. */
function unexplainedRoots(heap: Heap, refcounts: RefcountAudit | undefined, rootSet: RootSet): readonly number[] {
  const otherwise = new Set<number>();
  const bySlots = new Map<number, number>();
  for (let row = 0; row < heap.roots.length; row++) {
    const object = heap.roots.object[row];
    if (isOfStack(heap, row)) bySlots.set(object, (bySlots.get(object) ?? 0) + 1);
    else otherwise.add(object);
  }
  return [...rootSet.object].filter((object) => {
    const slots = bySlots.get(object) ?? 0;
    return otherwise.has(object) || slots === 0 || (refcounts?.residual[object] ?? 0) > slots;
  });
}
