import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { PathsAnswer } from '../model/rows.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { pathsTo } from './paths.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);

function ask(heap: Heap, object: ObjectId, limit = 10): PathsAnswer {
  const results = analysed(heap);
  return pathsTo(
    { heap, results, rootSet: results.rootSet, referrers: results.referrers },
    object,
    limit,
    openLedger(),
    silentTask,
  );
}

describe('paths', () => {
  test('the first path is a shortest one', () => {
    const { heap, at } = draw('root -> a; a -> b; b -> c; root -.shortcut-> c; c: type=app.Leaf');
    const { paths } = ask(heap, at('c'));
    expect(paths[0]?.steps.map((step) => step.object.object)).toEqual([at('root'), at('c')]);
    expect(paths[0]?.steps[1]?.label).toBe('.shortcut');
  });

  test('weak references are never a path', () => {
    const { heap, at } = draw('root -weak-> a; a: extra=0');
    expect(ask(heap, at('a'))).toEqual({ paths: [], limited: false, reachable: false });
  });

  test('each path starts at another root', () => {
    const { heap, at } = draw('root1 -> a; root2 -> b; b -> a');
    expect(ask(heap, at('a')).paths.map((path) => path.root.label)).toEqual(['root1', 'root2']);
  });

  test('a module attribute reads as dotted name', () => {
    const { heap, at } = draw(
      'module: type=module; module -dict-> d; d: type=dict; d -key-> k; d -value-> v; k: type=str text=sessions; v: type=dict',
    );
    const labelled = { ...heap, references: { ...heap.references, label: heap.references.label.slice() } };
    labelled.references.label[2] = at('k');
    expect(ask(labelled, at('v')).paths[0]?.expression).toBe('module.sessions');
  });

  test('an entry reference is marked', () => {
    const { heap, at } = draw('root -> a; a -> b; b -> a');
    expect(ask(heap, at('b')).paths[0]?.steps.map((step) => step.entry)).toEqual([false, true, false]);
  });

  test(`2,000 random heaps: every path exists, the first is a shortest one, all first roots are found (seed ${SEED})`, () => {
    for (let round = 0; round < 2000; round++) {
      const random = randomFrom(SEED + round);
      const heap = randomHeap(random, 24);
      const results = analysed(heap);
      const tables = { heap, results, rootSet: results.rootSet, referrers: results.referrers };
      const object = objectId(Math.floor(random() * heap.objects.length));
      const answer = pathsTo(tables, object, 50, openLedger(), silentTask);
      const recorded = naive(heap, new Set(heap.roots.object), object);
      const expected =
        recorded.shortest === undefined ? naive(heap, new Set(results.rootSet.object), object) : recorded;
      const place = `seed ${SEED + round} object ${object}`;
      expect(answer.reachable, place).toBe(expected.shortest !== undefined);
      expect(new Set(answer.paths.map((path) => path.steps[0]?.object.object)), place).toEqual(expected.roots);
      if (expected.shortest !== undefined) expect(answer.paths[0]!.steps.length - 1, place).toBe(expected.shortest);
      for (const path of answer.paths) {
        const steps = path.steps.map((step) => step.object.object);
        expect(new Set(steps).size, place).toBe(steps.length);
        for (let i = 1; i < steps.length; i++) expect(refers(heap, steps[i - 1]!, steps[i]!), place).toBe(true);
      }
    }
  });
});

function refers(heap: Heap, from: number, to: number): boolean {
  for (let r = heap.references.first[from]; r < heap.references.first[from + 1]; r++) {
    if (heap.references.target[r as never] === to && isStrong(heap.references.kind[r])) return true;
  }
  return false;
}

/** Roots met first when walking backwards, and the least number of references from one of them. */
function naive(
  heap: Heap,
  roots: ReadonlySet<number>,
  object: number,
): { roots: Set<number>; shortest: number | undefined } {
  const found = new Set<number>();
  let shortest: number | undefined;
  let layer = new Set([object]);
  const seen = new Set([object]);
  for (let depth = 0; layer.size > 0; depth++) {
    const next = new Set<number>();
    for (const at of layer) {
      if (roots.has(at)) {
        found.add(at);
        shortest ??= depth;
        continue;
      }
      for (let from = 0; from < heap.objects.length; from++)
        if (!seen.has(from) && refers(heap, from, at)) next.add(from);
    }
    for (const at of next) seen.add(at);
    layer = next;
  }
  return { roots: found, shortest };
}
