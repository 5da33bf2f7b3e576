// Columns back from disk: whole into memory with their checksum, or as a stream of blocks for a page.
import { allocate, type Column, type Ledger } from '#heap/base/column.ts';
import { fail, outcomeOfAsync, type Outcome } from '#heap/base/fault.ts';
import type { Task } from '#heap/base/task.ts';
import type { ColumnName } from '#heap/model/columns.ts';
import type { ColumnEntry, Manifest } from '#heap/model/manifest.ts';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { crc32 } from 'node:zlib';
import { codeOf } from '#main/workspace/failures.ts';
import { BLOCK_BYTES } from './limits.ts';
import { byteLengthOf, columnFileName, entryOf } from './manifestFile.ts';

/** Bytes [first, last], both inclusive as in an HTTP range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** An open column file of exactly the size the manifest says. Read it once, by either face, or close it. */
export interface ColumnStream {
  /** Bytes of the whole column. */
  readonly total: number;
  /** Bytes that will come. */
  readonly length: number;
  readonly first: number;
  readonly crc32: number;
  /** Blocks of up to 4 MiB, each in its own memory. Leaving the loop closes the descriptor. */
  blocks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
  /** The same blocks as the body of a `Response`; cancelling it closes the descriptor. */
  body(): ReadableStream<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Opens column `name` of the index at `folder`. A column the manifest does not list is `heap/not-open`; one that is missing on
 * disk or has another size is `index/damaged`. The range must lie inside the column. Checksums are the reader's part: only it
 * sees the whole column.
 */
export function streamColumn(
  folder: string,
  manifest: Manifest,
  name: ColumnName,
  range?: ByteRange,
): Promise<Outcome<ColumnStream>> {
  return outcomeOfAsync(async () => {
    const entry = entryOf(manifest, name);
    if (entry === undefined) return fail({ code: 'heap/not-open', asked: name });
    const total = byteLengthOf(entry);
    const { first, last } = range ?? { first: 0, last: total - 1 };
    if (first < 0 || last >= total || first > last + 1)
      fail({ code: 'bridge/refused', reason: 'range outside the column' });
    const file = await openColumn(folder, name, total);
    return columnStream(file, entry, first, last + 1, total);
  });
}

/**
 * Reads columns in full into arrays the ledger knows. Every byte goes through the checksum: a flipped bit is `index/damaged`,
 * never a wrong answer. Columns the manifest does not list are left out.
 */
export async function readColumns(
  folder: string,
  manifest: Manifest,
  names: readonly ColumnName[],
  ledger: Ledger,
  task: Task,
): Promise<ReadonlyMap<ColumnName, Column>> {
  const wanted = names.flatMap((name) => {
    const entry = entryOf(manifest, name);
    return entry === undefined ? [] : [{ name, entry }];
  });
  task.phase(
    'fetching',
    wanted.reduce((sum, { entry }) => sum + byteLengthOf(entry), 0),
  );
  const columns = new Map<ColumnName, Column>();
  for (const { name, entry } of wanted) columns.set(name, await readColumn(folder, name, entry, ledger, task));
  return columns;
}

async function readColumn(
  folder: string,
  name: ColumnName,
  entry: ColumnEntry,
  ledger: Ledger,
  task: Task,
): Promise<Column> {
  const total = byteLengthOf(entry);
  const file = await openColumn(folder, name, total);
  try {
    const column = allocate(entry.type, entry.length, name, ledger);
    const bytes = new Uint8Array(column.buffer, column.byteOffset, total);
    // The system copies the next block while this one is summed.
    const read = (at: number): Promise<Uint8Array> => {
      const block = fill(file, bytes.subarray(at, at + BLOCK_BYTES), at, name);
      // A cancelled task leaves without it.
      block.catch(() => undefined);
      return block;
    };
    let sum = 0;
    let next = read(0);
    for (let at = 0; at < total; at += BLOCK_BYTES) {
      const block = await next;
      next = read(at + BLOCK_BYTES);
      sum = crc32(block, sum);
      task.step(block.length);
    }
    if (sum !== entry.crc32) fail({ code: 'index/damaged', column: name, reason: 'checksum' });
    return column;
  } finally {
    await file.close();
  }
}

function columnStream(file: FileHandle, entry: ColumnEntry, from: number, to: number, total: number): ColumnStream {
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= file.close());
  async function* blocks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    try {
      for (let at = from; at < to;) {
        const block = await fill(file, new Uint8Array(Math.min(BLOCK_BYTES, to - at)), at, entry.name);
        at += block.length;
        yield block;
      }
    } finally {
      await close();
    }
  }
  return {
    total,
    length: to - from,
    first: from,
    crc32: entry.crc32,
    blocks,
    body: () => streamOf(blocks(), close),
    close,
  };
}

function streamOf(
  blocks: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>,
  close: () => Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const next = await blocks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await blocks.return();
      await close();
    },
  });
}

async function openColumn(folder: string, name: ColumnName, total: number): Promise<FileHandle> {
  const file = await openReadOnly(join(folder, columnFileName(name)), name);
  const stats = await file.stat();
  if (stats.isFile() && stats.size === total) return file;
  await file.close();
  return fail({ code: 'index/damaged', column: name, reason: 'size' });
}

async function openReadOnly(path: string, name: ColumnName): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    return fail({ code: 'index/damaged', column: name, reason: codeOf(error) });
  }
}

async function fill<Bytes extends Uint8Array>(
  file: FileHandle,
  into: Bytes,
  offset: number,
  column: string,
): Promise<Bytes> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0) fail({ code: 'index/damaged', column, reason: 'size' });
    done += bytesRead;
  }
  return into;
}
