// Section 9: all records, block after block.
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import { BLOCK_BYTES } from './layout.ts';
import { readLongRecord } from './longRecord.ts';
import { closeBlock, openBlock, type Pass } from './pass.ts';
import { readRecord, type RecordEnd } from './record.ts';

export interface RecordsEnd {
  /** The first byte behind the last whole record. */
  readonly offset: number;
  /** all: as many as the file said. cut: the file ends. bad: what follows is no record. */
  readonly why: 'all' | 'cut' | 'bad';
}

/** Reads `pass.most` records from `first` on, or as many as there are. Cost: 200-650 ns per object. */
export async function readRecords(source: ByteSource, pass: Pass, first: number, task: Task): Promise<RecordsEnd> {
  let offset = first;
  for (;;) {
    const left = pass.most - pass.objects;
    if (left === 0) return { offset, why: 'all' };
    source.release(offset);
    const bytes = await source.read(offset, BLOCK_BYTES);
    openBlock(pass, bytes, offset);
    const end = readBlock(pass, left);
    offset += end.at;
    task.step(end.at);
    closeBlock(pass);
    if (end.last === 'bad') return { offset, why: 'bad' };
    if (end.last === 'whole') continue;
    if (bytes.length < BLOCK_BYTES) return { offset, why: 'cut' };
    if (end.at > 0) continue;
    const long = await readLongRecord(source, pass, offset, task);
    closeBlock(pass);
    if (long.end !== 'whole') return { offset, why: long.end === 'bad' ? 'bad' : 'cut' };
    offset = long.offset;
  }
}

/** Up to `most` records; `at` is behind the last whole one. */
function readBlock(pass: Pass, most: number): { readonly at: number; readonly last: RecordEnd } {
  const end = pass.objects + most;
  let at = 0;
  let last: RecordEnd = 'whole';
  while (pass.objects < end) {
    pass.at = at;
    last = readRecord(pass);
    if (last !== 'whole') break;
    at = pass.at;
  }
  return { at, last };
}
