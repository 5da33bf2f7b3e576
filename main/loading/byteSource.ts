// The dump on disk: opened once, known to be a regular file, read in blocks, and noticed when it changes under us.
import { fail } from '#heap/base/fault.ts';
import type { ByteSource } from '#heap/base/source.ts';
import { constants, readSync, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { codeOf } from '#main/workspace/failures.ts';
import { BLOCK_BYTES } from './limits.ts';

/** What a file was when it was opened. Survives a thread border. */
export interface FileIdentity {
  readonly size: number;
  /** Nanoseconds since 1970 and device:inode as text: neither fits a double. */
  readonly modified: string;
  readonly inode: string;
}

export interface DumpFile {
  readonly path: string;
  readonly identity: FileIdentity;
  /** Bytes [offset, offset + count) into `into`, fewer only at the end of the file. Returns how many. */
  readInto(into: Uint8Array, offset: number, count: number): Promise<number>;
  /** Fills `into` from `offset` on, at once. A change of the file shows at the next `check`. */
  readNow(into: Uint8Array, offset: number): number;
  /** Fault `source/changed` when the file is not what it was at opening, or the path names another file by now. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A source that knows how it ended and owns a descriptor. */
export interface OpenSource extends ByteSource {
  /** Why the bytes ended before their time; undefined as long as they did not. */
  readonly ended: 'truncated' | 'corrupt' | undefined;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens without waiting (a FIFO would block for ever) and refuses everything that is not a regular file. */
export async function openDumpFile(path: string): Promise<DumpFile> {
  const opened = await openReadOnly(path);
  try {
    const stats = await opened.stat({ bigint: true });
    if (!stats.isFile()) fail({ code: 'source/unreadable', reason: 'not a regular file' });
    return dumpFile(path, opened, identityOf(stats));
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The plain file as a source: any offset, 4 MiB blocks. A single read above `budget` and above a block is refused. */
export function fileSource(file: DumpFile, budget: number): OpenSource {
  const length = file.identity.size;
  let block = new Uint8Array(0);
  let blockAt = 0;
  return {
    length,
    seekable: true,
    ended: undefined,
    async read(offset, count) {
      const end = Math.min(length, offset + count);
      if (offset >= end) return new Uint8Array(0);
      if (offset < blockAt || end > blockAt + block.length) {
        if (end - offset > Math.max(budget, BLOCK_BYTES))
          fail({ code: 'memory/exhausted', needed: end - offset, budget, purpose: 'source block' });
        block = await readBlock(
          file,
          offset,
          Math.min(length - offset, Math.max(end - offset, BLOCK_BYTES)),
          block.buffer,
        );
        blockAt = offset;
      }
      return block.subarray(offset - blockAt, end - blockAt);
    },
    readNow: (into, offset) => file.readNow(into, offset),
    release: () => undefined,
    check: () => file.check(),
    close: () => file.close(),
  };
}

export function sameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.modified === b.modified && a.inode === b.inode;
}

async function openReadOnly(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return fail({ code: 'source/unreadable', reason: codeOf(error) });
  }
}

function dumpFile(path: string, opened: FileHandle, identity: FileIdentity): DumpFile {
  const checkDescriptor = async (): Promise<void> => {
    const now = identityOf(await opened.stat({ bigint: true }));
    if (now.size !== identity.size) fail({ code: 'source/changed', what: 'size' });
    if (now.modified !== identity.modified) fail({ code: 'source/changed', what: 'modification time' });
  };
  return {
    path,
    identity,
    async readInto(into, offset, count) {
      let done = 0;
      while (done < count) {
        const { bytesRead } = await readAt(opened, into, done, count - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      await checkDescriptor();
      return done;
    },
    readNow(into, offset) {
      let done = 0;
      while (done < into.length) {
        const got = readAtNow(opened, into, done, offset + done);
        if (got === 0) break;
        done += got;
      }
      return done;
    },
    async check() {
      await checkDescriptor();
      const now = await stat(path, { bigint: true }).catch(() => undefined);
      // A dump that was moved or deleted meanwhile is still the dump that was read; one that was replaced is not.
      if (now !== undefined && inodeOf(now) !== identity.inode) fail({ code: 'source/changed', what: 'replaced' });
    },
    close: () => opened.close(),
  };
}

async function readBlock(
  file: DumpFile,
  offset: number,
  count: number,
  old: ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = old.byteLength >= count && old.byteLength <= 4 * BLOCK_BYTES ? old : new ArrayBuffer(count);
  const block = new Uint8Array(buffer, 0, count);
  const got = await file.readInto(block, offset, count);
  if (got < count) fail({ code: 'source/changed', what: 'size' });
  return block;
}

async function readAt(
  opened: FileHandle,
  into: Uint8Array,
  at: number,
  count: number,
  offset: number,
): Promise<{ readonly bytesRead: number }> {
  try {
    return await opened.read(into, at, count, offset);
  } catch (error) {
    return fail({ code: 'source/unreadable', reason: codeOf(error) });
  }
}

function readAtNow(opened: FileHandle, into: Uint8Array, at: number, offset: number): number {
  try {
    return readSync(opened.fd, into, at, into.length - at, offset);
  } catch (error) {
    return fail({ code: 'source/unreadable', reason: codeOf(error) });
  }
}

function identityOf(stats: BigIntStats): FileIdentity {
  return { size: Number(stats.size), modified: String(stats.mtimeNs), inode: inodeOf(stats) };
}

function inodeOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}
