// A record longer than a block: a container with a few hundred thousand references. The same steps, a block at a time.
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import { addressOf, BLOCK_BYTES, HEAD_BYTES_OF_RECORD, TRAIT, WITH_CONTENT } from './layout.ts';
import { NO_LENGTH, openBlock, type Pass } from './pass.ts';
import {
  addRow,
  beginReferents,
  isPlausible,
  placeContent,
  placeReferents,
  readAttributes,
  type RecordEnd,
} from './record.ts';
import { keepText } from './texts.ts';
import { slotOf } from './typeIndex.ts';

export interface LongRecord {
  readonly end: RecordEnd;
  readonly offset: number;
}

interface Reader {
  readonly source: ByteSource;
  readonly pass: Pass;
  readonly task: Task;
  /** Where the next part of the record stands. */
  offset: number;
  end: RecordEnd;
}

/** Reads the record at `offset`; 'short' when the file ends within it. Class attributes are not looked at. */
export async function readLongRecord(source: ByteSource, pass: Pass, offset: number, task: Task): Promise<LongRecord> {
  const reader: Reader = { source, pass, task, offset, end: 'whole' };
  if (!(await next(reader, HEAD_BYTES_OF_RECORD)) || !isPlausible(pass, 0)) return { end: 'bad', offset };
  const { view } = pass;
  const [typeHigh, typeLow] = [view.getUint32(8), view.getUint32(12)];
  const address = addressOf(view.getUint32(0), view.getUint32(4));
  const selfSize = view.getUint32(16);
  const traits = pass.types.traits[slotOf(pass.types, typeHigh, typeLow)];
  let length = NO_LENGTH;
  if ((traits & WITH_CONTENT) !== 0) {
    length = await takeCount(reader);
    await readContent(reader, length * ((traits & TRAIT.dict) !== 0 ? 2 : 1), traits);
  }
  await readReferents(reader, await takeCount(reader), addressOf(typeHigh, typeLow));
  if ((traits & TRAIT.common) === 0) await readAllAttributes(reader, await takeCount(reader));
  if (pass.withTexts && (traits & WITH_CONTENT) === 0) await readText(reader, traits);
  if (reader.end !== 'whole') return { end: reader.end, offset };
  // Room for the row.
  openBlock(pass, pass.bytes.subarray(0, 0), reader.offset);
  pass.address[pass.objects] = address;
  pass.selfSize[pass.objects] = selfSize;
  addRow(pass, slotOf(pass.types, typeHigh, typeLow), length);
  return { end: 'whole', offset: reader.offset };
}

/** Makes the next `count` bytes, at most a block, the block of the pass; false when the file has no more of them. */
async function next(reader: Reader, count: number): Promise<boolean> {
  if (reader.end !== 'whole') return false;
  const bytes = await reader.source.read(reader.offset, count);
  openBlock(reader.pass, bytes, reader.offset);
  reader.offset += bytes.length;
  reader.task.step(bytes.length);
  if (bytes.length === count) return true;
  reader.end = 'short';
  return false;
}

async function takeCount(reader: Reader): Promise<number> {
  return (await next(reader, 4)) ? reader.pass.view.getUint32(0) : 0;
}

async function readContent(reader: Reader, count: number, traits: number): Promise<void> {
  for (let done = 0; done < count;) {
    const part = Math.min(count - done, BLOCK_BYTES / 8);
    if (!(await next(reader, part * 8))) return;
    placeContent(reader.pass, 0, part, traits, done);
    done += part;
  }
}

async function readReferents(reader: Reader, count: number, type: number): Promise<void> {
  beginReferents(reader.pass);
  for (let done = 0; done < count;) {
    const part = Math.min(count - done, BLOCK_BYTES / 8);
    if (!(await next(reader, part * 8))) return;
    placeReferents(reader.pass, 0, part, type);
    done += part;
  }
}

async function readAllAttributes(reader: Reader, count: number): Promise<void> {
  const { pass } = reader;
  for (let done = 0; done < count && reader.end === 'whole';) {
    const from = reader.offset;
    const bytes = await reader.source.read(from, BLOCK_BYTES);
    openBlock(pass, bytes, from);
    const read = readAttributes(pass, count - done);
    if (read <= 0) reader.end = read < 0 ? 'bad' : 'short';
    done += Math.max(0, read);
    reader.offset = from + pass.at;
    reader.task.step(pass.at);
  }
}

async function readText(reader: Reader, traits: number): Promise<void> {
  const { pass } = reader;
  if (!(await next(reader, 2)) || !(await next(reader, pass.view.getUint16(0)))) return;
  keepText(pass.texts, pass.objects, traits, pass.bytes, 0, pass.bytes.length);
}
