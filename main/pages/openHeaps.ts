// Heaps that pages hold open: their index folders by opaque name, and one findings store per dump, shared and counted.
import { fail, type Outcome } from '#heap/base/fault.ts';
import { isColumnName } from '#heap/model/columns.ts';
import type { HeapId } from '../bridge.ts';
import { streamColumn } from '../loading/columnFiles.ts';
import { byteLengthOf, entryOf } from '../loading/manifestFile.ts';
import { randomName } from './grants.ts';
import type { OpenIndex } from '../loading/open.ts';
import type { FindingsStore } from '../workspace/findingsStore.ts';
import type { Workspace } from './ports.ts';
import type { ByteRange } from './range.ts';

/** One column of an open heap, as its manifest promises it. */
export interface HeapColumn {
  readonly bytes: number;
  /** A fault when the file is not what the manifest promises. The body must be read or cancelled: it holds a descriptor. */
  readonly body: (range: ByteRange) => Promise<Outcome<ReadableStream<Uint8Array>>>;
}

const MOST_HEAPS = 16;

export interface OpenHeaps {
  /** The heap that was opened first makes room when `MOST_HEAPS` are open: pages that were reloaded close nothing. */
  readonly add: (index: OpenIndex) => Promise<HeapId>;
  /** undefined: no such heap, or its manifest names no such column. The only way from a URL to a file of an index. */
  readonly columnOf: (heap: string, column: string) => HeapColumn | undefined;
  /** Opened with the first question and kept until the last heap of the same dump is closed. */
  readonly findingsOf: (heap: HeapId) => Promise<FindingsStore>;
  readonly close: (heap: HeapId) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

export function newOpenHeaps(workspace: Workspace): OpenHeaps {
  const heaps = new Map<HeapId, OpenIndex>();
  const stores = new Map<string, Promise<FindingsStore>>();

  const heapNamed = (heap: HeapId): OpenIndex => heaps.get(heap) ?? fail({ code: 'heap/not-open', asked: heap });

  const close = async (heap: HeapId): Promise<void> => {
    const closing = heapNamed(heap);
    heaps.delete(heap);
    const { fingerprint } = closing.manifest;
    const stillUsed = [...heaps.values()].some((other) => other.manifest.fingerprint === fingerprint);
    const store = stillUsed ? undefined : stores.get(fingerprint);
    if (store !== undefined) {
      stores.delete(fingerprint);
      await (await store).close();
    }
    await closing.close();
  };

  return {
    async add(index) {
      const [oldest] = heaps.keys();
      if (oldest !== undefined && heaps.size >= MOST_HEAPS) await close(oldest);
      const heap = randomName();
      heaps.set(heap, index);
      return heap;
    },
    columnOf: (heap, column) => {
      const index = heaps.get(heap);
      return index === undefined ? undefined : columnOfIndex(index, column);
    },
    async findingsOf(heap) {
      const { fingerprint } = heapNamed(heap).manifest;
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

/** undefined: the manifest names no such column. */
export function columnOfIndex(index: Pick<OpenIndex, 'folder' | 'manifest'>, column: string): HeapColumn | undefined {
  const { folder, manifest } = index;
  if (!isColumnName(column)) return undefined;
  const entry = entryOf(manifest, column);
  if (entry === undefined) return undefined;
  return {
    bytes: byteLengthOf(entry),
    async body(range) {
      const stream = await streamColumn(folder, manifest, column, { first: range.first, last: range.end - 1 });
      return stream.ok ? { ok: true, value: stream.value.body() } : stream;
    },
  };
}
