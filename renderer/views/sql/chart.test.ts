import { describe, expect, test } from 'vitest';
import type { SqlKind, SqlResultColumn } from '#heap/model/sqlRows.ts';
import { barsOf, chartColumns, MOST_BARS } from './chart.ts';

function columns(...kinds: readonly SqlKind[]): readonly SqlResultColumn[] {
  return kinds.map((kind, at) => ({ name: `c${at}`, type: '', kind }));
}

describe('the columns of a chart', () => {
  test.each([
    [['text', 'number', 'number'], { label: 0, value: 2 }],
    [['number', 'number'], { label: 0, value: 1 }],
    [['object', 'text', 'number'], { label: 1, value: 2 }],
    [['object', 'number'], { label: 0, value: 1 }],
    [['number', 'text'], undefined],
    [['number'], undefined],
    [['text', 'truth'], undefined],
    [[], undefined],
  ] as const)('%j', (kinds, expected) => expect(chartColumns(columns(...kinds))).toEqual(expected));
});

describe('bars', () => {
  test('share of the longest, in the order of the rows, NULL left out', () => {
    const rows = [
      ['a', 2],
      ['b', null],
      [null, 4],
      ['d', -1],
      ['e', '8'],
    ];
    expect(barsOf(rows, { label: 0, value: 1 })).toEqual([
      { label: 'a', value: 2, share: 0.25 },
      { label: 'NULL', value: 4, share: 0.5 },
      { label: 'd', value: -1, share: 0.125 },
      { label: 'e', value: 8, share: 1 },
    ]);
  });

  test('zeros are no division by zero, and the rest is not drawn', () => {
    const bars = barsOf(
      Array.from({ length: 100 }, (_, at) => [at, 0]),
      { label: 0, value: 1 },
    );
    expect(bars).toHaveLength(MOST_BARS);
    expect(bars.every(({ share }) => share === 0)).toBe(true);
  });
});
