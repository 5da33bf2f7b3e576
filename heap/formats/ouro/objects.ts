// OBJECT chunks, and the WIDE values that did not fit into them.
import { NONE } from '../../base/brand.ts';
import { note, retract } from '../../model/diagnostics.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { FLAG, GENERATION } from '../../model/heap.ts';
import type { ChunkHeader } from './chunks.ts';
import { FILE_FLAGS, SEE_WIDE, WIDE_FIELD, exact } from './layout.ts';
import { typeOf } from './names.ts';
import { define, rowOf } from './ordinals.ts';
import { takeU16, takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';
import { expectReferences, ownReferencesAt } from './referenceState.ts';

export function readObjects(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base, offset } = header;
  if (base < reading.objects.next) return 'damaged';
  const ownReferences = takeU32(payload, 2)[0];
  const address = takeU64(payload, rows);
  const size = takeU32(payload, rows);
  const type = takeU32(payload, rows);
  const refcount = takeU32(payload, rows);
  const length = takeU32(payload, rows);
  const references = takeU32(payload, rows);
  const flags = takeU16(payload, rows);
  const generation = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { objects, log } = reading.draft;
  const from = objects.address.length;
  const gap = base - reading.objects.next;
  if (gap > 0) {
    note(log, 'droppedRow', gap, offset);
    log.referencesComplete = false;
  }
  noteDropped(reading, header, readAddresses(address, objects.address.extend(rows), from, rows));
  objects.selfSize.extend(rows).set(size, from);
  readTypeIds(reading, type, objects.type.extend(rows), from);
  const flagCells = objects.flags.extend(rows);
  for (let row = 0; row < rows; row++) flagCells[from + row] = flags[row] & FILE_FLAGS;
  const negative = readCounts(refcount, ownReferences, flags, objects.refcount.extend(rows), from);
  note(log, 'negativeCount', negative, offset);
  readGenerations(generation, flags, objects.generation.extend(rows), from);
  objects.size.extend(rows).set(length, from);
  objects.references.extend(rows).set(references, from);
  define(reading.objects, base, rows, from);
  expectReferences(reading.references, references, from, ownReferences, gap === 0);
  return 'sound';
}

/** Values of objects that came before; the column keeps the saturated one when the object is not there. */
export function readWide(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const value = takeU64(payload, rows);
  const object = takeU32(payload, rows);
  const field = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  let dropped = 0;
  for (let i = 0; i < rows; i++) {
    const row = rowOf(reading.objects, object[i]);
    if (row === NONE || !setWide(reading, row, field[i], value[2 * i], value[2 * i + 1])) dropped++;
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

/** Rows whose address is 0 or does not survive as a double are kept as rows without an address; their number is returned. */
function readAddresses(pairs: Uint32Array, cells: Float64Array, from: number, rows: number): number {
  let dropped = 0;
  for (let row = 0; row < rows; row++) {
    const address = exact(pairs[2 * row], pairs[2 * row + 1]);
    if (address > 0) {
      cells[from + row] = address;
    } else {
      cells[from + row] = NO_ADDRESS;
      dropped++;
    }
  }
  return dropped;
}

function readTypeIds(reading: Reading, ids: Uint32Array, cells: Uint32Array, from: number): void {
  const known = reading.types.identity;
  for (let row = 0; row < ids.length; row++)
    cells[from + row] = ids[row] < known ? ids[row] : typeOf(reading, ids[row]);
}

/** Net counts. An immortal object keeps its raw count; a count below what the dumper held is 0 and counted. */
function readCounts(
  refcount: Uint32Array,
  ownReferences: number,
  flags: Uint16Array,
  cells: Uint32Array,
  from: number,
): number {
  let negative = 0;
  for (let row = 0; row < refcount.length; row++) {
    const raw = refcount[row];
    if ((flags[row] & FLAG.immortal) !== 0) {
      cells[from + row] = raw;
    } else if (raw >= ownReferences) {
      cells[from + row] = raw - ownReferences;
    } else {
      cells[from + row] = 0;
      negative++;
    }
  }
  return negative;
}

function readGenerations(generation: Uint8Array, flags: Uint16Array, cells: Uint8Array, from: number): void {
  for (let row = 0; row < generation.length; row++) {
    const value = generation[row];
    if (value <= GENERATION.permanent || value >= GENERATION.unknown) cells[from + row] = value;
    else cells[from + row] = (flags[row] & FLAG.tracked) !== 0 ? GENERATION.unknown : GENERATION.untracked;
  }
}

/** False when there is no such field. */
function setWide(reading: Reading, row: number, field: number, low: number, high: number): boolean {
  const { objects, log } = reading.draft;
  const value = exact(low, high);
  if (field === WIDE_FIELD.size) {
    if (value < 0) note(log, 'clampedSize');
    objects.selfSize.reserve(0)[row] = value < 0 ? Number.MAX_SAFE_INTEGER : value;
  } else if (field === WIDE_FIELD.length) {
    const fits = value >= 0 && value < SEE_WIDE;
    if (!fits) note(log, 'clampedSize');
    objects.size.reserve(0)[row] = fits ? value : SEE_WIDE;
  } else if (field === WIDE_FIELD.refcount) {
    setWideCount(reading, row, low, value < 0 ? Number.MAX_SAFE_INTEGER : value);
  } else {
    return false;
  }
  return true;
}

function setWideCount(reading: Reading, row: number, low: number, value: number): void {
  const { objects, log } = reading.draft;
  if ((objects.flags.reserve(0)[row] & FLAG.immortal) !== 0) return;
  const own = ownReferencesAt(reading.references, row);
  // The low half alone may have looked smaller than what the dumper held.
  if (low < own && value >= own) retract(log, 'negativeCount', 1);
  objects.refcount.reserve(0)[row] = Math.max(0, Math.min(value - own, NONE));
}
