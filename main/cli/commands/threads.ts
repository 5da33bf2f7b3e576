import type { FrameRow, LocalRow, StackId, ThreadList, ThreadRow } from '#heap/model/threadRows.ts';
import { hasCapability } from '#heap/model/manifest.ts';
import { qualifiedName } from '#heap/model/names.ts';
import { hexAddress } from '#heap/model/addresses.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { RETAINED, valueOf, type Investigation } from '../investigation.ts';
import { bytesText, printJson, terminalSafe, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

interface Shown {
  readonly thread: ThreadRow;
  readonly frames: readonly FrameRow[];
}

/** Every thread with its stack, innermost frame first, and the locals of each frame; `--top` frames of each. */
export function threads(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 50);
  return withHeap(command, output, RETAINED, async ({ heap, manifest }) => {
    const list = valueOf(await heap.threads());
    const shown: Shown[] = [];
    for (const thread of list.rows) shown.push({ thread, frames: await framesOf(heap, thread.stack, top) });
    if (output.json) printJson(output, answer(list, shown, hasCapability(manifest, 'frames')));
    else if (list.total === 0)
      output.out('no threads: this dump names no frames (ouroboros_capture.py records them)\n');
    else for (const { thread, frames } of shown) print(thread, frames, output);
  });
}

function framesOf(heap: Investigation['heap'], stack: StackId, top: number): Promise<readonly FrameRow[]> {
  return firstRows(top, (page) => heap.stack(stack, page));
}

function print(thread: ThreadRow, frames: readonly FrameRow[], output: Output): void {
  const marks = [thread.main ? 'main' : '', thread.daemon ? 'daemon' : '', thread.current ? 'took the dump' : ''];
  const words = marks.filter((mark) => mark !== '').map((mark) => `, ${mark}`);
  const name = thread.stack === 'suspended' ? 'suspended generators and coroutines' : `thread ${thread.name}`;
  output.out(
    `${terminalSafe(name)}${words.join('')}: ${thread.frames} frames, ${thread.locals} locals${held(thread)}\n`,
  );
  for (const frame of frames) {
    const { place } = frame;
    const line = place.line > 0 ? place.line : place.definedAt;
    output.out(
      `  ${terminalSafe(`${place.function} (${place.file}${line > 0 ? `:${line}` : ''})`)}${frame.dumper ? ', dumper' : held(frame)}\n`,
    );
    for (const local of frame.locals.rows) output.out(`    ${localText(local)}\n`);
    if (frame.locals.total > frame.locals.rows.length)
      output.out(`    ... ${frame.locals.total - frame.locals.rows.length} more locals\n`);
  }
  if (frames.length < thread.frames) output.out(`  ... ${thread.frames - frames.length} more frames\n`);
}

function held({ retained, alone }: Pick<ThreadRow, 'retained' | 'alone'>): string {
  if (retained === undefined) return '';
  return `, ${bytesText(retained)} retained${alone === undefined ? '' : `, ${bytesText(alone)} only here`}`;
}

function localText({ name, object, alone }: LocalRow): string {
  const retained = object.retained === undefined ? '' : `, ${bytesText(object.retained)}`;
  const only = alone === true ? ', only here' : '';
  return terminalSafe(`${name} = ${qualifiedName(object.type)} ${hexAddress(object.address)}${retained}${only}`);
}

function answer({ total }: ThreadList, shown: readonly Shown[], recorded: boolean): object {
  return { recorded, total, threads: shown.map(({ thread, frames }) => threadLine(thread, frames)) };
}

function threadLine(row: ThreadRow, frames: readonly FrameRow[]): object {
  const { name, alive, daemon, main, current, locals, limited, retained, alone } = row;
  return {
    kind: row.stack === 'suspended' ? 'suspended' : 'thread',
    name,
    alive,
    daemon,
    main,
    current,
    frames: row.frames,
    locals,
    limited,
    retained: retained ?? null,
    alone: alone ?? null,
    object: row.object === undefined ? null : objectLine(row.object),
    stack: frames.map(frameLine),
  };
}

function frameLine({ place, object, dumper, suspended, locals, retained, alone }: FrameRow): object {
  return {
    function: place.function,
    file: place.file,
    line: place.line,
    definedAt: place.definedAt,
    object: object === undefined ? null : objectLine(object),
    dumper,
    suspended,
    retained: retained ?? null,
    alone: alone ?? null,
    localsTotal: locals.total,
    locals: locals.rows.map((row) => ({ name: row.name, alone: row.alone ?? null, ...objectLine(row.object) })),
  };
}
