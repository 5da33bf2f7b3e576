import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secondsLeft } from './timeLeft.ts';

const at = (done: number, total: number): { phase: 'dominators'; done: number; total: number } => ({
  phase: 'dominators',
  done,
  total,
});

test('62 % after six and a half seconds leave four seconds', () => {
  expect(secondsLeft(at(62, 100), 6500)).toBe(4);
});

test('nothing is promised before 5 %, without a total, or at the end', () => {
  expect(secondsLeft(at(4, 100), 9000)).toBeUndefined();
  expect(secondsLeft(at(4, 0), 9000)).toBeUndefined();
  expect(secondsLeft(at(100, 100), 9000)).toBeUndefined();
  expect(secondsLeft(at(120, 100), 9000)).toBeUndefined();
});

test('a steady phase never promises less than it takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 99 }), fc.integer({ min: 1, max: 600_000 }), (done, totalMs) => {
      const left = secondsLeft(at(done, 100), (totalMs * done) / 100) ?? 0;
      expect(left * 1000).toBeGreaterThanOrEqual((totalMs * (100 - done)) / 100 - 0.001);
    }),
  );
});
