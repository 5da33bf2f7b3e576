// What a task of asyncio waits for: task -> coroutine -> ... -> future, over the same references that the interpreter follows.
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, objectId, type FrameId, type ObjectId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import type { AwaitEnd, AwaitKind, AwaitRow, AwaitStep } from '../model/slotRows.ts';
import { holderClass } from './holders.ts';
import { objectRow } from './objectRow.ts';
import { framePlace, stackIndex } from './stackIndex.ts';

/** Members of one chain. */
const MOST_STEPS = 64;

/** All tasks, most retained bytes first. O(objects) for the types, then a few references per task. */
export function tasksOf(heap: Heap, results: PartialResults): readonly ObjectId[] {
  const { objects, types } = heap;
  /** Per type: 0 not asked yet, 1 no, 2 yes. */
  const wanted = new Uint8Array(types.length);
  const found: ObjectId[] = [];
  for (let row = 0; row < objects.length; row++) {
    const type = objects.type[row];
    if (wanted[type] === 0) wanted[type] = holderClass(heap, objectId(row)) === 'task' ? 2 : 1;
    if (wanted[type] === 2) found.push(objectId(row));
  }
  const sizes = results.dominators?.retained ?? objects.selfSize;
  return found.sort((a, b) => sizes[b] - sizes[a] || a - b);
}

/**
 * The chain of one task. A coroutine awaits what lies on top of its evaluation stack (`gi_yieldfrom`, Objects/genobject.c); a task
 * holds its coroutine (`task_coro`, Modules/_asynciomodule.c), an iterator of a future the future (`fi_future`).
 */
export function awaitChain(heap: Heap, results: PartialResults, task: ObjectId): AwaitRow {
  const frames = new Map<number, FrameId>();
  for (const [frame, generator] of stackIndex(heap).generators) frames.set(generator, frameId(frame));
  const steps: AwaitStep[] = [];
  const met = new Set<number>();
  let at: ObjectId | undefined = task;
  let end: AwaitEnd = 'limit';
  while (at !== undefined && steps.length < MOST_STEPS) {
    if (met.has(at)) {
      end = 'circle';
      break;
    }
    met.add(at);
    const kind = kindOf(heap, at);
    const frame = frames.get(at);
    if (!isGlue(heap, at)) {
      const place = frame === undefined ? undefined : framePlace(heap, frame);
      steps.push({ kind, object: objectRow(heap, results, at), place });
    }
    const next = awaitedBy(heap, at, kind);
    if (next === undefined) end = endOf(heap, at, kind, steps);
    at = next;
  }
  return { steps, end, retained: results.dominators?.retained[task] };
}

function endOf(heap: Heap, last: ObjectId, kind: AwaitKind, steps: readonly AwaitStep[]): AwaitEnd {
  if (kind === 'future') return 'future';
  const isAlone = kind === 'task' || (kind === 'coroutine' && steps.length <= 2);
  return isAlone && stackTop(heap, last) === undefined ? 'notWaiting' : 'native';
}

function kindOf(heap: Heap, object: ObjectId): AwaitKind {
  const of = holderClass(heap, object);
  if (of === 'task') return 'task';
  if (of === 'generator') return 'coroutine';
  return /Future$/.test(nameOf(heap, object)) ? 'future' : 'other';
}

const nameOf = (heap: Heap, object: ObjectId): string => qualifiedName(typeNameOf(heap, heap.objects.type[object]));

/** Objects that only pass on what they wrap. */
const GLUE = /^(_asyncio\.FutureIter|coroutine_wrapper|async_generator_a(send|throw)|anext_awaitable)$/;

function isGlue(heap: Heap, object: ObjectId): boolean {
  return GLUE.test(nameOf(heap, object));
}

function awaitedBy(heap: Heap, object: ObjectId, kind: AwaitKind): ObjectId | undefined {
  if (kind === 'task') return coroutineOf(heap, object);
  if (kind === 'coroutine') return stackTop(heap, object);
  if (kind === 'future' || !isGlue(heap, object)) return undefined;
  return referred(heap, object, (target) => kindOf(heap, target) !== 'other');
}

/** Of a task in C itself, of one in Python in its attributes. */
function coroutineOf(heap: Heap, task: ObjectId): ObjectId | undefined {
  const isCoroutine = (target: ObjectId): boolean => kindOf(heap, target) === 'coroutine';
  const own = referred(heap, task, isCoroutine);
  if (own !== undefined) return own;
  const attributes = referred(heap, task, (_, kind) => kind === KIND.dict);
  return attributes === undefined ? undefined : referred(heap, attributes, isCoroutine);
}

/** The deepest cell of the evaluation stack of a generator, or of its frame object (3.8-3.10). */
function stackTop(heap: Heap, generator: ObjectId): ObjectId | undefined {
  const frame = referred(heap, generator, (_, kind) => kind === KIND.frame);
  return topIn(heap, generator) ?? (frame === undefined ? undefined : topIn(heap, frame));
}

function topIn({ references }: Heap, holder: ObjectId): ObjectId | undefined {
  let top: ObjectId | undefined;
  let index = -1;
  for (let i = references.first[holder]; i < references.first[holder + 1]; i++) {
    if ((references.kind[i] & KIND_MASK) !== KIND.stack || references.label[i] < index) continue;
    index = references.label[i];
    top = references.target[i];
  }
  return top;
}

function referred(
  { references }: Heap,
  holder: ObjectId,
  isWanted: (target: ObjectId, kind: number) => boolean,
): ObjectId | undefined {
  for (let i = references.first[holder]; i < references.first[holder + 1]; i++) {
    const kind = references.kind[i];
    if (isStrong(kind) && isWanted(references.target[i], kind & KIND_MASK)) return references.target[i];
  }
  return undefined;
}
