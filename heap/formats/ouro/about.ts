// Chunks about some objects: PREVIEW, TAG, CONTAINER, KEYS; and POOL and TEXT, which are about none.
import { NONE } from '../../base/brand.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { note } from '../../model/diagnostics.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import type { ChunkHeader } from './chunks.ts';
import { exact } from './layout.ts';
import { labelOf } from './names.ts';
import { rowOf } from './ordinals.ts';
import { takeBlob, takeU16, takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';

export function readPreviews(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const object = takeU32(payload, rows);
  const length = takeU32(payload, rows);
  const form = takeU8(payload, rows);
  const blob = takeBlob(payload, length);
  if (!payload.whole) return 'damaged';
  const { previews } = reading.draft;
  let at = 0;
  let dropped = 0;
  for (let i = 0; i < rows; i++) {
    const row = rowOf(reading.objects, object[i]);
    if (row === NONE) {
      dropped++;
    } else {
      previews.object.push(row);
      previews.form.push(form[i]);
      previews.texts.append(blob, at, at + length[i]);
    }
    at += length[i];
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

export function readTags(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const object = takeU32(payload, rows);
  const tag = takeU64(payload, rows);
  if (!payload.whole) return 'damaged';
  const { tags } = reading.draft;
  const from = tags.object.length;
  const objects = tags.object.reserve(rows);
  const low = tags.low.reserve(rows);
  const high = tags.high.reserve(rows);
  let at = from;
  for (let i = 0; i < rows; i++) {
    const row = rowOf(reading.objects, object[i]);
    if (row === NONE) continue;
    objects[at] = row;
    low[at] = tag[2 * i];
    high[at++] = tag[2 * i + 1];
  }
  tags.object.length = at;
  tags.low.length = at;
  tags.high.length = at;
  noteDropped(reading, header, rows - (at - from));
  return 'sound';
}

export function readContainers(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const object = takeU32(payload, rows);
  const used = takeU32(payload, rows);
  const entries = takeU32(payload, rows);
  const capacity = takeU32(payload, rows);
  const storage = takeU64(payload, rows);
  const storageBytes = takeU64(payload, rows);
  const form = takeU8(payload, rows);
  const log2Size = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { containers } = reading.draft;
  let dropped = 0;
  for (let i = 0; i < rows; i++) {
    const row = rowOf(reading.objects, object[i]);
    if (row === NONE) {
      dropped++;
      continue;
    }
    containers.object.push(row);
    containers.used.push(used[i]);
    containers.entries.push(entries[i]);
    containers.capacity.push(capacity[i]);
    // Unknown (0) where it does not survive as a double.
    containers.storage.push(Math.max(0, exact(storage[2 * i], storage[2 * i + 1])));
    containers.storageBytes.push(Math.max(0, exact(storageBytes[2 * i], storageBytes[2 * i + 1])));
    containers.form.push(form[i]);
    containers.log2Size.push(log2Size[i]);
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

export function readKeys(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const prelude = takeU32(payload, 2);
  const total = payload.whole ? prelude[0] : 0;
  takeU64(payload, rows);
  const key = takeU64(payload, total);
  const type = takeU32(payload, rows);
  const count = takeU32(payload, rows);
  if (!payload.whole) return 'damaged';
  const { sharedKeys } = reading.draft;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    // Types stand before the objects of their batch, so an id nobody defined is one that was lost.
    const owner = rowOf(reading.types, type[row]);
    for (const end = Math.min(total, at + count[row]); at < end; at++) {
      const address = exact(key[2 * at], key[2 * at + 1]);
      sharedKeys.address.push(address > 0 ? address : NO_ADDRESS);
      sharedKeys.type.push(owner);
    }
  }
  note(reading.draft.log, 'droppedRow', total - at, header.offset);
  return 'sound';
}

export function readPools(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const address = takeU64(payload, rows);
  const arena = takeU32(payload, rows);
  const next = takeU32(payload, rows);
  const used = takeU16(payload, rows);
  const capacity = takeU16(payload, rows);
  const sizeClass = takeU8(payload, rows);
  if (!payload.whole) return 'damaged';
  const { pools } = reading.draft;
  let dropped = 0;
  for (let row = 0; row < rows; row++) {
    const at = exact(address[2 * row], address[2 * row + 1]);
    if (at <= 0) {
      dropped++;
      continue;
    }
    pools.address.push(at);
    pools.arena.push(arena[row]);
    pools.next.push(next[row]);
    pools.used.push(used[row]);
    pools.capacity.push(capacity[row]);
    pools.sizeClass.push(sizeClass[row]);
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}

const MOST_TEXTS = 64;
const MOST_TEXT_BYTES = 1 << 20;

/** At most 64 texts, each cut to 1 MiB. */
export function readTexts(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const { rows } = header;
  const name = takeU32(payload, rows);
  const length = takeU32(payload, rows);
  const blob = takeBlob(payload, length);
  if (!payload.whole) return 'damaged';
  let at = 0;
  let dropped = 0;
  for (let row = 0; row < rows; row++) {
    if (reading.texts.length < MOST_TEXTS) {
      const text = decodeUtf8(blob, at, at + Math.min(length[row], MOST_TEXT_BYTES));
      reading.texts.push({ name: reading.draft.strings.textAt(labelOf(reading, name[row])), text });
    } else {
      dropped++;
    }
    at += length[row];
  }
  noteDropped(reading, header, dropped);
  return 'sound';
}
