import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import type { PathsAnswer } from '../model/rows.ts';
import { analysed } from '../testing/analysed.ts';
import { draw, type Drawing } from '../testing/draw.ts';
import { closure, isPlainStrong, plainReferences } from '../testing/oracles.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { distinctPaths } from './distinctPaths.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);

function ask(heap: Heap, object: ObjectId, limit = 10): PathsAnswer {
  const results = analysed(heap);
  const tables = { heap, results, rootSet: results.rootSet, referrers: results.referrers };
  return distinctPaths(tables, object, limit, openLedger(), silentTask);
}

function pathsIn({ heap, at }: Drawing, name = 'x', limit = 10): readonly string[] {
  return ask(heap, at(name), limit).paths.map((path) => path.expression);
}

describe('different paths', () => {
  test('come shortest first, each over its own names', () => {
    const drawing = draw('root1 -.a-> b; b -.c-> x; root2 -.d-> x');
    expect(pathsIn(drawing)).toEqual(['<root2>.d', '<root1>.a.c']);
  });

  test('are not found where only a reference in the middle is doubled', () => {
    expect(pathsIn(draw('root -.a-> b; root -.aa-> b; b -.c-> d; d -.e-> x'))).toEqual(['<root>.a.c.e']);
  });

  test('detour high above the object', () => {
    const drawing = draw('root1 -.a-> b; b -.x-> x; root2 -.k-> l; l -.m-> n; n -.o-> b');
    expect(pathsIn(drawing)).toEqual(['<root1>.a.x', '<root2>.k.m.o.x']);
  });

  test('one of many alike is enough', () => {
    const sessions = [1, 2, 3, 4, 5, 6].map((n) => `l -[${n}]-> s${n}; s${n} -.config-> x; s${n}: type=app.Session`);
    const drawing = draw(`root1 -.sessions-> l; ${sessions.join(';')}; root2 -.config-> x; l: type=list`);
    expect(pathsIn(drawing)).toEqual(['<root2>.config', '<root1>.sessions[1].config']);
  });

  test('an object that is a root and held by others shows both', () => {
    expect(pathsIn(draw('rootx -.me-> rootx; root1 -.a-> rootx'), 'rootx')).toHaveLength(2);
  });

  test('stop at the limit and say so', () => {
    const drawing = draw('root1 -.a-> x; root2 -.b-> x; root3 -.c-> x');
    const { paths, limited } = ask(drawing.heap, drawing.at('x'), 2);
    expect([paths.length, limited]).toEqual([2, true]);
    expect(ask(drawing.heap, drawing.at('x'), 9)).toMatchObject({ limited: false, reachable: true });
  });

  test('weak references and garbage lead nowhere', () => {
    const drawing = draw('root -weak-> x; y -> x');
    expect(ask(drawing.heap, drawing.at('x'))).toEqual({ paths: [], limited: false, reachable: false });
  });
});

test(`1,000 random heaps: paths are real, simple, strong, start at roots, the first is a shortest (seed ${SEED})`, () => {
  let several = 0;
  for (let round = 0; round < 1000; round++) {
    const random = randomFrom(SEED + round);
    const heap = randomHeap(random, 24);
    const results = analysed(heap);
    const object = objectId(Math.floor(random() * heap.objects.length));
    const place = `seed ${SEED + round} object ${object}`;
    const { paths, reachable } = ask(heap, object, 8);
    const rows = plainReferences(heap).filter(isPlainStrong);
    const reached = closure(rows, results.rootSet.object, new Set());
    expect(reachable, place).toBe(reached.has(object));
    expect(paths.length > 0, place).toBe(reachable);
    if (reachable) expect(paths[0]!.steps.length - 1, place).toBe(results.distances.depth[object]);
    if (paths.length > 1) several++;
    expect(new Set(paths.map((path) => path.steps.map((step) => step.object.object).join())).size).toBe(paths.length);
    for (const path of paths) {
      const steps = path.steps.map((step) => step.object.object);
      expect(new Set(steps).size, place).toBe(steps.length);
      expect(results.rootSet.object.includes(steps[0]!), place).toBe(true);
      expect(steps.at(-1), place).toBe(object);
      for (let i = 1; i < steps.length; i++) {
        expect(
          rows.some((row) => row.from === steps[i - 1] && row.to === steps[i]),
          place,
        ).toBe(true);
      }
    }
  }
  expect(several).toBeGreaterThan(50);
});
