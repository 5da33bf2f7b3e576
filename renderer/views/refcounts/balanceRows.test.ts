import { expect, test } from 'vitest';
import type { ExplanationRow } from '#heap/model/countRows.ts';
import { balanceRows } from './balanceRows.ts';

const row = (explanation: ExplanationRow['explanation'], objects: number): ExplanationRow => ({
  explanation,
  objects,
  excess: 0,
  example: undefined,
});

test('what adds up comes first, then what does not, what is known by how much, what was not counted', () => {
  const rows = [row('immortal', 9), row('frame', 1), row('unexplained', 2), row('interned', 5), row('exact', 1)];
  expect(balanceRows(rows).map(({ explanation, objects }) => [explanation, objects])).toEqual([
    ['exact', 1],
    ['unexplained', 2],
    ['inconsistent', 0],
    ['interned', 5],
    ['frame', 1],
    ['immortal', 9],
  ]);
});
