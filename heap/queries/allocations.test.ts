// Allocation sites against sums taken one object after another, on random trees of calls.
import { expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import type { Heap } from '#heap/model/heap.ts';
import { idColumn, objectId, type ObjectId, type StringId } from '#heap/model/ids.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { randomHeap, type Random } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { allocationTree, callOf, callTotals, releaseTotals, stackOf } from './allocations.ts';
import { rankSites, releaseSites, siteKeepers, siteRows, sitesOf } from './allocationSites.ts';
import { isNamespace, namespacesOf } from './namespaces.ts';
import { parseQuery } from './queryText.ts';
import { searchObjects } from './search.ts';

/** Two thirds of the objects were allocated in one of a few calls, which share lines. */
function tracedHeap(random: Random): Heap {
  const heap = randomHeap(random, 30);
  const pick = (n: number): number => Math.floor(random() * n);
  const calls = 1 + pick(12);
  const column = (cell: (row: number) => number): Uint32Array => Uint32Array.from({ length: calls }, (_, i) => cell(i));
  const object = Uint32Array.from({ length: heap.objects.length }, (_, i) => i).filter(() => random() < 0.66);
  const strings = heap.strings.length;
  return {
    ...heap,
    calls: {
      length: calls,
      parent: column((row) => (row === 0 || random() < 0.2 ? NONE : pick(row))),
      function: idColumn<StringId>(column(() => pick(Math.min(2, strings)))),
      file: idColumn<StringId>(column(() => pick(Math.min(2, strings)))),
      line: column(() => pick(3)),
      column: column(() => 0),
      made: new Uint32Array(0),
      madeBytes: new Float64Array(0),
    },
    allocations: { length: object.length, object: idColumn<ObjectId>(object), call: object.map(() => pick(calls)) },
  };
}

/** Bytes and objects of the members of `set` whose stack lets through. */
function sum(heap: Heap, set: readonly number[], is: (stack: readonly number[]) => boolean) {
  const found = set.filter((object) => is(stackOf(heap, callOf(heap, objectId(object))).map(({ call }) => call)));
  return { objects: found.length, bytes: found.reduce((total, object) => total + heap.objects.selfSize[object]!, 0) };
}

test('1,000 random heaps: boxes, sites and sets are the sums of their objects', () => {
  forSeeds(process.env['OURO_SEED'], 1000, (random) => {
    const heap = tracedHeap(random);
    const ledger = openLedger();
    const every = Array.from({ length: heap.objects.length }, (_, i) => i);
    const some = every.filter(() => random() < 0.5);
    for (const [set, wanted] of [
      [every, undefined],
      [some, Uint32Array.from(some)],
    ] as const) {
      const totals = callTotals(heap, wanted, ledger);
      const tree = allocationTree(heap, totals, 'live', 1000, ledger);
      expect(tree.traced).toEqual(sum(heap, set, (stack) => stack.length > 0));
      expect(tree.untraced).toEqual(sum(heap, set, (stack) => stack.length === 0));
      for (const row of tree.rows) {
        expect({ objects: row.objects, bytes: row.bytes }).toEqual(sum(heap, set, (stack) => stack.includes(row.call)));
        const own = sum(heap, set, (stack) => stack[0] === row.call);
        expect([row.ownObjects, row.ownBytes, row.cutBytes]).toEqual([own.objects, own.bytes, 0]);
        expect(row.parent === undefined ? NONE : tree.rows[row.parent]!.call).toBe(heap.calls.parent[row.call]);
      }
      const sites = sitesOf(heap, ledger);
      const ranked = rankSites(heap, sites, totals, ledger);
      const rows = siteRows(heap, sites, ranked, wanted, 0, 500);
      expect(rows.reduce((total, row) => total + row.bytes, 0)).toBe(tree.traced.bytes);
      for (const row of rows) {
        const here = ({ line, file, function: name }: typeof row): string => `${line} ${file} ${name}`;
        const isHere = (call: number): boolean => here({ ...row, ...stackOf(heap, call)[0]! }) === here(row);
        expect({ objects: row.objects, bytes: row.bytes }).toEqual(
          sum(heap, set, (stack) => stack.length > 0 && isHere(stack[0]!)),
        );
      }
      releaseSites(ranked, ledger);
      ledger.live -= sites.of.byteLength + sites.call.buffer.byteLength;
      releaseTotals(totals, ledger);
      expect(ledger.live).toBe(0);
    }
    const call = Math.floor(random() * heap.calls.length);
    const found = searchObjects(heap, {}, parseQuery(`call:${call}`), openLedger(), silentTask);
    expect([...found]).toEqual(
      every.filter((i) => stackOf(heap, callOf(heap, objectId(i))).some((at) => at.call === call)),
    );
  });
});

test('300 random heaps: the keepers of a site are what its objects hang below', () => {
  forSeeds(process.env['OURO_SEED'], 300, (random) => {
    const heap = tracedHeap(random);
    const results = analysed(heap);
    const namespaces = namespacesOf(heap, openLedger());
    const sites = sitesOf(heap, openLedger());
    const { tree, children } = { tree: results.dominators, children: results.dominated };
    const keeperOf = (object: number): number => {
      const chain: number[] = [];
      for (let at = object; at !== NONE; at = tree.parent[at]!) chain.push(at);
      return chain.reverse().find((at) => !isNamespace(namespaces, objectId(at))) ?? NONE;
    };
    for (let site = 0; site < sites.length; site++) {
      const rows = siteKeepers(
        heap,
        results,
        { tree, children },
        namespaces,
        { sites, site, wanted: undefined },
        500,
        openLedger(),
      );
      const own = [...heap.allocations.object].filter((_, i) => sites.of[heap.allocations.call[i]!] === site);
      for (const row of rows) {
        const kept = own.filter((object) => keeperOf(object) === (row.object?.object ?? NONE));
        expect(row.objects).toBe(kept.length);
      }
      expect(rows.reduce((total, row) => total + row.objects, 0)).toBe(own.length);
    }
  });
});
