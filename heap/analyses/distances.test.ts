import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';

test('an unexplained count does not hide the recorded root', () => {
  const { heap, at } = draw('root -> a; a -> b; b -> c; b: extra=1');
  const { depth } = analysed(heap).distances;
  expect([depth[at('b')], depth[at('c')]]).toEqual([2, 3]);
});

test('what no recorded root reaches starts at the count that keeps it alive', () => {
  const { heap, at } = draw('root -> a; b -> c; b: extra=1; lost -> lost');
  const { depth } = analysed(heap).distances;
  expect([depth[at('b')], depth[at('c')], depth[at('lost')]]).toEqual([0, 1, NONE]);
});
