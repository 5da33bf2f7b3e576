import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { objectAt, parseAddress } from '../model/addresses.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { rootKind, ROOT_KINDS } from '../model/kinds.ts';
import { WHY_VERDICTS, type WhyAnswer } from '../model/whyRows.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { load } from '../testing/loading.ts';
import { closure, isPlainStrong, plainReferences } from '../testing/oracles.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { labelOf } from './labels.ts';
import { whyAlive } from './whyAlive.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);

function why(heap: Heap, object: ObjectId): WhyAnswer {
  const results = analysed(heap);
  const tables = { heap, results, rootSet: results.rootSet, referrers: results.referrers };
  return whyAlive(tables, object, 5, openLedger(), silentTask);
}

/** Roots whose label starts with `rootLocal` are locals of a frame. */
function drawn(drawing: string): { readonly heap: Heap; readonly at: (name: string) => ObjectId } {
  const { heap, at } = draw(drawing);
  for (let row = 0; row < heap.roots.length; row++) {
    const isLocal = [...drawing.matchAll(/rootLocal\w*/g)].some(([name]) => at(name) === heap.roots.object[row]);
    if (isLocal) heap.roots.kind[row] = ROOT_KINDS.indexOf('local');
  }
  return { heap, at };
}

function ask(drawing: string, name = 'x'): readonly [string, string | undefined] {
  const { heap, at } = drawn(drawing);
  const { verdict, lastReference } = why(heap, at(name));
  return [verdict, lastReference === undefined ? undefined : labelOf(heap, lastReference)];
}

describe('why', () => {
  test('single: one attribute is the only way', () => {
    expect(ask('root -.a-> b; b -.last-> x')).toEqual(['single', '.last']);
  });

  test('single: further up, when two references lead from there', () => {
    expect(ask('root -.only-> b; b -.p-> x; b -.q-> x')).toEqual(['single', '.only']);
  });

  test('single: a reference back from what the object holds does not count', () => {
    expect(ask('root -.only-> x; x -> y; y -> x')).toEqual(['single', '.only']);
  });

  test('single: garbage that refers to the object does not count', () => {
    expect(ask('root -.only-> x; g -> x; g -> h; h -> g')).toEqual(['single', '.only']);
  });

  test('several: two roots', () => {
    expect(ask('root1 -> x; root2 -> x')).toEqual(['several', undefined]);
  });

  test('several: a second way deep down', () => {
    expect(ask('root1 -> a; a -> x; root2 -> b; b -> x')).toEqual(['several', undefined]);
  });

  test('frame: all ways start at locals', () => {
    expect(ask('rootLocal1 -> x; rootLocal2 -> b; b -> x')[0]).toBe('frame');
  });

  test('frame: not when a module has it too', () => {
    expect(ask('rootLocal1 -> x; module -> x')[0]).toBe('several');
  });

  test('frame: an object that is itself a local', () => {
    expect(ask('rootLocal -> y', 'rootLocal')[0]).toBe('frame');
  });

  test('root: a module is one itself', () => {
    expect(ask('module -> x', 'module')[0]).toBe('root');
  });

  test('garbage: nothing leads there, a cycle included', () => {
    expect(ask('x -> y; y -> x')).toEqual(['garbage', undefined]);
    expect(ask('root -weak-> x')[0]).toBe('garbage');
  });

  test('excess: only its own count keeps it', () => {
    expect(ask('x: extra=1')).toEqual(['excess', undefined]);
  });

  test('excess: in a cycle it is still its own count', () => {
    expect(ask('x -> y; y -> x; x: extra=1')[0]).toBe('excess');
  });

  test('cycle: the count of another member keeps the whole cycle', () => {
    expect(ask('x -> y; y -> x; y: extra=1')[0]).toBe('cycle');
  });

  test('cycle: not when something outside refers to a member', () => {
    expect(ask('x -> y; y -.last-> x; z -> y; z: extra=1')).toEqual(['excess', '.last']);
    expect(ask('x -> y; y -.last-> x; root -> y')).toEqual(['single', '.last']);
  });
});

test('holders are counted by what they are', () => {
  const { heap, at } = drawn(
    'root -> x; f -local-> x; f -stack-> x; w -weak-> x; x: extra=2; root -> f; f: type=frame',
  );
  expect(why(heap, at('x')).holders).toEqual({ strong: 1, weak: 1, frameLocal: 2, unexplained: 2 });
});

test('the demo dump: a leaked session, a forgotten reference, a suspended generator', async () => {
  const truth = JSON.parse(readFileSync('samples/demo.truth.json', 'utf8')) as {
    readonly session_leak: { readonly first: string };
    readonly leaked_references: Readonly<Record<string, number>>;
    readonly suspended: { readonly generator: string };
  };
  const { heap } = await load(readFileSync('samples/demo.ouro'));
  const answer = (address: string): WhyAnswer => why(heap, objectAt(heap, parseAddress(address)!)!);
  const session = answer(truth.session_leak.first);
  expect(session.paths.map((path) => path.expression)).toEqual(["shop.app.sessions['u1']"]);
  expect([session.verdict, labelOf(heap, session.lastReference!)]).toEqual(['single', "['u1']"]);
  for (const [address, leaked] of Object.entries(truth.leaked_references)) {
    const buffer = answer(address);
    expect([buffer.holders.unexplained, buffer.verdict]).toEqual([leaked, leaked > 0 ? 'several' : 'single']);
  }
  expect(answer(truth.suspended.generator).paths.map((path) => path.expression)).toEqual([
    'shop.app.exports[0]',
    'shop.errors.recent[0].__traceback__.tb_frame.frame local rows',
  ]);
});

test(`2,000 random heaps: verdicts and last references hold by definition (seed ${SEED})`, () => {
  const seen = new Map<string, number>();
  for (let round = 0; round < 2000; round++) {
    const random = randomFrom(SEED + round);
    const heap = randomHeap(random, 16);
    for (let row = 0; row < heap.roots.length; row++) heap.roots.kind[row] = random() < 0.6 ? 3 : 1;
    const object = objectId(Math.floor(random() * heap.objects.length));
    const results = analysed(heap);
    const answer = why(heap, object);
    const place = `seed ${SEED + round} object ${object} ${answer.verdict}`;
    seen.set(answer.verdict, (seen.get(answer.verdict) ?? 0) + 1);
    const all = plainReferences(heap);
    const rows = all.filter(isPlainStrong);
    const reaches = (roots: Iterable<number>, without = -1): boolean => {
      const left = all.filter((row, i) => i !== without && isPlainStrong(row));
      return closure(left, roots, new Set()).has(object);
    };
    const rootSet = [...results.rootSet.object];
    const lasting = new Set<number>();
    const recorded = new Set<number>();
    for (let row = 0; row < heap.roots.length; row++) {
      recorded.add(heap.roots.object[row]!);
      if (rootKind(heap.roots.kind[row]!) !== 'local') lasting.add(heap.roots.object[row]!);
    }
    for (const root of rootSet) if (!recorded.has(root)) lasting.add(root);
    // The last reference is there exactly when some reference is the only way, and it is one.
    const bridges = all.flatMap((row, i) => (isPlainStrong(row) && !reaches(rootSet, i) ? [i] : []));
    const isReached = reaches(rootSet);
    if (answer.lastReference !== undefined) expect(reaches(rootSet, answer.lastReference), place).toBe(false);
    expect(answer.lastReference !== undefined, place).toBe(isReached && bridges.length > 0);
    expect(answer.verdict === 'garbage', place).toBe(!isReached);
    expect(['cycle', 'excess', 'garbage'].includes(answer.verdict), place).toBe(!reaches(recorded));
    if (reaches(recorded)) {
      if (answer.verdict !== 'root') expect(answer.verdict === 'frame', place).toBe(!reaches(lasting));
      expect(answer.verdict === 'root', place).toBe(recorded.has(object) && lasting.has(object));
    }
    if (answer.verdict === 'single') expect(answer.lastReference, place).toBeDefined();
    if (answer.verdict === 'several') expect(answer.lastReference, place).toBeUndefined();
    if (answer.verdict === 'cycle') {
      const component = results.componentsDefault.of[object]!;
      for (const row of rows) {
        if (results.componentsDefault.of[row.to] === component)
          expect(results.componentsDefault.of[row.from], place).toBe(component);
      }
    }
  }
  expect([...seen.keys()].sort()).toEqual([...WHY_VERDICTS].sort());
});
