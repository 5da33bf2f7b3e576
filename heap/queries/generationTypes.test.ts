import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NEEDLESS, needlesslyTracked } from '../analyses/needlesslyTracked.ts';
import { openLedger } from '../base/column.ts';
import { outcomeOf } from '../base/fault.ts';
import { silentTask } from '../base/task.ts';
import { AGES, type GenerationTypes } from '../model/generationRows.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { draw } from '../testing/draw.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { closure, isPlainStrong, isPlainVisible, naiveReplay, plainReferences } from '../testing/oracles.ts';
import { randomHeap } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { generationTypes } from './generationTypes.ts';

const SEED = process.env['OURO_SEED'];

const tablesOf = (heap: Heap, most = 500): GenerationTypes => generationTypes(heap, most, openLedger(), silentTask);

test('each type has its objects by age, the types with most visits first', () => {
  const { heap } = draw(`module -> a; a -> b; a -> b; b -> c; x
    module: type=module size=10; a: type=app.Old gen=2 size=20; b: type=app.Young gen=0 size=30
    c: type=app.Young gen=1 size=40; x: type=int untracked size=5`);
  const { rows, ages, visits } = tablesOf(heap);
  expect(rows.map((row) => [qualifiedName(row.type), row.ages, row.selfSize, row.visits])).toEqual([
    ['app.Young', [1, 1, 0, 0, 0, 0], 70, 3],
    ['app.Old', [0, 0, 1, 0, 0, 0], 20, 3],
    ['module', [0, 0, 1, 0, 0, 0], 10, 2],
    ['int', [0, 0, 0, 0, 0, 1], 5, 0],
  ]);
  expect(ages).toEqual([
    { age: '0', objects: 1, selfSize: 30 },
    { age: '1', objects: 1, selfSize: 40 },
    { age: '2', objects: 2, selfSize: 30 },
    { age: 'untracked', objects: 1, selfSize: 5 },
  ]);
  expect(visits).toBe(8);
  expect(tablesOf(heap, 1)).toMatchObject({ types: 4, rows: [{ objects: 2 }] });
});

test('old, alive and reachable from a module: a candidate for gc.freeze', () => {
  const { heap } = draw('module -> a; a -> b; root -> c; a: size=10; b: gen=0 size=20; c: size=40; module: gen=1');
  expect(tablesOf(heap).freeze).toEqual({ objects: 1, selfSize: 10, visits: 2 });
});

test('an old object that only young ones hold', () => {
  const { heap } = draw('young -> a; a -> b; a -> a; root -> young; young: gen=0; a: size=7; b: size=9; root: gen=1');
  expect(tablesOf(heap).heldByYoung).toEqual({ objects: 1, selfSize: 7 });
});

test('tuples of tuples of atoms are needless however they lie', () => {
  const chain = Array.from({ length: 60 }, (_, i) => `t${i} -> t${i + 1}; t${i}: type=tuple size=1`).join(';');
  const back = Array.from({ length: 60 }, (_, i) => `b${i + 1} -> b${i}; b${i + 1}: type=tuple size=1`).join(';');
  const { heap } = draw(`root -> t0; ${chain}; t60: type=tuple; b0: type=tuple; ${back}`);
  expect(tablesOf(heap).needless.tuples.objects).toBe(122);
});

test('what CPython never stops tracking is said by version', () => {
  const at = (hexversion: number): string =>
    tablesOf(draw('root -> d; d: type=dict', { hexversion }).heap).needless.dicts.until;
  expect([at(0x030d00f0), at(0x030e00f0)]).toEqual(['fullCollection', 'never']);
});

test('without generations there is no such table', () => {
  expect(outcomeOf(() => tablesOf(draw('a', { without: ['generations'] }).heap))).toMatchObject({
    fault: { code: 'analysis/needs', missing: ['generations'] },
  });
});

test('the amounts equal naive ones on random heaps', () => {
  forSeeds(SEED, 300, (random) => {
    const heap = randomHeap(random, 30);
    const { objects } = heap;
    for (let object = 0; object < objects.length; object++) {
      const tracked = (objects.flags[object] & FLAG.tracked) !== 0;
      objects.generation[object] = tracked ? Math.floor(random() * 4) : GENERATION.untracked;
    }
    const rows = plainReferences(heap);
    const collected = naiveReplay(heap, 2).outside;
    const visits = (object: number): number =>
      1 + rows.filter((row) => row.from === object && isPlainVisible(row, objects.flags[object])).length;
    const tables = tablesOf(heap);
    expect(tables.visits).toBe([...collected.keys()].reduce((sum, object) => sum + visits(object), 0));
    const old = [...collected.keys()].filter((object) => objects.generation[object] === 2);
    const modules = [...heap.roots.object].filter((_, row) => heap.roots.kind[row] === 1);
    const reached = closure(rows.filter(isPlainStrong), modules, new Set());
    expect(tables.freeze).toEqual(
      amountOf(
        heap,
        old.filter((object) => reached.has(object)),
        visits,
      ),
    );
    const isHeld = (object: number): boolean =>
      rows.some(
        (row) => row.to === object && row.from !== object && isPlainStrong(row) && objects.generation[row.from] >= 2,
      );
    const { objects: count, selfSize } = amountOf(
      heap,
      old.filter((object) => !isHeld(object)),
      visits,
    );
    expect(tables.heldByYoung).toEqual({ objects: count, selfSize });
    expect(tables.rows.reduce((sum, row) => sum + row.ages.reduce((a, b) => a + b), 0)).toBe(objects.length);
  });
});

function amountOf(heap: Heap, objects: readonly number[], visits: (object: number) => number) {
  return {
    objects: objects.length,
    selfSize: objects.reduce((sum, object) => sum + heap.objects.selfSize[object], 0),
    visits: objects.reduce((sum, object) => sum + visits(object), 0),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-ages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Objects of the dumper that a dump may show without their flag: iterators and tuples of its own calls. */
const PASSING = 40;
const OF_THE_QUESTION = 4;

interface Truth {
  /** Addresses by generation that stood there before and after the dump. */
  readonly generations: readonly (readonly number[])[];
  /** ... or came or went meanwhile. */
  readonly passing: readonly (readonly number[])[];
  readonly frozen: number;
  /** Tracked exact tuples and dicts that the collections after the dump no longer track. */
  readonly untracked: readonly number[];
  /** ... and those that are tracked still. */
  readonly tracked: readonly number[];
}

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('has the objects of gc.get_objects(generation), and untracks what is needless', async () => {
    const dump = join(folder, `${version}.ouro`);
    const said = execFileSync(path, [resolve('heap/testing/agedProgram.py'), resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      maxBuffer: 1 << 28,
    });
    const truth: Truth = JSON.parse(said.toString());
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    const found = [new Set<number>(), new Set<number>(), new Set<number>(), new Set<number>()];
    for (let object = 0; object < heap.objects.length; object++) {
      found[heap.objects.generation[object]]?.add(heap.objects.address[object]);
    }
    for (const [generation, addresses] of truth.generations.entries()) {
      // The iterators of the question itself are young, and may lie at one place before and after.
      const missing = addresses.filter((address) => !found[generation]?.has(address));
      expect(generation === 0 ? missing.slice(OF_THE_QUESTION) : missing).toEqual([]);
      const known = new Set([...addresses, ...(truth.passing[generation] ?? [])]);
      const more = [...(found[generation] ?? [])].filter(
        (address) => !known.has(address) && !isOfDumper(heap, address),
      );
      // What the dumper itself made and dropped while it ran is young, and not all of it carries its flag.
      expect(generation === 0 ? more.slice(PASSING) : more).toEqual([]);
      expect(addresses.length).toBeGreaterThan(100);
    }
    expect(found[3]?.size).toBe(truth.frozen);
    const needless = needlesslyTracked(heap, openLedger());
    const addresses = new Set<number>();
    for (let object = 0; object < needless.length; object++) {
      if (needless[object] !== NEEDLESS.no) addresses.add(heap.objects.address[object]);
    }
    expect(truth.untracked.filter((address) => !addresses.has(address))).toEqual([]);
    expect(truth.tracked.filter((address) => addresses.has(address))).toEqual([]);
    expect(truth.untracked.length).toBeGreaterThan(2000);
    expect(truth.tracked.length).toBeGreaterThan(500);
    const { rows } = tablesOf(heap);
    const planted = rows.filter((row) => /^__main__\.(Old|Middle|Young)$/.test(qualifiedName(row.type)));
    const cells = Object.fromEntries(planted.map((row) => [row.type.name, row.ages]));
    expect(cells).toEqual({
      Old: AGES.map((_, age) => (age === 2 ? 300 : 0)),
      Middle: AGES.map((_, age) => (age === 1 ? 200 : 0)),
      Young: AGES.map((_, age) => (age === 0 ? 150 : 0)),
    });
  }, 30_000);
});

function isOfDumper(heap: Heap, address: number): boolean {
  const object = objectId(heap.objects.address.indexOf(address));
  return (heap.objects.flags[object] & FLAG.dumper) !== 0 && typeNameOf(heap, heap.objects.type[object]).name !== '';
}
