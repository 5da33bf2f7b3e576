import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { forSeeds, shuffled } from '../testing/seeds.ts';
import { risingRun } from './sameOrder.ts';

describe('the longest rising run', () => {
  test('is rising, and as long as trying all of them says', () => {
    forSeeds(process.env['OURO_SEED'], 300, (random) => {
      const sequence = Uint32Array.from(shuffled(random, Math.floor(random() * 12)));
      const onRun = risingRun(sequence, openLedger());
      const run = [...sequence].filter((_, i) => onRun[i] === 1);
      expect(run).toEqual([...run].sort((a, b) => a - b));
      expect(run.length).toBe(longest([...sequence], -1));
    });
  });
});

function longest(left: readonly number[], above: number): number {
  return Math.max(0, ...left.map((value, i) => (value > above ? 1 + longest(left.slice(i + 1), value) : 0)));
}
