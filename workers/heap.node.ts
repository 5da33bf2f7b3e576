// The same service in a thread of the CLI, reading columns from an index folder.
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter';
import { fail } from '#heap/base/fault.ts';
import { openSync, closeSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { ColumnSource } from './columns.ts';
import { HeapService } from './heapService.ts';

const BLOCK_BYTES = 4 * 1024 * 1024;

if (parentPort !== null) {
  const service = new HeapService(
    (source) =>
      source.kind === 'folder'
        ? folderColumns(source.path)
        : fail({ code: 'source/unreadable', reason: 'no network here' }),
    () => performance.now(),
  );
  expose(service, nodeEndpoint(parentPort));
}

/** Columns of an index folder: `<name>.<type>`, raw little-endian. */
export function folderColumns(folder: string): ColumnSource {
  return {
    crc32: (bytes) => crc32(bytes),
    fill(entry, bytes, onBytes) {
      const descriptor = openSync(join(folder, `${entry.name}.${entry.type}`), 'r');
      try {
        for (let at = 0; at < bytes.length;) {
          const count = readSync(descriptor, bytes, at, Math.min(BLOCK_BYTES, bytes.length - at), at);
          if (count === 0) fail({ code: 'index/damaged', column: entry.name, reason: 'too short' });
          at += count;
          onBytes(count);
        }
      } finally {
        closeSync(descriptor);
      }
      return Promise.resolve();
    },
  };
}
