// Columns on their way to the disk: written as soon as they are finished, put in place when all are there.
import { BYTES_PER_CELL, columnType, type Column } from '#heap/base/column.ts';
import { invariant } from '#heap/base/fault.ts';
import type { Task } from '#heap/base/task.ts';
import type { LoadedHeap } from '#heap/formats/format.ts';
import { columnsOf, COLUMN_NAMES, COLUMNS, type ColumnName, type ColumnSet } from '#heap/model/columns.ts';
import type { ColumnEntry, Manifest } from '#heap/model/manifest.ts';
import { endianness } from 'node:os';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { isSystemError } from '#main/workspace/failures.ts';
import { openLanes } from './fileLanes.ts';
import { nodeDisk, type IndexDisk } from './indexDisk.ts';
import type { IndexPlace } from './indexFolder.ts';
import { BLOCK_BYTES, INDEX_VERSION } from './limits.ts';
import { columnFileName, MANIFEST, MANIFEST_SUM, manifestBytes, sumText } from './manifestFile.ts';

/** An index while it is being written. One of `finish` and `abandon` ends it; `abandon` may follow `finish`. */
export interface GrowingIndex {
  /** Writes columns ahead of the rest; their cells do not change any more. Never throws: an error waits for `finish`. */
  add(columns: ColumnSet): void;
  /**
   * Writes what is missing and returns the manifest. Nothing stands at `place.target` before everything is on the disk.
   * Throws the system's error (disk full, not allowed) after removing what was written.
   */
  finish(loaded: LoadedHeap, task: Task): Promise<Manifest>;
  /** Ends the writing and removes what was written; does nothing after `finish`. Never throws. */
  abandon(): Promise<void>;
}

/** The index that will stand at `place`. Touches nothing before the first column is there. */
export function growIndex(place: IndexPlace, disk: IndexDisk = nodeDisk): GrowingIndex {
  invariant(endianness() === 'LE', 'columns are little-endian');
  const files = openLanes(place.temporary, disk);
  const written = new Map<ColumnName, Uint8Array>();
  let state: 'none' | 'growing' | 'ended' = 'none';
  const begin = (): void => {
    if (state !== 'none') return;
    state = 'growing';
    files.open();
  };
  const put = ([name, column]: readonly [ColumnName, Column]): void => {
    const bytes = bytesOf(column);
    const before = written.get(name);
    if (before === undefined) files.add(columnFileName(name), bytes);
    else invariant(isSameView(before, bytes), `finished column ${name}`);
    written.set(name, bytes);
  };
  const abandon = async (): Promise<void> => {
    if (state !== 'growing') return;
    state = 'ended';
    await files.stop();
    disk.remove(place.temporary);
  };
  return {
    add(columns) {
      begin();
      for (const column of columns) if (column[1].length > 0) put(column);
    },
    async finish(loaded, task) {
      begin();
      try {
        const columns = columnsToWrite(loaded);
        task.phase(
          'writing',
          columns.reduce((sum, [, column]) => sum + column.byteLength, 0),
        );
        files.hurry((bytes) => task.step(bytes));
        for (const column of columns) put(column);
        const manifest = await describe(loaded, columns, task);
        const bytes = manifestBytes(manifest);
        files.add(MANIFEST, bytes);
        files.add(MANIFEST_SUM, new TextEncoder().encode(sumText(bytes)));
        await files.settled();
        disk.syncFolder(place.temporary);
        putInPlace(place, disk);
        state = 'ended';
        return manifest;
      } catch (error) {
        await abandon();
        throw error;
      }
    },
    abandon,
  };
}

/** The manifest with a checksum per column, computed here while the files are being written. */
async function describe(loaded: LoadedHeap, columns: readonly NamedColumn[], task: Task): Promise<Manifest> {
  const entries: ColumnEntry[] = [];
  for (const [name, column] of columns) {
    const sum = await sumOf(bytesOf(column), task);
    entries.push({ name, type: columnType(column), length: column.length, crc32: sum });
  }
  return { ...loaded.heap.manifest, indexVersion: INDEX_VERSION, columns: entries };
}

async function sumOf(bytes: Uint8Array, task: Task): Promise<number> {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    sum = crc32(bytes.subarray(at, at + BLOCK_BYTES), sum);
    // The lanes go on in between.
    await turn();
    task.step(0);
  }
  return sum;
}

type NamedColumn = readonly [ColumnName, Column];

function columnsToWrite(loaded: LoadedHeap): readonly NamedColumn[] {
  const columns = new Map<ColumnName, Column>(columnsOf(loaded.heap));
  columns.set('histogram.count', loaded.histogram.count);
  columns.set('histogram.selfSize', loaded.histogram.selfSize);
  return COLUMN_NAMES.flatMap((name) => {
    const column = columns.get(name);
    if (column === undefined || column.length === 0) return [];
    invariant(columnType(column) === COLUMNS[name], `type of ${name}`);
    return [[name, column] as const];
  });
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.length * BYTES_PER_CELL[columnType(column)]);
}

function isSameView(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

function putInPlace(place: IndexPlace, disk: IndexDisk): void {
  try {
    disk.rename(place.temporary, place.target);
  } catch (error) {
    if (!isSystemError(error) || !OCCUPIED.has(error.code)) throw error;
    // A damaged index of the same dump, or one that another process finished just now; both hold what this one holds, or less.
    disk.remove(place.target);
    disk.rename(place.temporary, place.target);
  }
  disk.syncFolder(dirname(place.target));
}

const OCCUPIED: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR']);
