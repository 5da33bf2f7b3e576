// The one way from a path to an open index, for desktop, web and command line alike.
import { fail, FaultError, outcomeOfAsync, type Fault, type Outcome } from '#heap/base/fault.ts';
import type { FirstHistogram } from '#heap/formats/format.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { cachePlace, temporaryPlace } from '#main/workspace/places.ts';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { memoryBudget } from './budget.ts';
import { openDumpFile, type FileIdentity } from './byteSource.ts';
import { evict, findIndex, forgetIndex, indexKey, placeInCache, prepareCache, privatePlace, sweep } from './cache.ts';
import { readHistogram } from './firstHistogram.ts';
import { readManifest, type IndexPlace } from './indexFolder.ts';
import { companionKey, NO_COMPANIONS, type CompanionPlaces } from './companions.ts';
import type { LoaderEnd, LoadRequest } from './messages.ts';
import { runLoad, startLoaderThread, type LoadEvents, type LoadTimes, type StartLoader } from './start.ts';

export interface OpenOptions {
  /** Aborted: the fault `bridge/refused` with reason 'cancelled' within 300 ms, and no file is left. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes that columns may take; computed from the machine when not given. */
  readonly budget?: number | undefined;
  /** `keep` uses and fills the cache, `rebuild` fills it anew, `none` leaves no trace. */
  readonly cache?: 'keep' | 'rebuild' | 'none' | undefined;
  readonly cacheFolder?: string | undefined;
  readonly temporaryFolder?: string | undefined;
  /** Where the programs and libraries of a core are. */
  readonly companions?: CompanionPlaces | undefined;
  readonly start?: StartLoader | undefined;
  readonly times?: LoadTimes | undefined;
}

export interface OpenIndex {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Totals per type, in the order of the type table. */
  readonly histogram: FirstHistogram;
  /** True: the index could not be kept; it lies in a private folder until `close`. */
  readonly withoutCache: boolean;
  /** True: nothing was parsed. */
  readonly reused: boolean;
  readonly memoryBudget: number;
  readonly tookMs: number;
  /** Removes what must not outlive the heap. The folder is not used afterwards. */
  readonly close: () => Promise<void>;
}

/** Finds or builds the index of the dump at `path`. Faults: `source/*`, `format/*`, `memory/exhausted`, `workspace/unwritable`. */
export function openDump(path: string, options: OpenOptions, events: LoadEvents): Promise<Outcome<OpenIndex>> {
  return outcomeOfAsync(async () => {
    const started = performance.now();
    const budget = options.budget ?? memoryBudget();
    const wish = await wishOf(path, options);
    const known = wish.kept && options.cache !== 'rebuild' ? await reopened(wish, budget) : undefined;
    const opened = known ?? (await loaded(path, wish, budget, options, events));
    return { ...opened, memoryBudget: budget, tookMs: performance.now() - started };
  });
}

/** Which dump is meant, and where its index may be. */
interface Wish {
  readonly identity: FileIdentity;
  readonly key: string;
  readonly cache: string;
  /** The cache can be used. */
  readonly kept: boolean;
  readonly temporaryFolder: string;
}

type Opened = Omit<OpenIndex, 'memoryBudget' | 'tookMs'>;

async function wishOf(path: string, options: OpenOptions): Promise<Wish> {
  const cache = options.cacheFolder ?? cachePlace();
  const temporaryFolder = options.temporaryFolder ?? temporaryPlace();
  const file = await openDumpFile(path);
  try {
    const key = await indexKey(file, await companionKey(options.companions ?? NO_COMPANIONS));
    const kept = options.cache !== 'none' && (await prepareCache(cache));
    await sweep(cache, temporaryFolder);
    return { identity: file.identity, key, cache, kept, temporaryFolder };
  } finally {
    await file.close();
  }
}

async function reopened(wish: Wish, budget: number): Promise<Opened | undefined> {
  const found = await findIndex(wish.cache, wish.key);
  if (found === undefined || hasChangedHopes(found.manifest)) return undefined;
  try {
    const histogram = await readHistogram(found.folder, found.manifest, budget);
    return { ...found, histogram, withoutCache: false, reused: true, close: async () => undefined };
  } catch (error) {
    if (!(error instanceof FaultError) || error.fault.code !== 'index/damaged') throw error;
    await forgetIndex(wish.cache, wish.key);
    return undefined;
  }
}

/** A file that was missing may be there by now. */
function hasChangedHopes({ completeness }: Manifest): boolean {
  return completeness.diagnostics.some(({ code }) => code === 'missingBinary' || code === 'mismatchedBinary');
}

async function loaded(
  path: string,
  wish: Wish,
  budget: number,
  options: OpenOptions,
  events: LoadEvents,
): Promise<Opened> {
  const own = privatePlace(wish.temporaryFolder);
  const places = wish.kept ? [placeInCache(wish.cache, wish.key), own] : [own];
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const companions = options.companions ?? NO_COMPANIONS;
  const request: LoadRequest = { kind: 'load', path, identity: wish.identity, places, budget, companions, cancel };
  let keepsOwn = false;
  try {
    const end = await runLoad(options.start ?? startLoaderThread, request, events, options.signal, options.times);
    const place = placeOf(end, places, options.signal);
    const manifest =
      (await readManifest(place.target)) ?? fail({ code: 'index/damaged', column: '', reason: 'manifest' });
    const histogram = await readHistogram(place.target, manifest, budget);
    keepsOwn = place === own;
    if (!keepsOwn) await evict(wish.cache, wish.key);
    const close = keepsOwn ? keepUntilClosed(own.target) : async (): Promise<void> => undefined;
    return { folder: place.target, manifest, histogram, withoutCache: keepsOwn, reused: false, close };
  } finally {
    if (!keepsOwn) await rm(own.target, { recursive: true, force: true });
  }
}

function placeOf(end: LoaderEnd, places: readonly IndexPlace[], signal: AbortSignal | undefined): IndexPlace {
  switch (end.kind) {
    case 'fault':
      return fail(end.fault);
    case 'cancelled':
      return fail(CANCELLED);
    case 'broken':
      throw new Error(`broken loader: ${end.what}`);
    case 'done': {
      if (signal?.aborted === true) fail(CANCELLED);
      const place = places[end.place];
      if (place === undefined) throw new Error('broken loader: no such place');
      return place;
    }
  }
}

const CANCELLED: Fault = { code: 'bridge/refused', reason: 'cancelled' };

/** The folder goes when the heap is closed, or with the process when nobody closes it. */
function keepUntilClosed(folder: string): () => Promise<void> {
  const atExit = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', atExit);
  return async () => {
    process.removeListener('exit', atExit);
    await rm(folder, { recursive: true, force: true });
  };
}
