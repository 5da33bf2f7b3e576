// Threads with their stacks, innermost frame first, and the objects that stand in the locals of each frame.
import { fail } from '../base/fault.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, threadId, type FrameId } from '../model/ids.ts';
import { nameAt } from '../model/names.ts';
import { MOST_ROWS, type Page, type PageRequest } from '../model/rows.ts';
import type { FrameRow, HeldBytes, LocalRow, StackId, ThreadList, ThreadRow } from '../model/threadRows.ts';
import { heldBytes, isHeldAlone, localHoldersOf, newSteps, type LocalHolders, type Steps } from './heldByLocals.ts';
import { objectRow } from './objectRow.ts';
import { pageOf } from './page.ts';
import { frameAt, frameCount, framePlace, localsOf, stackIndex, type Local, type StackIndex } from './stackIndex.ts';

/** Bits of `threads.flags` and `frames.flags`. */
const ALIVE = 1;
const DAEMON = 2;
const MAIN = 4;
const CURRENT = 8;
const OF_DUMPER = 1;
const GENERATOR = 2;

/** Locals of a frame that come with it; the rest is asked for. */
const FIRST_LOCALS = 50;
/** Frames and locals of one stack that its row adds up. */
const MOST_FRAMES = 2_000;
const MOST_LOCALS = 20_000;

interface Stacks {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly index: StackIndex;
}

/** All threads, at most 500, each with what its locals hold. O(frames + locals + the first call's index). */
export function threadList(heap: Heap, results: PartialResults): ThreadList {
  const stacks = { heap, results, index: stackIndex(heap) };
  const order = Array.from({ length: heap.threads.length }, (_, row) => threadId(row));
  // A stable sort: the rest stays in the order of the dump.
  order.sort((a, b) => (heap.threads.flags[b] & CURRENT) - (heap.threads.flags[a] & CURRENT));
  const ids: readonly StackId[] = stacks.index.suspended.length > 0 ? [...order, 'suspended'] : order;
  const shown = ids.length > MOST_ROWS ? [...ids.slice(0, MOST_ROWS - 1), ids[ids.length - 1]] : ids;
  const steps = newSteps();
  return { rows: shown.map((id) => threadRow(stacks, id, steps)), total: ids.length };
}

/** Frames of one stack, innermost first. Fault `heap/no-such-object`. O(page x locals). */
export function stackPage(heap: Heap, results: PartialResults, stack: StackId, request: PageRequest): Page<FrameRow> {
  if (stack !== 'suspended' && !(Number.isInteger(stack) && stack >= 0 && stack < heap.threads.length))
    fail({ code: 'heap/no-such-object', asked: `thread ${stack}` });
  const stacks = { heap, results, index: stackIndex(heap) };
  const steps = newSteps();
  return pageOf(frameCount(heap, stacks.index, stack), request, (i) =>
    frameRow(stacks, frameAt(heap, stacks.index, stack, i), steps),
  );
}

/** More locals of one frame. Fault `heap/no-such-object`. */
export function localsPage(heap: Heap, results: PartialResults, frame: FrameId, request: PageRequest): Page<LocalRow> {
  if (!(Number.isInteger(frame) && frame >= 0 && frame < heap.frames.length))
    fail({ code: 'heap/no-such-object', asked: `frame ${frame}` });
  const stacks = { heap, results, index: stackIndex(heap) };
  const { rows, limited } = localsOf(heap, stacks.index, frame);
  return pageOfLocals(stacks, rows, localHoldersOf(heap, stacks.index, [frame], rows), request, limited);
}

function threadRow(stacks: Stacks, stack: StackId, steps: Steps): ThreadRow {
  const { heap, results, index } = stacks;
  const flags = stack === 'suspended' ? 0 : heap.threads.flags[stack];
  const object = stack === 'suspended' ? undefined : index.threadObjects.get(stack);
  const count = frameCount(heap, index, stack);
  const frames = Array.from({ length: Math.min(count, MOST_FRAMES) }, (_, i) => frameAt(heap, index, stack, i));
  const locals: Local[] = [];
  let limited = count > frames.length;
  for (const frame of frames) {
    const found = localsOf(heap, index, frame);
    limited ||= found.limited || locals.length + found.rows.length > MOST_LOCALS;
    if (locals.length + found.rows.length <= MOST_LOCALS) locals.push(...found.rows);
  }
  const top = frames.find((frame) => (heap.frames.flags[frame] & OF_DUMPER) === 0);
  return {
    stack,
    name: stack === 'suspended' ? '' : nameAt(heap, heap.threads.name[stack]),
    alive: (flags & ALIVE) !== 0,
    daemon: (flags & DAEMON) !== 0,
    main: (flags & MAIN) !== 0,
    current: (flags & CURRENT) !== 0,
    frames: count,
    locals: locals.length,
    limited,
    object: object === undefined ? undefined : objectRow(heap, results, object),
    top: top === undefined ? undefined : framePlace(heap, top),
    ...heldBy(stacks, localHoldersOf(heap, index, frames, locals), steps),
  };
}

function frameRow(stacks: Stacks, frame: FrameId, steps: Steps): FrameRow {
  const { heap, results, index } = stacks;
  const { rows, limited } = localsOf(heap, index, frame);
  const mine = localHoldersOf(heap, index, [frame], rows);
  const own = heap.frames.object[frame];
  const object = index.generators.get(frame) ?? (own < heap.objects.length ? own : undefined);
  const flags = heap.frames.flags[frame];
  return {
    frame: frameId(frame),
    place: framePlace(heap, frame),
    object: object === undefined ? undefined : objectRow(heap, results, object),
    dumper: (flags & OF_DUMPER) !== 0,
    suspended: (flags & GENERATOR) !== 0 || heap.frames.thread[frame] >= heap.threads.length,
    locals: pageOfLocals(stacks, rows, mine, { first: 0, count: FIRST_LOCALS }, limited),
    ...heldBy(stacks, mine, steps),
  };
}

function pageOfLocals(
  stacks: Stacks,
  rows: readonly Local[],
  mine: LocalHolders,
  request: PageRequest,
  limited: boolean,
): Page<LocalRow> {
  const { heap, results } = stacks;
  const row = (i: number): LocalRow => ({
    name: rows[i].name,
    object: objectRow(heap, results, rows[i].object),
    alone: isAlone(stacks, mine, rows[i].object),
  });
  return pageOf(rows.length, request, row, limited);
}

function heldBy(stacks: Stacks, mine: LocalHolders, steps: Steps): HeldBytes {
  return heldBytes(stacks.results, mine.objects, (object) => isAlone(stacks, mine, object), steps);
}

function isAlone({ heap, results, index }: Stacks, mine: LocalHolders, object: Local['object']): boolean | undefined {
  return isHeldAlone(heap, results, index, object, { slots: mine.slots.get(object) ?? 0, holders: mine.holders });
}
