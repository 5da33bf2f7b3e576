import { expect, test } from 'vitest';
import { emptyBits, setBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { draw } from '../testing/draw.ts';
import { groupHistogram, typeHistogram, typeHistogramWithin } from './histogram.ts';

const { heap, at } = draw('a: type=app.A size=10; b: type=app.B size=20; c: type=app.A size=30');

test('objects and bytes per type', () => {
  const { count, selfSize } = typeHistogram(heap, openLedger(), silentTask);
  const type = (name: string) => heap.objects.type[at(name)];
  expect([count[type('a')], selfSize[type('a')]]).toEqual([2, 40]);
  expect([count[type('b')], selfSize[type('b')]]).toEqual([1, 20]);
});

test('only the objects of a set', () => {
  const within = emptyBits(3, 'test', openLedger());
  setBit(within, at('c'));
  const { count, selfSize } = typeHistogramWithin(heap, within, openLedger(), silentTask);
  expect([count[heap.objects.type[at('c')]], selfSize[heap.objects.type[at('c')]]]).toEqual([1, 30]);
  expect(count[heap.objects.type[at('b')]]).toBe(0);
});

test('any grouping, with objects in no group', () => {
  const group = Uint32Array.of(1, NONE, 1);
  const { count, selfSize } = groupHistogram(heap, group, 2, openLedger(), silentTask);
  expect([[...count], [...selfSize]]).toEqual([
    [0, 2],
    [0, 40],
  ]);
});
