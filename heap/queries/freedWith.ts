// What counting references alone would free together with an object: what PyHeap calls its retained heap.
import { ownerOfRow, type ReverseRows } from '../base/csr.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { FreedWith } from '../model/rows.ts';

export interface FreedLimits {
  readonly objects: number;
  /** References followed and referrers looked at. */
  readonly references: number;
}

/** 45 ms on a heap of a million objects: an answer to a click. */
export const CLICK_LIMITS: FreedLimits = { objects: 100_000, references: 800_000 };

/**
 * The object and everything whose last reference goes with it, and so on: deletes `object`, then all that nothing strong holds
 * any more (pyheap_ui/heap.py, `RetainedHeapCalculator`). Only references between objects are looked at, no roots and no recorded
 * counts, and members of a cycle are freed by it only when the object is one of them and holds the rest alone. Less than or equal
 * to the dominator-retained size of an object that is reached, but for what only roots hold. Stops at `limits`: then a lower
 * bound. O(freed objects + references among and into them).
 */
export function freedWith(heap: Heap, referrers: ReverseRows, object: ObjectId, limits = CLICK_LIMITS): FreedWith {
  const { first, target, kind } = heap.references;
  const freed = new Set<number>([object]);
  const order = [object];
  /** Per object that lost a holder: the first of its referrer rows that may still hold it. */
  const holders = new Map<number, number>();
  let bytes = heap.objects.selfSize[object];
  let walked = 0;
  for (let i = 0; i < order.length; i++) {
    const from = order[i];
    for (let row = first[from]; row < first[from + 1]; row++) {
      if (++walked > limits.references) return { objects: order.length, bytes, limited: true };
      const to = target[row];
      if (!isStrong(kind[row]) || freed.has(to) || isKept(heap, to)) continue;
      const start = holders.get(to) ?? referrers.first[to];
      const holder = nextHolder(heap, referrers, to, start, freed);
      walked += holder - start;
      if (holder < referrers.first[to + 1]) {
        holders.set(to, holder);
        continue;
      }
      if (freed.size >= limits.objects) return { objects: order.length, bytes, limited: true };
      freed.add(to);
      order.push(objectId(to));
      bytes += heap.objects.selfSize[objectId(to)];
    }
  }
  return { objects: order.length, bytes, limited: false };
}

/** The first row from `start` on that holds the object strongly and whose owner is not freed; the end of its rows for none. */
function nextHolder(heap: Heap, referrers: ReverseRows, object: number, start: number, freed: Set<number>): number {
  const { first, kind } = heap.references;
  const end = referrers.first[object + 1];
  let at = start;
  while (at < end) {
    const reference = referrers.row[at];
    if (isStrong(kind[reference]) && !freed.has(ownerOfRow(first, reference))) break;
    at++;
  }
  return at;
}

/** Immortal and static objects do not end with their references. */
function isKept(heap: Heap, object: number): boolean {
  return (heap.objects.flags[object] & (FLAG.immortal | FLAG.static)) !== 0;
}
