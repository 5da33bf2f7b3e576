import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { reverseRows } from '#heap/base/csr.ts';
import { silentTask } from '#heap/base/task.ts';
import { FLAG, type Heap } from '#heap/model/heap.ts';
import { objectId } from '#heap/model/ids.ts';
import { isStrong } from '#heap/model/kinds.ts';
import { draw } from '#heap/testing/draw.ts';
import { randomHeap } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { CLICK_LIMITS, freedWith } from './freedWith.ts';

function freed(heap: Heap, object: number, limits = CLICK_LIMITS) {
  const referrers = reverseRows(heap.references.target, heap.objects.length, openLedger(), silentTask);
  return freedWith(heap, referrers, objectId(object), limits);
}

/** As PyHeap does it: sets of distinct holders, and whoever has lost the last one goes, until nobody does. */
function naive(heap: Heap, object: number): { readonly objects: number; readonly bytes: number } {
  const { first, target, kind } = heap.references;
  const holders = Array.from({ length: heap.objects.length }, () => new Set<number>());
  for (let from = 0; from < holders.length; from++) {
    for (let row = first[from]!; row < first[from + 1]!; row++) {
      if (isStrong(kind[row]!)) holders[target[row]!]!.add(from);
    }
  }
  const isImmortal = (i: number): boolean => (heap.objects.flags[i]! & FLAG.immortal) !== 0;
  const gone = new Set([object]);
  for (let before = 0; before !== gone.size;) {
    before = gone.size;
    holders.forEach((of, i) => {
      if (of.size > 0 && !isImmortal(i) && [...of].every((holder) => gone.has(holder))) gone.add(i);
    });
  }
  return { objects: gone.size, bytes: [...gone].reduce((sum, i) => sum + heap.objects.selfSize[i]!, 0) };
}

test('2,000 random heaps: the same as holders taken away one by one', () => {
  let many = 0;
  forSeeds(process.env['OURO_SEED'], 2000, (random) => {
    const heap = randomHeap(random, 24);
    for (let object = 0; object < heap.objects.length; object++) {
      const { limited, ...answer } = freed(heap, object);
      expect(limited).toBe(false);
      expect(answer).toEqual(naive(heap, object));
      if (answer.objects > 2) many++;
    }
  });
  expect(many).toBeGreaterThan(1500);
});

test('a chain goes, what is shared stays, a cycle keeps itself', () => {
  const chain = draw('a -> b; b -> c; other -> d; b -> d');
  expect(freed(chain.heap, chain.at('a')).objects).toBe(3);
  const cycle = draw('a -> b; b -> c; c -> b');
  expect(freed(cycle.heap, cycle.at('a')).objects).toBe(1);
  // From within, the cycle is cut.
  expect(freed(cycle.heap, cycle.at('b')).objects).toBe(2);
});

test('a limit gives a lower bound and says so', () => {
  const chain = draw('a -> b; b -> c; c -> d');
  expect(freed(chain.heap, chain.at('a'), { objects: 2, references: 100 })).toMatchObject({
    objects: 2,
    limited: true,
  });
  expect(freed(chain.heap, chain.at('a'), { objects: 100, references: 2 })).toMatchObject({
    objects: 2,
    limited: true,
  });
  expect(freed(chain.heap, chain.at('a'), { objects: 4, references: 100 })).toMatchObject({
    objects: 4,
    limited: false,
  });
});
