// The few file operations the workspace is built from. A port, so that every one of them can be made to fail.
import { constants, type Dirent } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, unlink, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

export interface OpenFile {
  /** Appends some of `bytes[from, ...)`; returns how many were taken, at least one. */
  write(bytes: Uint8Array, from: number): Promise<number>;
  /** Resolves when everything written is on the disk. A failure means that nobody knows. */
  sync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Rejects with the system's error (`code`) when an operation fails. */
export interface FilePort {
  /** 0700, with parents; content when it is there. */
  makeFolder(path: string): Promise<void>;
  /** Plain files only; empty when there is no such folder. */
  names(folder: string): Promise<readonly string[]>;
  /** undefined: there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** A new file, 0600; fails when the name is taken, even by a dangling link. */
  create(path: string): Promise<OpenFile>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Content when there is no such file. */
  remove(path: string): Promise<void>;
  /** Makes names in `folder` durable; does nothing where folders cannot be synced. */
  syncFolder(folder: string): Promise<void>;
}

export const nodeFiles: FilePort = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async names(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(unlessMissing<readonly Dirent[]>([]));
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  },
  async read(path) {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(unlessMissing(undefined));
    if (file === undefined) return undefined;
    try {
      return await readRegular(file);
    } finally {
      await file.close();
    }
  },
  async create(path) {
    return openFile(
      await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND, 0o600),
    );
  },
  link,
  rename: (from, to) => (process.platform === 'win32' ? renamePatiently(from, to) : rename(from, to)),
  remove: (path) => unlink(path).catch(unlessMissing(undefined)),
  async syncFolder(folder) {
    if (process.platform === 'win32') return;
    const opened = await open(folder, constants.O_RDONLY);
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
  },
};

/** Writes all of `bytes`, however many short writes that takes. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes, at);
}

function openFile(file: FileHandle): OpenFile {
  return {
    write: async (bytes, from) => (await file.write(bytes, from)).bytesWritten,
    sync: () => file.sync(),
    size: async () => (await file.stat()).size,
    close: () => file.close(),
  };
}

/** A FIFO or a device in place of our file is not read: it might never end. */
async function readRegular(file: FileHandle): Promise<Uint8Array> {
  const stats = await file.stat();
  if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EINVAL' });
  return readFile(file);
}

/** Windows: a scanner that looks at the old file makes the rename fail for a moment. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === 9 || !isCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
      await wait(10 * 2 ** attempt);
    }
  }
}

function unlessMissing<Value>(otherwise: Value): (error: unknown) => Value {
  return (error) => {
    if (isCode(error, 'ENOENT')) return otherwise;
    throw error;
  };
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}
