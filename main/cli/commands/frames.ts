import { hexAddress } from '#heap/model/addresses.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { AwaitEnd, AwaitRow, AwaitStep, HeldFrameRow, HeldSlots, SlotRow } from '#heap/model/slotRows.ts';
import type { FramePlace } from '#heap/model/threadRows.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { RETAINED, valueOf } from '../investigation.ts';
import { bytesText, printJson, table, terminalSafe, type Output } from '../output.ts';
import { objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

const ENDS: Readonly<Record<AwaitEnd, string>> = {
  future: '',
  notWaiting: ' (runs, or will be run)',
  circle: ' (waits for itself)',
  native: ' (waits for something native)',
  limit: ' ...',
};

/** Bytes per live frame slot, frame and thread, and what tasks await; `--top` of each, most bytes first. */
export function frames(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  return withHeap(command, output, RETAINED, async ({ heap }) => {
    const held = valueOf(await heap.heldSlots());
    if (output.json) printJson(output, answer(held, top));
    else print(held, top, output);
  });
}

function print(held: HeldSlots, top: number, output: Output): void {
  const { slots, frames, threads, tasks, totals } = held;
  output.out(`${held.limited ? 'at least ' : ''}${totals.slots} slots of ${totals.frames} frames\n`);
  output.out(
    table(slots.slice(0, top), [
      { title: 'goes', cell: (row) => row.goes },
      { title: 'reaches', cell: (row) => `${row.reachesMore ? '>=' : ''}${row.reaches}` },
      { title: 'slot', cell: (row) => row.name },
      { title: 'type', cell: (row) => qualifiedName(row.object.type) },
      { title: 'frame', cell: (row) => placeText(row.place) },
      { title: 'of', cell: (row) => (row.stack === 'suspended' ? 'suspended' : row.thread) },
    ]),
  );
  output.out('\n');
  output.out(
    table(frames.slice(0, top), [
      { title: 'goes', cell: (row) => row.goes },
      { title: 'slots', cell: (row) => row.slots },
      { title: 'frame', cell: (row) => placeText(row.place) },
      { title: 'of', cell: (row) => (row.stack === 'suspended' ? 'suspended' : row.thread) },
    ]),
  );
  output.out('\n');
  output.out(
    table(threads.slice(0, top), [
      { title: 'goes', cell: (row) => row.goes },
      { title: 'frames', cell: (row) => row.frames },
      { title: 'slots', cell: (row) => row.slots },
      { title: 'thread', cell: (row) => row.name },
    ]),
  );
  if (tasks.length > 0) output.out(`\n${totals.tasks} tasks, each with what it awaits\n`);
  for (const row of tasks.slice(0, top)) output.out(`${chainText(row)}\n`);
}

function placeText({ function: name, file, line, definedAt }: FramePlace): string {
  const at = line > 0 ? line : definedAt;
  return `${name} (${file}${at > 0 ? `:${at}` : ''})`;
}

function chainText({ steps, end, retained }: AwaitRow): string {
  const size = retained === undefined ? '' : `${bytesText(retained)}  `;
  return terminalSafe(`  ${size}${steps.map(stepText).join(' -> ')}${ENDS[end]}`);
}

function stepText({ kind, object, place }: AwaitStep): string {
  if (place !== undefined) return placeText(place);
  return `${kind === 'task' ? 'task' : qualifiedName(object.type)} ${hexAddress(object.address)}`;
}

function answer({ slots, frames, threads, tasks, totals, limited }: HeldSlots, top: number): object {
  return {
    totals,
    limited,
    slots: slots.slice(0, top).map(slotLine),
    frames: frames.slice(0, top).map(frameLine),
    threads: threads
      .slice(0, top)
      .map(({ name, frames: count, slots: of, goes }) => ({ name, frames: count, slots: of, goes })),
    tasks: tasks.slice(0, top).map(({ steps, end, retained }) => ({
      retained: retained ?? null,
      end,
      chain: steps.map(({ kind, object, place }) => ({ kind, place: place ?? null, ...objectLine(object) })),
    })),
  };
}

function slotLine({ name, stack, thread, place, goes, reaches, reachesMore, object }: SlotRow): object {
  const of = stack === 'suspended' ? null : thread;
  return { name, thread: of, ...place, goes, reaches, reachesMore, object: objectLine(object) };
}

function frameLine({ stack, thread, place, slots, goes, object }: HeldFrameRow): object {
  const of = stack === 'suspended' ? null : thread;
  return { thread: of, ...place, slots, goes, object: object === undefined ? null : objectLine(object) };
}
