// TRACE and OBJTRACE: the stacks tracemalloc recorded, and which object was allocated at which of them.
import { NONE } from '../../base/brand.ts';
import { note } from '../../model/diagnostics.ts';
import { stringId } from '../../model/ids.ts';
import type { ChunkHeader } from './chunks.ts';
import { labelOf } from './names.ts';
import { define, rowOf } from './ordinals.ts';
import { takeU32, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';

/** Deeper stacks are cut: `tracemalloc.start()` takes up to 65,535 frames, far more than anybody reads. */
const MOST_FRAMES = 1024;

/** Frames stand most recent first; the tree has the oldest on top. */
export function readTraces(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  const { ids, call } = reading.traces;
  if (base < ids.next) return 'damaged';
  const prelude = takeU32(payload, 2);
  const total = payload.whole ? prelude[0] : 0;
  const count = takeU32(payload, rows);
  const file = takeU32(payload, total);
  const line = takeU32(payload, total);
  if (!payload.whole) return 'damaged';
  const { calls } = reading.draft;
  define(ids, base, rows, call.length);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    const end = Math.min(total, from + count[row]);
    let parent = NONE;
    for (let at = Math.min(end, from + MOST_FRAMES) - 1; at >= from; at--) {
      const place = { function: stringId(0), file: labelOf(reading, file[at]), line: line[at], column: 0 };
      parent = calls.find({ parent, ...place });
    }
    call.push(parent);
    from = end;
  }
  note(reading.draft.log, 'droppedRow', total - from, header.offset);
  return 'sound';
}

/** Kept by the id of the trace, whose chunk may come later. */
export function readObjectTraces(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const object = takeU32(payload, rows);
  const trace = takeU32(payload, rows);
  if (!payload.whole) return 'damaged';
  const { allocations } = reading.draft;
  let dropped = 0;
  for (let i = 0; i < rows; i++) {
    const row = rowOf(reading.objects, object[i]);
    if (row === NONE) {
      dropped++;
      continue;
    }
    allocations.object.push(row);
    allocations.call.push(trace[i]);
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

/** After the last chunk: ids of traces become rows of calls; an allocation whose trace was lost goes. */
export function connectTraces({ draft, traces }: Reading): void {
  const { object, call } = draft.allocations;
  const objects = object.finish();
  const calls = call.finish();
  const ends = traces.call.finish();
  let kept = 0;
  for (let i = 0; i < objects.length; i++) {
    const row = rowOf(traces.ids, calls[i]);
    const end = row === NONE ? NONE : ends[row];
    if (end === NONE) continue;
    objects[kept] = objects[i];
    calls[kept++] = end;
  }
  note(draft.log, 'droppedRow', objects.length - kept);
  object.length = kept;
  call.length = kept;
  traces.call.drop();
}
