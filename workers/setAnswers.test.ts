// Named sets from every place a set can come from, against plain sets, on random heaps.
import { describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { componentId, objectId, typeId, type ObjectId } from '#heap/model/ids.ts';
import type { SetSource } from '#heap/model/setRows.ts';
import { parseQuery } from '#heap/queries/queryText.ts';
import { searchObjects } from '#heap/queries/search.ts';
import { silentTask } from '#heap/base/task.ts';
import { bytesOf, naiveLost, naiveWorld } from '#heap/testing/oracles.ts';
import { randomHeap } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { FaultError } from '#heap/base/fault.ts';
import { SetAnswers } from './setAnswers.ts';
import { openedHeap } from './testing/openedHeap.ts';

describe('a named set', () => {
  test('has the members of its source, and is a term of queries', () => {
    forSeeds(process.env['OURO_SEED'], 60, (random) => {
      const heap = randomHeap(random, 50);
      const open = openedHeap(heap);
      const sets = new SetAnswers(open);
      const objects = [...heap.objects.address.keys()].map(objectId);
      const world = naiveWorld(heap, open.result('rootSet').object);
      const { parent } = open.result('dominators');
      const { of } = open.result('componentsDefault');
      const one = objects[Math.floor(random() * objects.length)] ?? objectId(0);
      const type = heap.objects.type[one] ?? typeId(0);
      const some = objects.filter(() => random() < 0.3);
      const isBelow = (object: ObjectId): boolean => {
        for (let at: number = object; at !== NONE; at = parent[at as ObjectId] ?? NONE) if (at === one) return true;
        return false;
      };
      const cases: [SetSource, readonly ObjectId[]][] = [
        [{ kind: 'objects', objects: [...some, ...some] }, some],
        [{ kind: 'type', type }, objects.filter((object) => heap.objects.type[object] === type)],
        [{ kind: 'dominated', object: one }, objects.filter(isBelow)],
        [{ kind: 'query', query: 'size>20' }, objects.filter((object) => (heap.objects.selfSize[object] ?? 0) > 20)],
      ];
      const component = of[one];
      if (component !== undefined && component !== NONE)
        cases.push([
          { kind: 'component', lens: 'default', component: componentId(component) },
          objects.filter((object) => of[object] === component),
        ]);
      for (const [i, [source, members]] of cases.entries()) {
        const name = `set${i}`;
        const card = sets.name(name, source);
        const found = searchObjects(heap, open.results, parseQuery(`in:${name}`), open.ledger, silentTask);
        expect([...found], name).toEqual(members);
        const selfSize = members.reduce((sum, member) => sum + (heap.objects.selfSize[member] ?? 0), 0);
        expect(card).toMatchObject({ name, objects: members.length, selfSize });
        expect(card.retained, name).toBe(bytesOf(heap, naiveLost(world, new Set(members))));
        const types = sets.types(source, { first: 0, count: 500, order: 'count', direction: 'descending', filter: '' });
        expect(types.rows.reduce((sum, row) => sum + row.count, 0)).toBe(members.length);
        for (const row of types.rows) {
          const own = members.filter((member) => heap.objects.type[member] === row.type.type);
          expect(row).toMatchObject({ count: own.length, selfSize: bytesOf(heap, own) });
        }
        expect(sets.measure(source)).toEqual({ ...card, name: '' });
      }
      expect(sets.all().map(({ name }) => name)).toEqual(cases.map((_, i) => `set${i}`));
      sets.forget('set0');
      expect(sets.all()).toHaveLength(cases.length - 1);
    });
  });

  test.each(['', 'a b', '1st', 'cycle', 'in:x', 'é', 'x'.repeat(41)])('cannot be called %j', (name) => {
    const open = openedHeap(randomHeap(() => 0.5, 5));
    expect(() => new SetAnswers(open).name(name, { kind: 'objects', objects: [] })).toThrow(FaultError);
  });

  test('refuses objects that are not there, and a thirty-third set', () => {
    const open = openedHeap(randomHeap(() => 0.5, 5));
    const sets = new SetAnswers(open);
    expect(() => sets.name('far', { kind: 'objects', objects: [objectId(999)] })).toThrow('heap/no-such-object');
    for (let i = 0; i < 32; i++) sets.name(`s${i}`, { kind: 'objects', objects: [] });
    expect(() => sets.name('more', { kind: 'objects', objects: [] })).toThrow('query/invalid');
    expect(sets.name('s3', { kind: 'objects', objects: [objectId(0)] }).objects).toBe(1);
  });
});
