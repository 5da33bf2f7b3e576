import { expect, test } from 'vitest';
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn, type ObjectId } from '../model/ids.ts';
import { VERDICTS } from '../model/rows.ts';
import { draw } from '../testing/draw.ts';
import { heapOf } from '../testing/parts.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { collectorReplay } from './collectorReplay.ts';
import { reachableFrom } from './reachability.ts';
import { refcountAudit } from './refcountAudit.ts';
import { ROOT_REASON, rootSetOf } from './rootSet.ts';

const ALIVE: readonly string[] = ['heldOutside', 'aliveThroughCycle', 'aliveAcyclic'];

const counted = (heap: Heap) => {
  const ledger = openLedger();
  const counts = {
    refcounts: refcountAudit(heap, ledger, silentTask),
    collector: collectorReplay(heap, ledger, silentTask),
  };
  const before = ledger.live;
  const set = rootSetOf(heap, counts, ledger, silentTask);
  expect(ledger.live - before).toBe(set.object.byteLength + set.reason.byteLength + set.detail.byteLength);
  return { ...counts, set };
};

test('recorded roots, then unexplained counts, then counts from outside the tracked heap', () => {
  const { heap, at } = draw('held: extra=2; text -> seen; text: untracked; root -> a; a -weak-> w; p -> q; q -> p');
  const { set } = counted(heap);
  expect([...set.object]).toEqual([at('root'), at('held'), at('seen')]);
  expect([...set.reason]).toEqual([ROOT_REASON.row, ROOT_REASON.unexplainedCount, ROOT_REASON.heldOutside]);
  expect([...set.detail]).toEqual([0, 2, 1]);
});

test('without counts only the recorded roots are there, each object once', () => {
  const roots = [{ object: 2 }, { object: 0 }, { object: 2 }, { object: NONE }];
  const heap = heapOf({ objects: [{}, { extra: 2 }, {}], references: [], roots: roots.slice(0, 3) });
  const missing = {
    ...heap.roots,
    length: 4,
    object: idColumn<ObjectId>(Uint32Array.from(roots, (root) => root.object)),
  };
  const set = rootSetOf({ ...heap, roots: missing }, {}, openLedger(), silentTask);
  expect([...set.object]).toEqual([2, 0]);
  expect([...set.detail]).toEqual([0, 1]);
});

test('everything that is alive by its counts is reached, garbage is not', () => {
  forSeeds(process.env['OURO_SEED'], 2000, (random) => {
    const heap = randomHeap(random, 40);
    const { set, collector } = counted(heap);
    expect(new Set(set.object).size).toBe(set.length);
    const reached = reachableFrom(heap, set, openLedger(), silentTask);
    for (let object = 0; object < heap.objects.length; object++) {
      const verdict = VERDICTS[collector.verdict[object]];
      if (ALIVE.includes(verdict)) expect(hasBit(reached, object)).toBe(true);
      if (verdict === 'garbage') expect(hasBit(reached, object)).toBe(false);
    }
  });
}, 30_000);

test('what a frozen object of the dump holds is no root of its own', () => {
  const { heap, at } = draw('root -> store; store -> leaked; store: frozen; lost -> kept; lost: frozen');
  const { set } = counted(heap);
  expect([...set.object]).toEqual([at('root'), at('kept')]);
  expect([...set.reason]).toEqual([ROOT_REASON.row, ROOT_REASON.heldOutside]);
});
