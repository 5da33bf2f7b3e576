import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Heap } from '../model/heap.ts';
import { componentId } from '../model/ids.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { load } from '../testing/loading.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { relabelled } from '../testing/relabel.ts';
import { shuffled } from '../testing/seeds.ts';
import type { ComponentTables } from './components.ts';
import { orderedComponents } from './componentOrder.ts';
import { groupsBySignature, signatureOf } from './signatures.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);

function tablesOf(heap: Heap): ComponentTables {
  const results = analysed(heap);
  return { heap, results, components: results.componentsDefault, referrers: results.referrers };
}

/** Signature by smallest member, counted in the numbering of the first heap. */
function signatures(heap: Heap, order?: readonly number[]): ReadonlyMap<number, string> {
  const tables = tablesOf(heap);
  const found = new Map<number, string>();
  for (let i = 0; i < tables.components.length; i++) {
    const component = componentId(i);
    const members = tables.components.member.subarray(tables.components.first[i], tables.components.first[i + 1]);
    const original = Array.from(members, (member) => order?.[member] ?? member);
    found.set(Math.min(...original), signatureOf(tables, component));
  }
  return found;
}

describe('signatures', () => {
  test(`of 500 random heaps do not depend on numbering (seed ${SEED})`, () => {
    let components = 0;
    for (let round = 0; round < 500; round++) {
      const random = randomFrom(SEED + round);
      const heap = randomHeap(random, 40);
      const order = shuffled(random, heap.objects.length);
      const before = signatures(heap);
      components += before.size;
      expect(signatures(relabelled(heap, order), order), `seed ${SEED + round}`).toEqual(before);
    }
    expect(components).toBeGreaterThan(300);
  });

  const two = (left: string, right: string): readonly string[] => [
    ...signatures(draw(`${left}; ${right}`).heap).values(),
  ];

  test('do not see indexes', () => {
    const [a, b] = two('a -[0]-> b; b -> a; a: type=list', 'c -[7]-> d; d -> c; c: type=list');
    expect(a).toBe(b);
  });

  test('see types, kinds, names and directions', () => {
    const same = 'a -.x-> b; b -.y-> a; a: type=app.A; b: type=app.B';
    for (const other of [
      'c -.x-> d; d -.y-> c; c: type=app.A; d: type=app.C',
      'c -.x-> d; d -.z-> c; c: type=app.A; d: type=app.B',
      'c -.x-> d; d -cell-> c; c: type=app.A; d: type=app.B',
      'c -.y-> d; d -.x-> c; c: type=app.A; d: type=app.B',
      'c -.x-> d; c -.x-> d; d -.y-> c; c: type=app.A; d: type=app.B',
    ]) {
      const [a, b] = two(same, other);
      expect(a, other).not.toBe(b);
    }
  });

  test('see no keys of ordinary dicts, but the names in a namespace', () => {
    const keyed = (own: string, key: string): string =>
      `${own} -dict-> ${own}d; ${own}d -value-> ${own}; ${own}d: type=dict; ${own}k: type=str text=${key}; ${own}: type=app.A`;
    const label = (drawing: string, pairs: readonly (readonly [string, string])[]): readonly string[] => {
      const { heap, at } = draw(drawing);
      const cells = heap.references.label.slice();
      for (const [dict, key] of pairs) cells[heap.references.first[at(dict)]!] = at(key);
      return [...signatures({ ...heap, references: { ...heap.references, label: cells } }).values()];
    };
    const named = label(`${keyed('a', 'x')}; ${keyed('b', 'y')}`, [
      ['ad', 'ak'],
      ['bd', 'bk'],
    ]);
    expect(named[0]).not.toBe(named[1]);
    const plain = (text: string): string => text.replaceAll('-dict->', '-.items->');
    const keys = label(plain(`${keyed('a', 'x')}; ${keyed('b', 'y')}`), [
      ['ad', 'ak'],
      ['bd', 'bk'],
    ]);
    expect(keys[0]).toBe(keys[1]);
  });

  test('group the demo dump: 400 sessions with their users are one group', async () => {
    const { heap } = await load(readFileSync('samples/demo.ouro'));
    const tables = tablesOf(heap);
    const groups = groupsBySignature(tables, orderedComponents(tables));
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(tables.components.length);
    expect(groups.filter((group) => group.motif === 'parentChild').map((group) => group.count)).toContain(400);
    expect(groups.filter((group) => group.motif === 'exceptionFrame').map((group) => group.count)).toContain(12);
  });
});
