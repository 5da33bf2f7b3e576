// Against climbing from every object on its own, on random heaps.
import { expect, test } from 'vitest';
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { analysed } from '../testing/analysed.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { dominatorChains, moduleNames } from './dominatorChains.ts';

test('every object is in the chain of its topmost dominators', () => {
  forSeeds(process.env['OURO_SEED'], 200, (random) => {
    const heap = randomHeap(random, 60);
    const { dominators } = analysed(heap);
    const { of, names } = dominatorChains(heap, dominators, openLedger());
    const modules = moduleNames(heap);
    const nameOf = (object: number): string =>
      modules.get(object) ?? qualifiedName(typeNameOf(heap, typeId(heap.objects.type[object])));
    for (let object = 0; object < heap.objects.length; object++) {
      const chain: string[] = [];
      let top = object;
      for (let at: number = object; at !== NONE; at = dominators.parent[at]) {
        top = at;
        const holder = dominators.parent[at];
        const isNamespace = modules.has(at) && holder !== NONE && modules.get(holder) === modules.get(at);
        if (!isNamespace) chain.unshift(nameOf(at));
      }
      const above = hasBit(dominators.reached, top) ? [] : ['(garbage)'];
      expect(names[of[object]]).toBe([...above, ...chain.slice(0, 3)].join(' › '));
    }
  });
});
