import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { graphOf, isStronglyConnected, randomComponent, rowsOfGraph, type PlainRow } from '../testing/cutOracles.ts';
import { forSeeds } from '../testing/seeds.ts';
import type { ComponentGraph } from './componentGraph.ts';
import { strongBridges } from './strongBridges.ts';

const SEED = process.env['OURO_SEED'];

function bridges(graph: ComponentGraph): readonly number[] {
  const ledger = openLedger();
  const found = strongBridges(graph, ledger, silentTask);
  expect(ledger.live).toBe(found.byteLength);
  return [...found];
}

/** `0>1 1>0`: the bridges in the same words, by place. */
function drawn(length: number, rows: string): string {
  const words = rows.split(' ');
  const graph = graphOf(
    length,
    words.map((word): PlainRow => [Number(word.split('>')[0]), Number(word.split('>')[1]), 1]),
  );
  const sorted = rowsOfGraph(graph).map(([from, to]) => `${from}>${to}`);
  return bridges(graph)
    .map((reference) => sorted[reference - 100])
    .join(' ');
}

test('every reference of a ring is a bridge', () => {
  expect(drawn(3, '0>1 1>2 2>0')).toBe('0>1 1>2 2>0');
});

test('a reference that another way leads round is no bridge', () => {
  expect(drawn(4, '0>1 0>2 1>3 2>3 3>0 1>2')).toBe('0>1 2>3 3>0');
  expect(drawn(3, '0>1 1>2 2>0 1>0')).toBe('0>1 1>2 2>0');
  expect(drawn(3, '0>1 1>0 1>2 2>1 2>0 0>2')).toBe('');
});

test('parallel references and self references are no bridges', () => {
  expect(drawn(2, '0>1 0>1 1>0 1>1')).toBe('1>0');
  expect(drawn(1, '0>0')).toBe('');
});

test('a bridge is what deletion says', () => {
  let found = 0;
  forSeeds(SEED, 4000, (random) => {
    const graph = randomComponent(random, 9, [1]);
    const rows = rowsOfGraph(graph);
    const expected = rows.flatMap((_, row) => {
      const left = rows.filter((_other, other) => other !== row);
      return isStronglyConnected(graph.length, left) ? [] : [100 + row];
    });
    expect(bridges(graph)).toEqual(expected);
    found += expected.length;
  });
  expect(found).toBeGreaterThan(4000);
}, 30_000);

test('a ring of a million with a chord', () => {
  const n = 1_000_000;
  const graph = graphOf(1, []);
  const first = Uint32Array.from({ length: n + 1 }, (_, m) => (m === 0 ? 0 : m + 1));
  const target = Uint32Array.from({ length: n + 1 }, (_, row) => (row === 0 ? 2 : row % n));
  const reference = Uint32Array.from(target, (_, row) => row) as ComponentGraph['reference'];
  const found = bridges({ ...graph, length: n, first, target, reference, weight: new Uint8Array(n + 1).fill(1) });
  expect(found.length).toBe(n);
  expect(found.slice(0, 3)).toEqual([1, 2, 3]);
}, 30_000);
