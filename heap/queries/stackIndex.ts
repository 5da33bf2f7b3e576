// Which locals belong to which frame: from ROOT rows, and from `local` references of frame objects, generators and coroutines.
import type { Heap } from '../model/heap.ts';
import { frameId, stringId, type FrameId, type ObjectId, type StringId } from '../model/ids.ts';
import { KIND, KIND_MASK, ROOT_KINDS } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';
import type { FramePlace, StackId } from '../model/threadRows.ts';
import { firstLineOf, generatorsOf } from './suspendedFrames.ts';

const LOCAL = ROOT_KINDS.indexOf('local');
const THREAD = ROOT_KINDS.indexOf('thread');

/** Locals of one frame that are looked at: a damaged file may name millions. */
const MOST_LOOKED_AT = 10_000;

export interface Local {
  readonly name: string;
  readonly object: ObjectId;
}

export interface Locals {
  /** Distinct ones, in the order of their slots. */
  readonly rows: readonly Local[];
  /** True: a bound was hit, there are more. */
  readonly limited: boolean;
}

export interface StackIndex {
  /** ROOT rows of kind `local` of frame f: `row[first[f]] .. row[first[f + 1] - 1]`. */
  readonly first: Uint32Array;
  readonly row: Uint32Array;
  /** How many ROOT rows, of any kind, name an object that is a local of some frame. */
  readonly rootsOf: ReadonlyMap<number, number>;
  readonly generators: ReadonlyMap<number, ObjectId>;
  /** The Thread object by the row of its thread. */
  readonly threadObjects: ReadonlyMap<number, ObjectId>;
  /** Frames of no thread, in the order of the dump. */
  readonly suspended: Uint32Array;
}

/** Kept as long as the heap is. */
const KNOWN = new WeakMap<Heap, StackIndex>();

/** O(roots + frames) the first time, and O(objects) when frames of generators are recorded. */
export function stackIndex(heap: Heap): StackIndex {
  const known = KNOWN.get(heap) ?? indexOf(heap);
  KNOWN.set(heap, known);
  return known;
}

export function frameCount(heap: Heap, index: StackIndex, stack: StackId): number {
  if (stack === 'suspended') return index.suspended.length;
  return Math.max(0, Math.min(heap.threads.frames[stack], heap.frames.length - heap.threads.firstFrame[stack]));
}

/** Frame `i` of a stack, the innermost is 0. */
export function frameAt(heap: Heap, index: StackIndex, stack: StackId, i: number): FrameId {
  return frameId(stack === 'suspended' ? index.suspended[i] : heap.threads.firstFrame[stack] + i);
}

/** The place of a frame in words of the dump. */
export function framePlace(heap: Heap, frame: FrameId): FramePlace {
  const { frames } = heap;
  const generator = stackIndex(heap).generators.get(frame);
  return {
    function: nameAt(heap, frames.function[frame]),
    file: nameAt(heap, frames.file[frame]),
    line: frames.line[frame],
    definedAt: generator === undefined ? 0 : firstLineOf(heap, generator),
  };
}

/** O(locals and references of the frame), at most 10,000 of each. */
export function localsOf(heap: Heap, index: StackIndex, frame: FrameId): Locals {
  const { roots, references } = heap;
  const rows: Local[] = [];
  const seen = new Set<string>();
  const add = (label: StringId, object: ObjectId): void => {
    // A slot may be written both as a root and as a reference of the frame object.
    const key = `${label} ${object}`;
    if (!seen.has(key)) rows.push({ name: nameAt(heap, label), object });
    seen.add(key);
  };
  const end = Math.min(index.first[frame + 1], index.first[frame] + MOST_LOOKED_AT);
  for (let i = index.first[frame]; i < end; i++) add(roots.label[index.row[i]], roots.object[index.row[i]]);
  let limited = end < index.first[frame + 1];
  for (const holder of localHolders(heap, index, frame)) {
    const last = Math.min(references.first[holder + 1], references.first[holder] + MOST_LOOKED_AT);
    for (let i = references.first[holder]; i < last; i++) {
      if ((references.kind[i] & KIND_MASK) === KIND.local) add(stringId(references.label[i]), references.target[i]);
    }
    limited ||= last < references.first[holder + 1];
  }
  return { rows, limited };
}

/** Objects whose `local` references are the locals of a frame: its frame object, its generator. */
export function localHolders(heap: Heap, index: StackIndex, frame: FrameId): readonly ObjectId[] {
  const own = heap.frames.object[frame];
  const generator = index.generators.get(frame);
  return [...(own < heap.objects.length ? [own] : []), ...(generator === undefined ? [] : [generator])];
}

function indexOf(heap: Heap): StackIndex {
  const { roots, frames, threads } = heap;
  const first = new Uint32Array(frames.length + 1);
  const threadObjects = new Map<number, ObjectId>();
  const rootsOf = new Map<number, number>();
  for (let i = 0; i < roots.length; i++) {
    if (roots.kind[i] === THREAD && !threadObjects.has(roots.thread[i]))
      threadObjects.set(roots.thread[i], roots.object[i]);
    if (!isLocal(heap, i)) continue;
    first[roots.frame[i] + 1]++;
    rootsOf.set(roots.object[i], 0);
  }
  for (let i = 0; i < frames.length; i++) first[i + 1] += first[i];
  const row = new Uint32Array(first[frames.length]);
  const next = first.slice(0, frames.length);
  for (let i = 0; i < roots.length; i++) {
    if (isLocal(heap, i)) row[next[roots.frame[i]]++] = i;
    const named = rootsOf.get(roots.object[i]);
    if (named !== undefined) rootsOf.set(roots.object[i], named + 1);
  }
  const suspended = frames.thread
    .map((_, frame) => frame)
    .filter((frame) => frames.thread[frameId(frame)] >= threads.length);
  return { first, row, rootsOf, threadObjects, suspended, generators: generatorsOf(heap, suspended) };
}

function isLocal({ roots, frames }: Heap, row: number): boolean {
  return roots.kind[row] === LOCAL && roots.frame[row] < frames.length;
}
