// A column file as a stream of large blocks; whoever stops reading closes the descriptor by it.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ColumnFile } from './openHeaps.ts';
import type { ByteRange } from './range.ts';

/** Measured: 4 MiB blocks carry a column about twice as fast as 1 MiB ones. */
export const BLOCK_BYTES = 4 * 1_048_576;

/** undefined: the file is not, or no longer, what the manifest promises. The caller must read or cancel the stream. */
export async function columnBody(file: ColumnFile, range: ByteRange): Promise<ReadableStream<Uint8Array> | undefined> {
  const source = await openColumn(file);
  return source === undefined ? undefined : streamOf(source, range);
}

/** Open column files of this program; tests see by it that none is left behind. */
export function openColumnCount(): number {
  return openColumns;
}

let openColumns = 0;

async function openColumn(file: ColumnFile): Promise<FileHandle | undefined> {
  // Never through a symbolic link, never blocked by a FIFO that somebody put into the cache folder.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const source = await open(file.path, flags).catch(() => undefined);
  if (source === undefined) return undefined;
  openColumns++;
  const found = await source.stat();
  if (found.isFile() && found.size === file.bytes) return source;
  await closeColumn(source);
  return undefined;
}

async function closeColumn(source: FileHandle): Promise<void> {
  openColumns--;
  await source.close();
}

function streamOf(source: FileHandle, range: ByteRange): ReadableStream<Uint8Array> {
  let at = range.first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const block = new Uint8Array(Math.min(BLOCK_BYTES, range.end - at));
        const { bytesRead } = await source.read(block, 0, block.length, at);
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(block.subarray(0, bytesRead));
        if (bytesRead > 0 && at < range.end) return;
        await closeColumn(source);
        if (at < range.end) controller.error(new Error('column file ended early'));
        else controller.close();
      },
      cancel: () => closeColumn(source),
    },
    // Nothing is read ahead: an aborted request has at most one block in memory.
    { highWaterMark: 0 },
  );
}
