import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOf, freeDiskAt, memoryBudget, verdictOf } from './budget.ts';

const GIB = 2 ** 30;

test('the budget is the least of wish, 60 % of what is there, and the container', () => {
  const unlimited = { available: 10 * GIB, constrained: 2 ** 63, allowed: undefined };
  expect(memoryBudget(unlimited)).toBe(6 * GIB);
  expect(memoryBudget({ ...unlimited, constrained: 2 * GIB })).toBe(2 * GIB);
  expect(memoryBudget({ ...unlimited, constrained: 0 })).toBe(6 * GIB);
  expect(memoryBudget({ ...unlimited, allowed: GIB })).toBe(GIB);
  expect(memoryBudget({ ...unlimited, allowed: 100 * GIB })).toBe(6 * GIB);
  expect(memoryBudget()).toBeGreaterThan(0);
});

test('sizes are read as people write them, anything else is no size', () => {
  expect(['2048', '900M', '4G', '1.5GiB', ' 2 kb '].map(bytesOf)).toEqual([
    2048,
    900 * 2 ** 20,
    4 * GIB,
    1.5 * GIB,
    2048,
  ]);
  expect(['', 'lots', '-1', '0', '1e9', '4X', '1G; rm', undefined, '99999999T'].map(bytesOf)).toEqual(
    Array(9).fill(undefined),
  );
});

test('the verdict looks at memory first and at the disk second', () => {
  const estimate = { objects: 1, references: 1, exact: true, memoryBytes: 100, diskBytes: 50 };
  expect(verdictOf(estimate, 200, undefined)).toBe('fits');
  expect(verdictOf(estimate, 110, undefined)).toBe('tight');
  expect(verdictOf(estimate, 99, undefined)).toBe('doesNotFit');
  expect(verdictOf(estimate, 200, 49)).toBe('tight');
});

test('free disk is asked of the nearest folder that is there', async () => {
  expect(await freeDiskAt(join(tmpdir(), 'not', 'made', 'yet'))).toBeGreaterThan(0);
});
