import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { closure, plainReferences } from '../testing/oracles.ts';
import { randomHeap, type Random } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { ownerSplit, SHARED, type OwnerSeeds, type OwnerSplit } from './ownerSplit.ts';

const SEED = process.env['OURO_SEED'];

interface Given {
  readonly heap: Heap;
  readonly keep: Uint8Array;
  readonly seeds: OwnerSeeds;
  readonly owners: number;
}

function given(random: Random): Given {
  const heap = randomHeap(random, 40);
  const owners = 1 + Math.floor(random() * 6);
  const count = Math.floor(random() * 12);
  return {
    heap,
    keep: Uint8Array.from({ length: heap.references.length }, () => (random() < 0.8 ? 1 : 0)),
    seeds: {
      object: Uint32Array.from({ length: count }, () => Math.floor(random() * heap.objects.length)),
      owner: Uint32Array.from({ length: count }, () => Math.floor(random() * owners)),
    },
    owners,
  };
}

const splitOf = ({ heap, keep, seeds, owners }: Given): OwnerSplit =>
  ownerSplit(heap, keep, seeds, owners, openLedger(), silentTask);

/** Owners of each object: whose seeds reach it, one owner after another. */
function naiveOwners({ heap, keep, seeds, owners }: Given): readonly (readonly number[])[] {
  const rows = plainReferences(heap).filter((_, row) => keep[row] === 1);
  const reached = Array.from({ length: owners }, (_, owner) => {
    const starts = [...seeds.object].filter((_, i) => seeds.owner[i] === owner);
    return closure(rows, starts, new Set());
  });
  return Array.from({ length: heap.objects.length }, (_, object) =>
    [...reached.keys()].filter((owner) => reached[owner].has(object)),
  );
}

function ownersIn({ owner, shared, setOf, sets }: OwnerSplit): readonly (readonly number[])[] {
  const found = Array.from(owner, (of) => (of === NONE || of === SHARED ? [] : [of]));
  for (const [i, object] of shared.entries()) {
    const set = setOf[i];
    expect(owner[object]).toBe(SHARED);
    found[object] = sets.member.slice(sets.first[set], sets.first[set + 1]);
  }
  return found;
}

test('the owners of every object are those that reach it, on random heaps', () => {
  let shared = 0;
  forSeeds(SEED, 1500, (random) => {
    const it = given(random);
    const split = splitOf(it);
    expect(ownersIn(split)).toEqual(naiveOwners(it));
    shared += split.shared.length;
  });
  expect(shared).toBeGreaterThan(2000);
});

test('a set that many objects have is kept once', () => {
  forSeeds(SEED, 100, (random) => {
    const { sets } = splitOf(given(random));
    const texts = Array.from({ length: sets.length }, (_, set) =>
      sets.member.slice(sets.first[set], sets.first[set + 1]).join(' '),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });
});

test('beyond the bounds a set stays unknown, and is never a wrong one', () => {
  let unknown = 0;
  forSeeds(SEED, 200, (random) => {
    const it = given(random);
    const bounds = { members: Math.floor(random() * 6), looks: Math.floor(random() * 40) };
    const { owner, shared, setOf, sets } = ownerSplit(
      it.heap,
      it.keep,
      it.seeds,
      it.owners,
      openLedger(),
      silentTask,
      bounds,
    );
    const naive = naiveOwners(it);
    for (const [i, object] of shared.entries()) {
      const set = setOf[i];
      if (set === NONE) unknown++;
      else expect(sets.member.slice(sets.first[set], sets.first[set + 1])).toEqual(naive[object]);
    }
    for (const [object, owners] of naive.entries()) if (owners.length === 1) expect(owner[object]).toBe(owners[0]);
  });
  expect(unknown).toBeGreaterThan(50);
});
