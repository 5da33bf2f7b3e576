// Running loads, one per dump at most: each reports by events and may be cancelled at any time.
import { Cancelled } from '#heap/base/task.ts';
import { type DumpId, type OpenedDump, refusal, type ReplyOf } from '../bridge.ts';
import type { Dumps } from './dumps.ts';
import type { OpenHeaps } from './openHeaps.ts';
import type { OpenedIndex, ShellOptions } from './ports.ts';

export interface Loads {
  /** A cancelled load is the refusal 'cancelled'; faults are thrown. */
  readonly open: (dump: DumpId) => Promise<ReplyOf<'open'>>;
  /** False: nothing is loading under this name. */
  readonly cancel: (dump: DumpId) => boolean;
  readonly cancelAll: () => void;
}

export function newLoads(options: ShellOptions, dumps: Dumps, heaps: OpenHeaps): Loads {
  const running = new Map<DumpId, AbortController>();

  const load = async (dump: DumpId, path: string, stop: AbortController): Promise<OpenedDump> => {
    const started = options.now();
    const index = await options.loading.open(path, {
      signal: stop.signal,
      onProgress: (progress) => options.emit({ kind: 'progress', dump, progress }),
      onHistogram: (histogram) => options.emit({ kind: 'histogram', dump, histogram }),
    });
    await discardIfCancelled(index, stop);
    const heap = heaps.add(index);
    await dumps.opened(dump);
    const { manifest, histogram, withoutCache, reused, memoryBudget } = index;
    const tookMs = options.now() - started;
    return { heap, dump, name: dumps.nameOf(dump), manifest, histogram, withoutCache, reused, memoryBudget, tookMs };
  };

  return {
    async open(dump) {
      const path = dumps.pathOf(dump);
      if (running.has(dump)) return refusal('dump: already opening');
      const stop = new AbortController();
      running.set(dump, stop);
      try {
        return { ok: true, value: await load(dump, path, stop) };
      } catch (error) {
        if (error instanceof Cancelled) return refusal('cancelled');
        throw error;
      } finally {
        running.delete(dump);
      }
    },
    cancel(dump) {
      const stop = running.get(dump);
      stop?.abort();
      return stop !== undefined;
    },
    cancelAll() {
      for (const stop of running.values()) stop.abort();
    },
  };
}

/** Cancelled in the last moment: nobody waits for this heap any more. */
async function discardIfCancelled(index: OpenedIndex, stop: AbortController): Promise<void> {
  if (!stop.signal.aborted) return;
  await index.release();
  throw new Cancelled();
}
