// The only place that knows where columns lie: shared memory or not, fetched from the own origin or read from a folder.
import { allocate, BYTES_PER_CELL, type Column, type Ledger } from '#heap/base/column.ts';
import { crc32 } from '#heap/base/crc32.ts';
import { fail } from '#heap/base/fault.ts';
import type { Task } from '#heap/base/task.ts';
import { COLUMNS, isColumnName, type ColumnName, type ColumnSet } from '#heap/model/columns.ts';
import type { ColumnEntry } from '#heap/model/manifest.ts';
import type { OpenRequest } from './api.ts';

/** Fills `bytes` with exactly the bytes of a column. Faults: `source/unreadable`. */
export interface ColumnSource {
  /** Faster than our own and equal to it, where the platform has one. */
  readonly crc32?: (bytes: Uint8Array) => number;
  fill(entry: ColumnEntry, bytes: Uint8Array, onBytes: (count: number) => void): Promise<void>;
}

/** All columns of a manifest, checked against its lengths and checksums. Fault `index/damaged` names the column. */
export async function loadColumns(
  source: ColumnSource,
  { manifest, without = [] }: Pick<OpenRequest, 'manifest' | 'without'>,
  ledger: Ledger,
  task: Task,
): Promise<ColumnSet> {
  const columns = new Map<ColumnName, Column>();
  for (const name of without) columns.set(name, allocate(COLUMNS[name], 0, name, ledger));
  const wanted = manifest.columns.filter(({ name }) => isColumnName(name) && !columns.has(name));
  task.phase(
    'fetching',
    wanted.reduce((sum, entry) => sum + entry.length * BYTES_PER_CELL[entry.type], 0),
  );
  for (const entry of wanted) {
    if (!isColumnName(entry.name) || COLUMNS[entry.name] !== entry.type) continue;
    columns.set(entry.name, await loadColumn(source, entry, ledger, task));
  }
  return columns;
}

async function loadColumn(source: ColumnSource, entry: ColumnEntry, ledger: Ledger, task: Task): Promise<Column> {
  const column = allocate(entry.type, entry.length, entry.name, ledger);
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  await source.fill(entry, bytes, (count) => task.step(count));
  if ((source.crc32 ?? crc32)(bytes) !== entry.crc32)
    fail({ code: 'index/damaged', column: entry.name, reason: 'checksum' });
  return column;
}

/** Columns of `<url>/<name>` by streaming fetch: never a second copy of a whole column. */
export function httpColumns(url: string, token: string | undefined): ColumnSource {
  return {
    async fill(entry, bytes, onBytes) {
      if (bytes.length === 0) return;
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/${entry.name}`, { headers, cache: 'no-store' });
      if (!response.ok || response.body === null)
        fail({ code: 'source/unreadable', reason: `column ${response.status}` });
      await pour(response.body.getReader(), entry, bytes, onBytes);
    },
  };
}

async function pour(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  entry: ColumnEntry,
  bytes: Uint8Array,
  onBytes: (count: number) => void,
): Promise<void> {
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > bytes.length) fail({ code: 'index/damaged', column: entry.name, reason: 'too long' });
      bytes.set(value, at);
      at += value.length;
      onBytes(value.length);
    }
  } catch (error) {
    void reader.cancel();
    throw error;
  }
  if (at !== bytes.length) fail({ code: 'index/damaged', column: entry.name, reason: 'too short' });
}
