// The collector's lists: which objects are tracked, and how old they are (Modules/gcmodule.c, Python/gc.c).
import { GENERATION } from '../../model/heap.ts';
import { FLAG } from '../../model/heap.ts';
import { isListHead, masked } from './anchors.ts';
import { Miss } from './space.ts';
import type { Walk } from './walk.ts';

const HEAD_STRIDE = 24;
const GC_HEAD_BYTES = 16;
const STEP = 4096;

export interface Lists {
  /** False: a list did not come back to its head. */
  readonly closed: boolean;
  readonly count: number;
}

/** Every node of the lists at `head0` becomes a known object with its generation. */
export async function readLists(walk: Walk, head0: number): Promise<Lists> {
  const { layout } = walk.types;
  let closed = true;
  let count = 0;
  const heads = [0, 1, 2].map((generation) => ({ generation, head: head0 + generation * HEAD_STRIDE }));
  heads.push({ generation: GENERATION.permanent, head: head0 + layout.permanent });
  for (const { generation, head } of heads) {
    const read = await readList(walk, head, generation);
    closed &&= read.closed;
    count += read.count;
  }
  return { closed, count };
}

async function readList(walk: Walk, head: number, generation: number): Promise<Lists> {
  const { space } = walk.types;
  const { objects } = walk.draft;
  let at = head;
  let count = 0;
  let closed = false;
  for (let left = 0; ;) {
    try {
      if (count === 0 && !isListHead(space, head)) return { closed: generation === GENERATION.permanent, count };
      const next = masked(space.word(at));
      if (next === head) {
        closed = true;
        break;
      }
      if (masked(space.word(next + 8)) !== at) break;
      const before = walk.length;
      const row = walk.reach(next + GC_HEAD_BYTES);
      if (row < 0) break;
      // A node that is known already: the lists run into each other.
      if (row < before && objects.generation.reserve(0)[row] !== GENERATION.untracked) break;
      objects.generation.reserve(0)[row] = generation;
      count++;
      at = next;
      if (++left === STEP) left = 0;
    } catch (error) {
      if (!(error instanceof Miss)) throw error;
      await space.fetch(error);
    }
  }
  return { closed, count };
}

/** Bits of the flags column that follow from the generation. */
export function trackedFlags(generation: number): number {
  if (generation === GENERATION.untracked) return 0;
  return FLAG.tracked | (generation === GENERATION.permanent ? FLAG.frozen : 0);
}
