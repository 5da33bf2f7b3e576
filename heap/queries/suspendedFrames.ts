// Which generator or coroutine a frame belongs to that no thread runs.
import type { Heap } from '../model/heap.ts';
import { frameId, objectId, type FrameId, type ObjectId } from '../model/ids.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';
import { holderClass } from './holders.ts';
import { previewOf } from './objectRow.ts';

/** What the dumper adds to the name and file of a generator: `rows (app.py:19)`. */
const FIRST_LINE = /:(\d+)\)$/;

/**
 * The generator of every suspended frame: by its frame object where there is one (3.8 to 3.10); else the k-th generator of a
 * function and file goes with the k-th frame of them, since both stand in the order of the walk. Their names are in the summaries
 * (formats/ouro.md, PREVIEW form 4). O(objects).
 */
export function generatorsOf(heap: Heap, suspended: Uint32Array): ReadonlyMap<number, ObjectId> {
  const paired = new Map<number, ObjectId>();
  if (suspended.length === 0) return paired;
  const { byFrame, byName } = generatorsByName(heap);
  const used = new Map<string, number>();
  for (const row of suspended) {
    const frame = frameId(row);
    const object = heap.frames.object[frame];
    if (object < heap.objects.length) {
      const generator = byFrame.get(object);
      if (generator !== undefined) paired.set(frame, generator);
      continue;
    }
    const name = `${nameAt(heap, heap.frames.function[frame])} (${nameAt(heap, heap.frames.file[frame])}`;
    const next = used.get(name) ?? 0;
    const generator = byName.get(name)?.[next];
    used.set(name, next + 1);
    if (generator !== undefined) paired.set(frame, generator);
  }
  return paired;
}

/**
 * Suspended frames that are no such thing: the generator runs, and a frame of a thread has the same frame object. That frame by the
 * row of the suspended one. O(generators and their references).
 */
export function runningTwins(heap: Heap, generators: ReadonlyMap<number, ObjectId>): ReadonlyMap<number, FrameId> {
  const { frames, threads, references } = heap;
  const running = new Map<number, FrameId>();
  for (let row = 0; row < frames.length; row++) {
    const frame = frameId(row);
    const isRunning = frames.thread[frame] < threads.length && frames.object[frame] < heap.objects.length;
    if (isRunning) running.set(frames.object[frame], frame);
  }
  const twins = new Map<number, FrameId>();
  for (let row = 0; row < frames.length; row++) {
    const frame = frameId(row);
    const twin = running.get(frames.object[frame]);
    if (frames.thread[frame] >= threads.length && twin !== undefined) twins.set(row, twin);
  }
  for (const [row, generator] of generators) {
    for (let i = references.first[generator]; i < references.first[generator + 1]; i++) {
      const twin = running.get(references.target[i]);
      if (twin !== undefined) twins.set(row, twin);
    }
  }
  return twins;
}

/** The line where the function of a generator begins; 0 when the dump does not say. */
export function firstLineOf(heap: Heap, generator: ObjectId): number {
  return Number(FIRST_LINE.exec(previewOf(heap, generator) ?? '')?.[1] ?? 0);
}

function generatorsByName(heap: Heap): {
  readonly byFrame: ReadonlyMap<number, ObjectId>;
  readonly byName: ReadonlyMap<string, readonly ObjectId[]>;
} {
  const byFrame = new Map<number, ObjectId>();
  const byName = new Map<string, ObjectId[]>();
  for (const generator of generatorObjects(heap)) {
    const frame = frameObjectOf(heap, generator);
    const name = previewOf(heap, generator)?.replace(FIRST_LINE, '') ?? '';
    const alike = byName.get(name);
    if (frame !== undefined) byFrame.set(frame, generator);
    else if (alike === undefined) byName.set(name, [generator]);
    else alike.push(generator);
  }
  return { byFrame, byName };
}

function generatorObjects(heap: Heap): readonly ObjectId[] {
  const { objects, types } = heap;
  /** Per type: 0 not asked yet, 1 no, 2 yes. */
  const wanted = new Uint8Array(types.length);
  const found: ObjectId[] = [];
  for (let row = 0; row < objects.length; row++) {
    const object = objectId(row);
    const type = objects.type[object];
    if (wanted[type] === 0) wanted[type] = holderClass(heap, object) === 'generator' ? 2 : 1;
    if (wanted[type] === 2) found.push(object);
  }
  return found;
}

function frameObjectOf({ references }: Heap, generator: ObjectId): ObjectId | undefined {
  for (let i = references.first[generator]; i < references.first[generator + 1]; i++) {
    if ((references.kind[i] & KIND_MASK) === KIND.frame) return references.target[i];
  }
  return undefined;
}
