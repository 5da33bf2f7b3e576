import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { LensName } from '../model/lenses.ts';
import { draw } from '../testing/draw.ts';
import { componentsUnder } from './components.ts';

function cyclesIn(drawing: string, lens: LensName): readonly (readonly string[])[] {
  const { heap, names } = draw(drawing);
  const ledger = openLedger();
  const { first, member, length, of, references, selfSize } = componentsUnder(heap, lens, ledger, silentTask);
  const kept = [of, first, member, references, selfSize].reduce((sum, column) => sum + column.byteLength, 0);
  expect(ledger.live).toBe(kept);
  return Array.from({ length }, (_, c) => names(member.subarray(first[c], first[c + 1])));
}

test('cycles and self references are found, chains are not', () => {
  expect(cyclesIn('a -> b; b -> a; b -> c; c -> c; c -> d; d -> e', 'all')).toEqual([['a', 'b'], ['c']]);
});

test('the largest component by bytes comes first, then the one with the smallest member', () => {
  const { heap, at } = draw('a -> a; b -> b; c -> d; d -> c; a: size=10; b: size=30; c: size=5; d: size=5');
  const found = componentsUnder(heap, 'all', openLedger(), silentTask);
  expect([...found.member]).toEqual(['b', 'a', 'c', 'd'].map(at));
  expect([...found.selfSize]).toEqual([30, 10, 10]);
  expect([...found.of]).toEqual([1, 0, 2, 2]);
  expect([...found.references]).toEqual([1, 1, 2]);
});

test('weak references close no cycle', () => {
  expect(cyclesIn('a -> b; b -weak-> a', 'all')).toEqual([]);
});

test('objects in no cycle have no component', () => {
  const { heap } = draw('a -> b');
  expect([...componentsUnder(heap, 'default', openLedger(), silentTask).of]).toEqual([NONE, NONE]);
});

test('each lens takes its references away, a planted cycle stays under all of them', () => {
  const drawing = [
    'x -> y; y -> x',
    'instance -instanceType-> class; class -> instance; class: type=type',
    'function -globals-> namespace; namespace -> function; namespace: type=dict',
    'module.m -dict-> dict; dict -> module.m; dict: type=dict',
    'module.p -> part; part -> module.p',
    'maker -> made; made -type-> maker; maker: type=type',
    'holder -> ns; ns -> holder; module.n -dict-> ns; ns: type=dict',
  ].join(';');
  expect(cyclesIn(drawing, 'all').length).toBe(7);
  expect(cyclesIn(drawing, 'instances')).toEqual([
    ['x', 'y'],
    ['dict', 'module.m'],
    ['module.p', 'part'],
    ['made', 'maker'],
    ['holder', 'ns'],
  ]);
  expect(cyclesIn(drawing, 'default')).toEqual([['x', 'y']]);
});

test('frames and caches close no cycle in the lens for data', () => {
  const drawing = [
    'error -traceback-> trace; trace -frame-> frame; frame -local-> error; trace: type=traceback; frame: type=frame',
    'cache -> key; key -> cache; cache: type=functools._lru_cache_wrapper',
    'a -> b; b -> a',
  ].join(';');
  expect(cyclesIn(drawing, 'default').length).toBe(3);
  expect(cyclesIn(drawing, 'structure')).toEqual([['a', 'b']]);
});

test('a lens may show weak references', () => {
  expect(cyclesIn('a -> b; b -weak-> a', 'hide-')).toEqual([['a', 'b']]);
});

test('the collector sees neither untracked objects nor what tp_traverse leaves out', () => {
  const drawing = 'a -> b; b -> a; c -> d; d -hidden-> c; e -> f; f -> e; f: untracked; g -> h; h -> g; h: frozen';
  expect(cyclesIn(drawing, 'all').length).toBe(4);
  expect(cyclesIn(drawing, 'collector')).toEqual([['a', 'b']]);
});
