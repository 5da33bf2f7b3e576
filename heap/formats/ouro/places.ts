// ROOT, THREAD and FRAME chunks. They name each other in any order, so their ordinals are looked up when all are there.
import { NONE } from '../../base/brand.ts';
import { note } from '../../model/diagnostics.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { ROOT_KINDS } from '../../model/kinds.ts';
import type { ChunkHeader } from './chunks.ts';
import { exact } from './layout.ts';
import { labelOf } from './names.ts';
import { define, rowOf, type OrdinalMap } from './ordinals.ts';
import { takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';

const OTHER_ROOT = ROOT_KINDS.indexOf('other');

export function readRoots(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  if (base < reading.roots.next) return 'damaged';
  const address = takeU64(payload, rows);
  const label = takeU32(payload, rows);
  const thread = takeU32(payload, rows);
  const frame = takeU32(payload, rows);
  const kind = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { roots } = reading.draft;
  let dropped = 0;
  define(reading.roots, base, rows, roots.address.length);
  for (let row = 0; row < rows; row++) {
    const at = exact(address[2 * row], address[2 * row + 1]);
    if (at <= 0) {
      dropped++;
      continue;
    }
    roots.address.push(at);
    roots.label.push(labelOf(reading, label[row]));
    roots.thread.push(thread[row]);
    roots.frame.push(frame[row]);
    roots.kind.push(kind[row] > 0 && kind[row] < OTHER_ROOT ? kind[row] : OTHER_ROOT);
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

export function readThreads(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  if (base < reading.threads.next) return 'damaged';
  takeU64(payload, rows);
  takeU64(payload, rows);
  const name = takeU32(payload, rows);
  const firstFrame = takeU32(payload, rows);
  const frames = takeU32(payload, rows);
  const flags = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { threads } = reading.draft;
  define(reading.threads, base, rows, threads.name.length);
  for (let row = 0; row < rows; row++) {
    threads.name.push(labelOf(reading, name[row]));
    threads.firstFrame.push(firstFrame[row]);
    threads.frames.push(frames[row]);
    threads.flags.push(flags[row]);
  }
  return 'sound';
}

export function readFrames(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  if (base < reading.frames.next) return 'damaged';
  const address = takeU64(payload, rows);
  takeU64(payload, rows);
  const name = takeU32(payload, rows);
  const file = takeU32(payload, rows);
  const line = takeU32(payload, rows);
  const thread = takeU32(payload, rows);
  const flags = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { frames } = reading.draft;
  define(reading.frames, base, rows, frames.line.length);
  for (let row = 0; row < rows; row++) {
    const at = exact(address[2 * row], address[2 * row + 1]);
    frames.address.push(at > 0 ? at : NO_ADDRESS);
    frames.function.push(labelOf(reading, name[row]));
    frames.file.push(labelOf(reading, file[row]));
    frames.line.push(line[row]);
    frames.thread.push(thread[row]);
    frames.flags.push(flags[row]);
  }
  return 'sound';
}

/** Ordinals of threads and frames become rows; what was lost becomes NONE and is counted. */
export function connectPlaces(reading: Reading): void {
  const { roots, frames, threads, log } = reading.draft;
  const lost =
    mapColumn(roots.thread.finish(), reading.threads) +
    mapColumn(roots.frame.finish(), reading.frames) +
    mapColumn(frames.thread.finish(), reading.threads);
  note(log, 'droppedRow', lost);
  const first = threads.firstFrame.finish();
  const count = threads.frames.finish();
  for (let thread = 0; thread < first.length; thread++) {
    const known = knownFrames(reading.frames, first[thread], count[thread]);
    note(log, 'droppedRow', count[thread] - known);
    count[thread] = known;
    first[thread] = known === 0 ? 0 : rowOf(reading.frames, first[thread]);
  }
}

function mapColumn(ordinals: Uint32Array, map: OrdinalMap): number {
  let lost = 0;
  for (let row = 0; row < ordinals.length; row++) {
    if (ordinals[row] === NONE) continue;
    ordinals[row] = rowOf(map, ordinals[row]);
    if (ordinals[row] === NONE) lost++;
  }
  return lost;
}

/** How many frames from `first` on are there without a gap. */
function knownFrames(map: OrdinalMap, first: number, count: number): number {
  const row = rowOf(map, first);
  if (row === NONE) return 0;
  let known = 0;
  for (const most = Math.min(count, map.next - first); known < most; known++) {
    if (rowOf(map, first + known) !== row + known) return known;
  }
  return known;
}
