// Running loads, one per dump at most: each reports by events and may be cancelled at any time.
import type { Outcome } from '#heap/base/fault.ts';
import type { CompanionPlaces } from '../loading/companions.ts';
import type { CompanionChoices } from './companionChoice.ts';
import { type CompanionChoice, type DumpId, type OpenedDump, refusal } from '../bridge.ts';
import type { Dumps } from './dumps.ts';
import type { OpenHeaps } from './openHeaps.ts';
import type { ShellOptions } from './ports.ts';

export interface Loads {
  /** A cancelled load is the refusal 'cancelled'. */
  readonly open: (dump: DumpId, companions?: CompanionChoice) => Promise<Outcome<OpenedDump>>;
  /** False: nothing is loading under this name. */
  readonly cancel: (dump: DumpId) => boolean;
  /** Resolves when no load runs any more. */
  readonly cancelAll: () => Promise<void>;
}

export function newLoads(options: ShellOptions, dumps: Dumps, heaps: OpenHeaps, companions: CompanionChoices): Loads {
  const running = new Map<DumpId, { readonly stop: AbortController; readonly ended: Promise<unknown> }>();

  const load = async (
    dump: DumpId,
    path: string,
    places: CompanionPlaces,
    { signal }: AbortController,
  ): Promise<Outcome<OpenedDump>> => {
    const index = await options.loading.open(
      path,
      { signal, companions: places },
      {
        onProgress: (progress) => options.emit({ kind: 'progress', dump, progress }),
        onHistogram: (histogram) => options.emit({ kind: 'histogram', dump, histogram }),
      },
    );
    if (!index.ok) return index;
    if (signal.aborted) {
      // Cancelled in the last moment: nobody waits for this heap any more.
      await index.value.close();
      return refusal('cancelled');
    }
    await dumps.opened(dump);
    const { manifest, histogram, withoutCache, reused, memoryBudget, tookMs } = index.value;
    const heap = await heaps.add(index.value);
    const name = dumps.nameOf(dump);
    return { ok: true, value: { heap, dump, name, manifest, histogram, withoutCache, reused, memoryBudget, tookMs } };
  };

  return {
    async open(dump, choice) {
      const path = dumps.pathOf(dump);
      // A cancelled load takes a moment to end; whoever asks again meanwhile means a new one.
      for (let before = running.get(dump); before !== undefined; before = running.get(dump)) {
        if (!before.stop.signal.aborted) return refusal('dump: already opening');
        await before.ended;
      }
      const stop = new AbortController();
      const opening = load(dump, path, companions.placesOf(choice), stop);
      const ended = opening.then(forget, forget);
      running.set(dump, { stop, ended });
      await ended;
      return opening;

      function forget(): void {
        running.delete(dump);
      }
    },
    cancel(dump) {
      const load = running.get(dump);
      load?.stop.abort();
      return load !== undefined;
    },
    async cancelAll() {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
