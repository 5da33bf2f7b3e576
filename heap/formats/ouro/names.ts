// STRING and TYPE chunks, and the way from their ids to ours.
import { NONE } from '../../base/brand.ts';
import { fail } from '../../base/fault.ts';
import { addType, NO_ADDRESS } from '../../model/draft.ts';
import { stringId, typeId, type StringId, type TypeId } from '../../model/ids.ts';
import type { ChunkHeader } from './chunks.ts';
import { LAYOUT, MOST_TYPES, exact } from './layout.ts';
import { lostString, lostType } from './lostNames.ts';
import { define, rowOf } from './ordinals.ts';
import { takeBlob, takeI32, takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';

/** The StringId of a string id of the file; 0 is "no label" in both. */
export function labelOf(reading: Reading, id: number): StringId {
  if (id < reading.strings.identity || id === 0) return stringId(id);
  const row = rowOf(reading.strings, id);
  return row === NONE ? lostString(reading.lost, reading.draft, id) : stringId(row);
}

export function typeOf(reading: Reading, id: number): TypeId {
  if (id < reading.types.identity) return typeId(id);
  const row = rowOf(reading.types, id);
  return row === NONE ? lostType(reading.lost, reading.draft, id) : typeId(row);
}

export function readStrings(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  if (base < reading.strings.next) return 'damaged';
  const lengths = takeU32(payload, rows);
  const blob = takeBlob(payload, lengths);
  if (!payload.whole) return 'damaged';
  const { strings } = reading.draft;
  if (base > 0 || rows === 0) {
    define(reading.strings, base, rows, strings.length);
    strings.appendAll(lengths, blob, 0);
    return 'sound';
  }
  // String 0 is the empty one, which every draft begins with.
  define(reading.strings, 0, 1, 0);
  if (lengths[0] !== 0) noteDropped(reading, header, 1);
  if (rows > 1) define(reading.strings, 1, rows - 1, strings.length);
  strings.appendAll(lengths.subarray(1), blob, lengths[0]);
  return 'sound';
}

export function readTypes(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows, base } = header;
  if (base < reading.types.next) return 'damaged';
  const address = takeU64(payload, rows);
  const flags = takeU64(payload, rows);
  const module = takeU32(payload, rows);
  const qualname = takeU32(payload, rows);
  const file = takeU32(payload, rows);
  const basicSize = takeU32(payload, rows);
  const itemSize = takeU32(payload, rows);
  takeI32(payload, rows);
  takeI32(payload, rows);
  const layout = takeU8(payload, rows);
  const traits = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { types } = reading.draft;
  if (types.address.length + rows > MOST_TYPES) {
    const found = types.address.length + rows;
    fail({ code: 'format/limit', limit: 'types', allowed: MOST_TYPES, found, offset: header.offset, section: 'types' });
  }
  define(reading.types, base, rows, types.address.length);
  for (let row = 0; row < rows; row++) {
    const at = exact(address[2 * row], address[2 * row + 1]);
    addType(reading.draft, {
      address: at > 0 ? at : NO_ADDRESS,
      module: labelOf(reading, module[row]),
      qualname: labelOf(reading, qualname[row]),
      file: labelOf(reading, file[row]),
      flags: flags[2 * row],
      basicSize: basicSize[row],
      itemSize: itemSize[row],
      layout: Math.min(layout[row], LAYOUT.explicit),
      traits: traits[row],
    });
  }
  return 'sound';
}
