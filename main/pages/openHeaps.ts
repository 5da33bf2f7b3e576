// Heaps that pages hold open: their index folders by opaque name, and one findings store per dump, shared and counted.
import { fail } from '#heap/base/fault.ts';
import { BYTES_PER_CELL } from '#heap/base/column.ts';
import type { ColumnEntry } from '#heap/model/manifest.ts';
import { join } from 'node:path';
import type { HeapId } from '../bridge.ts';
import { randomName } from './grants.ts';
import type { FindingsStore, OpenedIndex, Workspace } from './ports.ts';

/** One column file of an open heap, as its manifest promises it. */
export interface ColumnFile {
  readonly path: string;
  readonly bytes: number;
}

export interface OpenHeaps {
  readonly add: (index: OpenedIndex) => HeapId;
  /** undefined: no such heap, or its manifest names no such column. The only way from a URL to a file of an index. */
  readonly columnFile: (heap: string, column: string) => ColumnFile | undefined;
  /** Opened with the first question and kept until the last heap of the same dump is closed. */
  readonly findingsOf: (heap: HeapId) => Promise<FindingsStore>;
  readonly close: (heap: HeapId) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

/** The file of a column inside an index folder: `objects.type.u32`. */
export function columnFileName(entry: ColumnEntry): string {
  return `${entry.name}.${entry.type}`;
}

export function newOpenHeaps(workspace: Workspace): OpenHeaps {
  const heaps = new Map<HeapId, OpenHeap>();
  const stores = new Map<string, Promise<FindingsStore>>();

  const heapNamed = (heap: HeapId): OpenHeap => heaps.get(heap) ?? fail({ code: 'heap/not-open', asked: heap });

  const close = async (heap: HeapId): Promise<void> => {
    const closing = heapNamed(heap);
    heaps.delete(heap);
    const { fingerprint } = closing.index.manifest;
    const stillUsed = [...heaps.values()].some((other) => other.index.manifest.fingerprint === fingerprint);
    const store = stillUsed ? undefined : stores.get(fingerprint);
    if (store !== undefined) {
      stores.delete(fingerprint);
      await (await store).close();
    }
    await closing.index.release();
  };

  return {
    add(index) {
      const heap = randomName();
      const columns = new Map(index.manifest.columns.map((entry) => [entry.name, fileOf(index.folder, entry)]));
      heaps.set(heap, { index, columns });
      return heap;
    },
    columnFile: (heap, column) => heaps.get(heap)?.columns.get(column),
    async findingsOf(heap) {
      const { fingerprint } = heapNamed(heap).index.manifest;
      const known = stores.get(fingerprint);
      if (known !== undefined) return known;
      const store = workspace.findings(fingerprint);
      stores.set(fingerprint, store);
      // A store that could not be opened is asked for again, so that the person can repair the cause.
      store.catch(() => stores.delete(fingerprint));
      return store;
    },
    close,
    async closeAll() {
      for (const heap of [...heaps.keys()]) await close(heap);
    },
  };
}

interface OpenHeap {
  readonly index: OpenedIndex;
  readonly columns: ReadonlyMap<string, ColumnFile>;
}

function fileOf(folder: string, entry: ColumnEntry): ColumnFile {
  return { path: join(folder, columnFileName(entry)), bytes: entry.length * BYTES_PER_CELL[entry.type] };
}
