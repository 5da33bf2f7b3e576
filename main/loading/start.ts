// The parent's side of a load: starts the loader, listens, cancels, and clears up whatever a dead loader left behind.
import type { Fault } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import type { FirstHistogram } from '#heap/formats/format.ts';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { isLoaderMessage, type LoaderEnd, type LoadRequest } from './messages.ts';

/** `stalled`: no progress for 10 seconds; it may still recover. */
export type LoadState = 'running' | 'stalled' | 'cancelling';

export interface LoadEvents {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly onHistogram?: ((histogram: FirstHistogram) => void) | undefined;
  readonly onState?: ((state: LoadState) => void) | undefined;
}

/** A loader that runs somewhere else: a thread, or in tests the other end of a channel. */
export interface Loader {
  post(request: LoadRequest): void;
  listen(listener: LoaderListener): void;
  /** Resolves when nothing of it runs any more. */
  terminate(): Promise<void>;
}

export interface LoaderListener {
  readonly onMessage: (message: unknown) => void;
  readonly onError: (error: unknown) => void;
  readonly onExit: (code: number) => void;
}

export type StartLoader = () => Loader;

export interface LoadTimes {
  readonly cancelMs: number;
  readonly stallMs: number;
}

/** The JavaScript heap of the loader; columns lie outside and answer to the ledger. */
export const LOADER_LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 } as const;

/** `entry` differs only in tests. The built loader lies beside every chunk that contains this file. */
export function startLoaderThread(entry: URL = new URL('./loader.js', import.meta.url)): Loader {
  const thread = new Worker(entry, {
    resourceLimits: LOADER_LIMITS,
    env: {},
    execArgv: [],
    argv: [],
    stdin: false,
    trackUnmanagedFds: true,
    name: 'loader',
  });
  return {
    post: (request) => thread.postMessage(request),
    listen(listener) {
      thread.on('message', listener.onMessage);
      thread.on('error', listener.onError);
      thread.on('exit', listener.onExit);
    },
    async terminate() {
      await thread.terminate();
    },
  };
}

/**
 * Runs one load to its end. Aborting `signal` sets the shared flag; a loader that does not answer within `cancelMs` is
 * terminated. However it ends, no temporary folder of `request` is left and the loader is gone.
 */
export async function runLoad(
  start: StartLoader,
  request: LoadRequest,
  events: LoadEvents,
  signal: AbortSignal | undefined,
  times: LoadTimes = { cancelMs: 300, stallMs: 10_000 },
): Promise<LoaderEnd> {
  if (signal?.aborted === true) return { kind: 'cancelled' };
  const loader = start();
  const watchdog = watch(times.stallMs, (state) => events.onState?.(state));
  let cancelTimer: NodeJS.Timeout | undefined;
  let cancel = (): void => undefined;
  try {
    return await new Promise<LoaderEnd>((resolve) => {
      cancel = () => {
        Atomics.store(request.cancel, 0, 1);
        watchdog.stop();
        events.onState?.('cancelling');
        cancelTimer = setTimeout(() => resolve({ kind: 'cancelled' }), times.cancelMs);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      loader.listen({
        onMessage: (message) => receive(message, events, watchdog.touch, resolve),
        onError: (error) => resolve(deathBy(error)),
        onExit: (code) => resolve({ kind: 'fault', fault: stopped(code) }),
      });
      loader.post(request);
    });
  } finally {
    watchdog.stop();
    clearTimeout(cancelTimer);
    signal?.removeEventListener('abort', cancel);
    // Who cancelled does not wait; who goes on needs the memory that the loader still holds.
    const patience = Atomics.load(request.cancel, 0) === 0 ? times.stallMs : times.cancelMs;
    await Promise.race([clearUp(loader, request), wait(patience, undefined, { ref: false })]);
  }
}

/** A loader inside one long native call ends after it; the answer does not wait for that, the clearing up does. */
async function clearUp(loader: Loader, request: LoadRequest): Promise<void> {
  await loader.terminate();
  await removeTemporaries(request);
}

function receive(message: unknown, events: LoadEvents, touch: () => void, resolve: (end: LoaderEnd) => void): void {
  if (!isLoaderMessage(message)) return resolve({ kind: 'broken', what: 'broken message of the loader' });
  touch();
  switch (message.kind) {
    case 'progress':
      return events.onProgress?.(message.progress);
    case 'histogram':
      return events.onHistogram?.(message.histogram);
    default:
      return resolve(message);
  }
}

interface Watchdog {
  readonly touch: () => void;
  readonly stop: () => void;
}

/** Says `stalled` after `stallMs` without a word, and `running` again with the next. */
function watch(stallMs: number, onState: (state: LoadState) => void): Watchdog {
  let timer: NodeJS.Timeout | undefined;
  let stalled = false;
  let stopped = false;
  const touch = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    if (stalled) onState('running');
    stalled = false;
    timer = setTimeout(() => {
      stalled = true;
      onState('stalled');
    }, stallMs);
  };
  touch();
  return {
    touch,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const MIB = 2 ** 20;

function deathBy(error: unknown): LoaderEnd {
  if (!(error instanceof Error)) return { kind: 'broken', what: 'unknown error of the loader' };
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = (LOADER_LIMITS.maxOldGenerationSizeMb + LOADER_LIMITS.maxYoungGenerationSizeMb) * MIB;
    return { kind: 'fault', fault: { code: 'memory/exhausted', needed: limit, budget: limit, purpose: 'loader' } };
  }
  return { kind: 'broken', what: error.stack ?? error.message };
}

function stopped(code: number): Fault {
  return { code: 'source/unreadable', reason: `the loader stopped with code ${code}` };
}

async function removeTemporaries(request: LoadRequest): Promise<void> {
  await Promise.all(request.places.map(({ temporary }) => rm(temporary, { recursive: true, force: true })));
}
