import { expect, test } from 'vitest';
import type { MergedPaths, MergedRow } from '#heap/model/whyRows.ts';
import { arrow, linesOf } from './mergedTree.ts';

const NOTHING = { rows: 0, members: 0, bytes: 0 };

function row(label: string, members: number, children: readonly MergedRow[] = [], cut = NOTHING): MergedRow {
  return { label, members, children, cut } as MergedRow;
}

function tree(roots: readonly MergedRow[], members: number, cut = NOTHING): MergedPaths {
  return { roots, cut, members, bytes: 0, unreachable: { members: 0, bytes: 0 } };
}

const answer = tree([row('app', 99, [row('sessions', 99, [row('u1', 1, [row('x', 1)])])]), row('other', 1)], 100);
const labels = (lines: ReturnType<typeof linesOf>): readonly string[] =>
  lines.map((line) => `${line.level} ${line.content.kind === 'row' ? line.content.row.label : 'cut'}`);

test('what most members hang below is open, the rest is closed', () => {
  expect(labels(linesOf(answer, new Set()))).toEqual(['1 app', '2 sessions', '3 u1', '1 other']);
});

test('opening and closing turns a row from how it began', () => {
  expect(labels(linesOf(answer, new Set(['0.0.0'])))).toEqual(['1 app', '2 sessions', '3 u1', '4 x', '1 other']);
  expect(labels(linesOf(answer, new Set(['0'])))).toEqual(['1 app', '1 other']);
});

test('what the bound left out is a line where it is left out', () => {
  const cut = { rows: 3, members: 5, bytes: 80 };
  const lines = linesOf(tree([row('app', 9, [row('a', 4)], cut)], 9, { ...cut, rows: 2 }), new Set());
  expect(labels(lines)).toEqual(['1 app', '2 a', '2 cut', '1 cut']);
  expect(lines.map((line) => [line.place.position, line.place.of])).toEqual([
    [1, 2],
    [1, 2],
    [2, 2],
    [2, 2],
  ]);
});

test('arrows walk, open and close', () => {
  const lines = linesOf(answer, new Set());
  expect(arrow(lines, 0, 'ArrowDown')).toEqual({ focus: 1 });
  expect(arrow(lines, 3, 'ArrowDown')).toEqual({ focus: 3 });
  expect(arrow(lines, 0, 'ArrowUp')).toEqual({ focus: 0 });
  expect(arrow(lines, 0, 'ArrowRight')).toEqual({ focus: 1 });
  expect(arrow(lines, 2, 'ArrowRight')).toEqual({ toggle: '0.0.0' });
  expect(arrow(lines, 2, 'ArrowLeft')).toEqual({ focus: 1 });
  expect(arrow(lines, 1, 'ArrowLeft')).toEqual({ toggle: '0.0' });
  expect(arrow(lines, 1, 'End')).toEqual({ focus: 3 });
  expect(arrow(lines, 1, 'Home')).toEqual({ focus: 0 });
  expect(arrow(lines, 1, 'x')).toBeUndefined();
});

test('a path of five thousand steps needs no recursion', () => {
  let deep = row('end', 1);
  for (let i = 0; i < 5_000; i++) deep = row('step', 1, [deep]);
  expect(linesOf(tree([deep], 1), new Set()).at(-1)?.level).toBe(5_001);
});
