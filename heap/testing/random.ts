// Seeded random heaps; the seed is part of every failure message.
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import type { ReferenceKind } from '../model/kinds.ts';
import { heapOf, type ObjectPart, type ReferencePart } from './parts.ts';

export type Random = () => number;

/** mulberry32: uniform in [0, 1). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const RARE_KINDS: readonly ReferenceKind[] = ['weak', 'instanceType', 'globals', 'constant', 'value', 'item'];

/** A heap of at most `most` objects: multiple references, self references, weak and hidden ones, islands, untracked objects. */
export function randomHeap(random: Random, most: number): Heap {
  const n = 1 + Math.floor(random() * most);
  const m = Math.floor(random() * n * 3);
  const objects = Array.from({ length: n }, (): ObjectPart => {
    const generation = random() < 0.15 ? GENERATION.untracked : Math.floor(random() * 3);
    return {
      type: `app.T${Math.floor(random() * 4)}`,
      selfSize: 16 + Math.floor(random() * 100),
      extra: random() < 0.15 ? 1 + Math.floor(random() * 2) : 0,
      generation,
      flags: (generation === GENERATION.untracked ? 0 : FLAG.tracked) | (random() < 0.05 ? FLAG.immortal : 0),
    };
  });
  const references = Array.from({ length: m }, (): ReferencePart => {
    const kind = random() < 0.3 ? RARE_KINDS[Math.floor(random() * RARE_KINDS.length)] : 'attribute';
    return { from: pick(random, n), to: pick(random, n), kind, hidden: kind === 'constant' };
  });
  const roots = Array.from({ length: Math.floor(random() * 4) }, () => ({ object: pick(random, n) }));
  return heapOf({ objects, references, roots });
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}
