// Several files of one folder written and synced beside the loader thread, which goes on meanwhile.
import { join } from 'node:path';
import type { IndexDisk } from './indexDisk.ts';
import { BLOCK_BYTES } from './limits.ts';

export interface FileLanes {
  /** Makes the folder. Never throws: an error waits for `settled`. */
  open(): void;
  /** Queues a new file; `bytes` must not change any more. Never throws: an error waits for `settled`. */
  add(name: string, bytes: Uint8Array): void;
  /** From now on in haste: `step` hears of bytes written, those written before first, and 0 for a sync. What it throws ends the writing. */
  hurry(step: (bytes: number) => void): void;
  /** Resolves when all files are on the disk; throws the first error after everything under way has ended. */
  settled(): Promise<void>;
  /** What waits is not begun. Resolves when nothing is under way and no descriptor is open. Never throws. */
  stop(): Promise<void>;
}

/** Touches nothing before `open`. */
export function openLanes(folder: string, disk: IndexDisk): FileLanes {
  const lanes: Lanes = {
    folder,
    disk,
    waiting: [],
    running: new Set(),
    busy: 0,
    most: LANES.ahead,
    broken: undefined,
    step: (bytes) => void (unreported += bytes),
  };
  let unreported = 0;
  return {
    open() {
      try {
        disk.makeFolder(folder);
      } catch (error) {
        end(lanes, error);
      }
    },
    add(name, bytes) {
      if (lanes.broken !== undefined) return;
      lanes.waiting.push({ name, bytes });
      startLanes(lanes);
    },
    hurry(step) {
      step(unreported);
      lanes.step = step;
      lanes.most = LANES.all;
      startLanes(lanes);
    },
    async settled() {
      await ended(lanes);
      if (lanes.broken !== undefined) throw lanes.broken.error;
    },
    async stop() {
      end(lanes, undefined);
      await ended(lanes);
    },
  };
}

/**
 * Node has four threads for files. As long as the loader thread computes, more than one of them takes its core away: resolving and
 * linking 5 M objects took 1.01 s beside one lane, 1.17 s beside three.
 */
const LANES = { ahead: 1, all: 4 } as const;

interface Lanes {
  readonly folder: string;
  readonly disk: IndexDisk;
  readonly waiting: WaitingFile[];
  readonly running: Set<Promise<void>>;
  busy: number;
  most: number;
  broken: { readonly error: unknown } | undefined;
  step: (bytes: number) => void;
}

interface WaitingFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function startLanes(lanes: Lanes): void {
  for (let free = Math.min(lanes.most - lanes.busy, lanes.waiting.length); free > 0; free--) {
    const running = runLane(lanes).finally(() => lanes.running.delete(running));
    lanes.running.add(running);
  }
}

async function runLane(lanes: Lanes): Promise<void> {
  const { waiting } = lanes;
  lanes.busy++;
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await writeFile(lanes, next);
  } catch (error) {
    end(lanes, error);
  }
  // Without a wait since the last look into the queue, so that no file is left to a lane that has gone.
  lanes.busy--;
}

/** A lane goes on when its thread has a turn, and a thread that computes has few of them. */
const WRITE_BYTES = 8 * BLOCK_BYTES;

/** After a cancel every lane still ends the block it is at. */
async function writeFile(lanes: Lanes, { name, bytes }: WaitingFile): Promise<void> {
  const { disk } = lanes;
  const descriptor = disk.create(join(lanes.folder, name));
  try {
    for (let at = 0; at < bytes.length && lanes.broken === undefined;) {
      const taken = await disk.write(descriptor, bytes, at, Math.min(WRITE_BYTES, bytes.length - at));
      at += taken;
      lanes.step(taken);
    }
    if (lanes.broken !== undefined) return;
    await disk.sync(descriptor);
    lanes.step(0);
  } finally {
    disk.close(descriptor);
  }
}

function end(lanes: Lanes, error: unknown): void {
  lanes.broken ??= { error };
  lanes.waiting.length = 0;
}

async function ended(lanes: Lanes): Promise<void> {
  while (lanes.running.size > 0) await Promise.all(lanes.running);
}
