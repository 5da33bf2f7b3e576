// The only door through which the loader writes. A port, so that a full disk can be rehearsed.
import { closeSync, constants, fsync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, write } from 'node:fs';
import { promisify } from 'node:util';

/** What takes long runs beside the loader thread and answers later; the rest is done at once. Throws the errors of `node:fs`. */
export interface IndexDisk {
  /** 0700; parents are made. Fails when the folder is there already. */
  makeFolder(path: string): void;
  /** A new file, 0600, never through a link. */
  create(path: string): number;
  /** Returns how many bytes were taken. Of one descriptor one write at a time. */
  write(descriptor: number, bytes: Uint8Array, from: number, count: number): Promise<number>;
  sync(descriptor: number): Promise<void>;
  close(descriptor: number): void;
  /** Makes the entries of a folder durable; where folders cannot be synced this does nothing. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
}

const writeLater = promisify(write);

export const nodeDisk: IndexDisk = {
  makeFolder: (path) => void mkdirSync(path, { mode: 0o700 }),
  create: (path) => openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600),
  write: async (descriptor, bytes, from, count) => (await writeLater(descriptor, bytes, from, count)).bytesWritten,
  sync: promisify(fsync),
  close: (descriptor) => closeSync(descriptor),
  syncFolder(path) {
    if (process.platform === 'win32') return;
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};
