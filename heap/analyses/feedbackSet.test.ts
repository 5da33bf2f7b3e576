import { expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import {
  graphOf,
  isAcyclicBut,
  naiveFeedback,
  randomComponent,
  rowsOfGraph,
  type PlainRow,
} from '../testing/cutOracles.ts';
import { forSeeds } from '../testing/seeds.ts';
import type { ComponentGraph } from './componentGraph.ts';
import { feedbackSet } from './feedbackSet.ts';

const SEED = process.env['OURO_SEED'];

function feedback(graph: ComponentGraph) {
  const ledger = openLedger();
  const found = feedbackSet(graph, ledger, silentTask);
  expect(ledger.live).toBe(found.references.byteLength);
  return { ...found, references: [...found.references] };
}

/** `0>1 1>0*2 1>0*S`: from, to and weight (1 when left out, S structural). The answer in the same words. */
function drawn(length: number, rows: string) {
  const plain = rows.split(' ').map((word): PlainRow => {
    const [, from, to, weight] = /^(\d+)>(\d+)(?:\*(\d|S))?$/.exec(word) ?? [];
    return [Number(from), Number(to), weight === 'S' ? 255 : Number(weight ?? 1)];
  });
  const graph = graphOf(length, plain);
  const { references, ...rest } = feedback(graph);
  const sorted = rowsOfGraph(graph);
  return { ...rest, cuts: references.map((reference) => sorted[reference - 100].slice(0, 2).join('>')).join(' ') };
}

test('a ring breaks at its lightest reference, of equal ones at the first', () => {
  expect(drawn(3, '0>1*3 1>2*2 2>0*3')).toEqual({ cuts: '1>2', minimal: true, unbreakable: false });
  expect(drawn(3, '0>1 1>2 2>0').cuts).toBe('0>1');
});

test('one reference shared by two cycles is cut instead of two', () => {
  expect(drawn(3, '0>1 1>2 1>0 2>0').cuts).toBe('0>1');
});

test('parallel references are cut together', () => {
  expect(drawn(2, '0>1 0>1 1>0').cuts).toBe('1>0');
  expect(drawn(2, '0>1 0>1 1>0*3').cuts).toBe('0>1 0>1');
});

test('a self reference is a cycle of its own', () => {
  expect(drawn(2, '0>0 0>1*2 1>0 1>1*S').cuts).toBe('0>0 1>0');
});

test('structural references are never cut', () => {
  expect(drawn(2, '0>1*S 1>0*4')).toEqual({ cuts: '1>0', minimal: true, unbreakable: false });
  expect(drawn(2, '0>1*S 1>0*S 0>1')).toEqual({ cuts: '', minimal: true, unbreakable: true });
});

test('what leads through a structural cycle is cut, the cycle is left', () => {
  expect(drawn(3, '0>1*S 1>0*S 1>2 2>0*2')).toEqual({ cuts: '1>2', minimal: true, unbreakable: true });
});

test('a list linked both ways is solved exactly', () => {
  const rows = Array.from({ length: 20 }, (_, m) => `${m}>${m + 1} ${m + 1}>${m}`).join(' ');
  const { cuts, minimal } = drawn(21, rows);
  expect([cuts.split(' ').length, minimal]).toEqual([20, true]);
});

test('small components: of all subsets the lightest', () => {
  let found = 0;
  forSeeds(SEED, 600, (random) => {
    const graph = randomComponent(random, 6, [1, 1, 2, 3, 4, 255, 255]);
    const rows = rowsOfGraph(graph);
    if (rows.filter((row) => row[2] !== 255).length > 10) return;
    const { references, minimal } = feedback(graph);
    expect(minimal).toBe(true);
    expect(references.map((reference) => reference - 100)).toEqual(naiveFeedback(graph.length, rows));
    found++;
  });
  expect(found).toBeGreaterThan(400);
}, 30_000);

test('components of any size: no cycle is left, and no structural reference is cut', () => {
  let large = 0;
  forSeeds(SEED, 1500, (random) => {
    const graph = randomComponent(random, 31, [1, 2, 3, 255]);
    const rows = rowsOfGraph(graph);
    const { references, minimal, unbreakable } = feedback(graph);
    const cut = new Set(references.map((reference) => reference - 100));
    expect(
      isAcyclicBut(
        graph.length,
        rows.filter((_, row) => !cut.has(row)),
      ),
    ).toBe(true);
    expect([...cut].every((row) => rows[row][2] !== 255)).toBe(true);
    expect(unbreakable).toBe(!isAcyclicBut(graph.length, rows.filter((row) => row[2] === 255).map(asEditable)));
    if (!minimal) large++;
  });
  expect(large).toBeGreaterThan(50);
}, 30_000);

const asEditable = ([from, to]: PlainRow): PlainRow => [from, to, 1];

test('a ring of a million members, each also linked back', () => {
  const n = 1_000_000;
  const first = Uint32Array.from({ length: n + 1 }, (_, m) => 2 * m);
  const target = Uint32Array.from({ length: 2 * n }, (_, row) =>
    row % 2 === 0 ? (row / 2 + 1) % n : ((row - 1) / 2 + n - 1) % n,
  );
  const reference = Uint32Array.from(target, (_, row) => row) as ComponentGraph['reference'];
  const graph = { ...graphOf(1, []), length: n, first, target, reference, weight: new Uint8Array(2 * n).fill(1) };
  expect(feedback(graph).references.length).toBe(n);
}, 30_000);
