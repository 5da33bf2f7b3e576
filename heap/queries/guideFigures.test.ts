// The numbers of the guide against counting with plain lists.
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { FLAG } from '#heap/model/heap.ts';
import { objectId } from '#heap/model/ids.ts';
import { isStrong } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { draw } from '#heap/testing/draw.ts';
import { randomHeap } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { guideFigures } from './guideFigures.ts';

test('the figures are those of counting one by one', () => {
  forSeeds(process.env['OURO_SEED'], 200, (random) => {
    const heap = randomHeap(random, 40);
    const { objects, references } = heap;
    const figures = guideFigures(heap, {}, openLedger(), silentTask);
    const all = Array.from({ length: objects.length }, (_, i) => i);
    const mortal = all.filter((i) => (objects.flags[i]! & (FLAG.immortal | FLAG.static)) === 0);
    const inward = (i: number): number =>
      [...references.target].filter((target, row) => target === i && isStrong(references.kind[row]!)).length;
    expect(figures).toMatchObject({
      objects: all.length,
      selfSize: all.reduce((sum, i) => sum + objects.selfSize[i]!, 0),
      small: all.filter((i) => objects.selfSize[i]! <= 512).length,
      mortal: mortal.length,
      immortal: all.length - mortal.length,
      singleHolder: mortal.filter((i) => objects.refcount[i] === 1).length,
      generations: [0, 1, 2].map((age) => all.filter((i) => objects.generation[i] === age).length),
    });
    const bytesOf = (name: string): number =>
      all
        .filter((i) => qualifiedName(typeNameOf(heap, objects.type[objectId(i)]!)) === name)
        .reduce((sum, i) => sum + objects.selfSize[i]!, 0);
    const names = all.map((i) => qualifiedName(typeNameOf(heap, objects.type[objectId(i)]!)));
    expect(figures.largestType?.selfSize).toBe(Math.max(...names.map(bytesOf)));
    expect(bytesOf(figures.largestType!.name)).toBe(figures.largestType?.selfSize);
    if (references.length === 0) expect(figures.mostReferenced).toBeUndefined();
    else expect(figures.mostReferenced?.references).toBe(Math.max(...all.map(inward)));
  });
});

test('what is not recorded has no number', () => {
  const { heap } = draw('root -> a', { without: ['refcounts', 'generations', 'flags', 'tracked'] });
  expect(guideFigures(heap, {}, openLedger(), silentTask)).toMatchObject({
    objects: heap.objects.length,
    trackable: undefined,
    mortal: undefined,
    singleHolder: undefined,
    immortal: undefined,
    interned: undefined,
    generations: undefined,
  });
});
