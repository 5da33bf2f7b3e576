// Every channel of the bridge over loading and workspace. A shell adds transport, dialogs and nothing else.
import { type Fault, FaultError, outcomeOfAsync, type Outcome, succeed } from '#heap/base/fault.ts';
import { Cancelled } from '#heap/base/task.ts';
import { type ChannelName, type DumpCard, type DumpId, type ReplyOf, refusal, type RequestOf, type ShellEvent } from '../bridge.ts';
import { isChannelName, readPath, readRequest } from '../bridgeSchemas.ts';
import { newDumps } from './dumps.ts';
import { safeFileName } from './fileName.ts';
import { newOpenHeaps, type OpenHeaps } from './openHeaps.ts';
import type { Dialogs, DumpLoading, Workspace } from './ports.ts';

export interface ShellOptions {
  readonly shell: 'desktop' | 'web';
  readonly version: string;
  readonly loading: DumpLoading;
  readonly workspace: Workspace;
  /** undefined: a web shell, which can open no dialog. */
  readonly dialogs: Dialogs | undefined;
  /** The bundled dump that opens on first run. */
  readonly samplePath: string | undefined;
  /** From the command line or a file association; the first one opens at once, all are granted. */
  readonly paths: readonly string[];
  readonly emit: (event: ShellEvent) => void;
  readonly now: () => number;
}

export interface ShellService {
  /** Any channel, any value: a reply or a typed refusal, and never an exception except for a mistake of ours. */
  readonly call: (channel: string, request: unknown) => Promise<Outcome<unknown>>;
  /** Names a dropped file. `path` comes from the desktop's preload, never from a page. */
  readonly grantDropped: (path: unknown) => Promise<Outcome<DumpCard>>;
  /** A second instance, the menu or the system asks for a dump: it is granted and the page is told to open it. */
  readonly openPath: (path: string) => Promise<Outcome<DumpCard>>;
  readonly columnFile: OpenHeaps['columnFile'];
  /** What a reloaded page opens by itself: the dump it had, or nothing in safe mode. Its heaps are closed. */
  readonly pageGone: (next: 'reopen' | 'safeMode') => Promise<void>;
  /** Ends running loads, writes every checkpoint and gives locks back. */
  readonly close: () => Promise<void>;
}

export function createShellService(options: ShellOptions): ShellService {
  const heaps = newOpenHeaps(options.workspace);
  const dumps = newDumps(options);
  const loads = new Map<DumpId, AbortController>();

  const open = async (dump: DumpId): Promise<ReplyOf<'open'>> => {
    const path = dumps.pathOf(dump);
    if (loads.has(dump)) return refusal('dump: already opening');
    const stop = new AbortController();
    loads.set(dump, stop);
    const started = options.now();
    try {
      const index = await options.loading.open(path, {
        signal: stop.signal,
        onProgress: (progress) => options.emit({ kind: 'progress', dump, progress }),
        onHistogram: (histogram) => options.emit({ kind: 'histogram', dump, histogram }),
      });
      const { manifest, histogram, withoutCache, reused, memoryBudget } = index;
      const heap = heaps.add(index);
      await dumps.opened(dump);
      const tookMs = options.now() - started;
      return succeed({ heap, dump, name: dumps.nameOf(dump), manifest, histogram, withoutCache, reused, memoryBudget, tookMs });
    } catch (error) {
      if (error instanceof Cancelled) return refusal('cancelled');
      throw error;
    } finally {
      loads.delete(dump);
    }
  };

  const channels: { readonly [Name in ChannelName]: (request: RequestOf<Name>) => Promise<ReplyOf<Name>> } = {
    start: async () => succeed(await dumps.startState()),
    chooseDump: async () => {
      if (options.dialogs === undefined) return refusal('chooseDump: not in this shell');
      const path = await options.dialogs.chooseDump();
      return succeed(path === undefined ? undefined : await dumps.grant(path));
    },
    estimate: async ({ dump }) => {
      const found = await options.loading.estimate(dumps.pathOf(dump));
      return succeed({ dump, ...found, verdict: verdictOf(found.estimate.memoryBytes, found.memoryBudget) });
    },
    open: ({ dump }) => open(dump),
    cancelOpen: async ({ dump }) => {
      const load = loads.get(dump);
      load?.abort();
      return succeed({ cancelled: load !== undefined });
    },
    close: async ({ heap }) => {
      await heaps.close(heap);
      return succeed({});
    },
    readFindings: async ({ heap }) => succeed(await (await heaps.findingsOf(heap)).read()),
    appendFinding: async ({ heap, operation }) => succeed({ sequence: await (await heaps.findingsOf(heap)).append(operation) }),
    saveExport: async ({ name, text }) => {
      if (options.dialogs === undefined) return refusal('saveExport: not in this shell');
      return succeed({ saved: await options.dialogs.saveExport(safeFileName(name), text) });
    },
    forgetRecent: async ({ dump }) => {
      await dumps.forget(dump);
      return succeed({});
    },
  };

  const answer = async <Name extends ChannelName>(channel: Name, value: unknown): Promise<Outcome<unknown>> => {
    const request = readRequest(channel, value);
    return request.ok ? replyOf(() => channels[channel](request.value)) : request;
  };

  const grant = (path: string): Promise<Outcome<DumpCard>> => outcomeOfAsync(() => dumps.grant(path));

  const stopLoads = (): void => {
    for (const load of loads.values()) load.abort();
  };

  return {
    call: async (channel, request) => (isChannelName(channel) ? answer(channel, request) : refusal('channel: unknown word')),
    grantDropped: async (value) => {
      const path = readPath(value);
      return path.ok ? grant(path.value) : path;
    },
    openPath: async (path) => {
      const granted = await grant(path);
      if (granted.ok) options.emit({ kind: 'openRequested', dump: granted.value.dump });
      return granted;
    },
    columnFile: heaps.columnFile,
    pageGone: async (next) => {
      stopLoads();
      await heaps.closeAll();
      dumps.restart(next);
    },
    close: async () => {
      stopLoads();
      await heaps.closeAll();
    },
  };
}

/** A fault becomes a value; anything else is a mistake of ours and reaches the shell's log. */
async function replyOf<Value>(work: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault satisfies Fault };
    throw error;
  }
}

/** tight: above two thirds of the budget, so that an analysis may not fit beside the heap. */
function verdictOf(needed: number, budget: number): 'fits' | 'tight' | 'doesNotFit' {
  if (needed > budget) return 'doesNotFit';
  return needed * 3 > budget * 2 ? 'tight' : 'fits';
}
