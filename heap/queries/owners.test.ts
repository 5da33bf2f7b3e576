import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dominatorTree } from '../analyses/dominators.ts';
import { rootSetOf } from '../analyses/rootSet.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { stringId } from '../model/ids.ts';
import { nameAt, typeNameOf } from '../model/names.ts';
import type { OwnerGrouping, OwnerRow } from '../model/ownerRows.ts';
import { draw } from '../testing/draw.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { closure, isPlainStrong, plainReferences } from '../testing/oracles.ts';
import { heapOf, type ObjectPart, type ReferencePart, type RootPart } from '../testing/parts.ts';
import type { Random } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { objectsOfOwner, ownersOf, type Owned } from './owners.ts';

const SEED = process.env['OURO_SEED'];

function owned(heap: Heap, rules = '', by: OwnerGrouping = 'module'): Owned {
  const rootSet = rootSetOf(heap, {}, openLedger(), silentTask);
  const tree = dominatorTree(heap, rootSet, openLedger(), silentTask);
  return ownersOf(heap, { rootSet, tree }, { by, rules }, openLedger(), silentTask);
}

/** `name: sole + share` of every owner. */
function said({ answer }: Owned): Readonly<Record<string, readonly [number, number]>> {
  return Object.fromEntries(answer.rows.map((row) => [nameOf(row), [row.sole.selfSize, row.share]]));
}

const nameOf = ({ kind, name }: OwnerRow): string => (name === '' ? kind : kind === 'tag' ? `#${name}` : name);

const TWO = `module_a -dict-> da; module_b -dict-> db; da -value-> x; db -value-> y; da -value-> s; db -value-> s; s -> t
  module_a: type=module size=1 text=a; module_b: type=module size=1 text=b; da: type=dict size=2; db: type=dict size=2
  x: size=10; y: size=20; s: size=100; t: size=300`;

test('what two modules reach is split between them', () => {
  expect(said(owned(draw(TWO).heap))).toEqual({ a: [13, 200], b: [23, 200] });
});

test('an import owns nothing: a reference into code is a use', () => {
  const { heap } = draw(`${TWO}; da -value-> module_b; x -> f; f -globals-> db; f: type=function size=7`);
  expect(said(owned(heap))).toEqual({ a: [13, 200], b: [30, 200] });
});

test('a function with a closure belongs to who holds it', () => {
  const { heap } = draw(
    `${TWO}; x -> f; f -globals-> db; f -closure-> c; f: type=function size=7; c: type=cell size=5`,
  );
  expect(said(owned(heap))).toEqual({ a: [25, 200], b: [23, 200] });
});

test('a weak reference of a rule owns nothing, and what is left has no owner', () => {
  const { heap } = draw(`${TWO}; x -.parent-> p; y -.child-> q; q -.parent-> s; p: size=50; q: size=60`);
  const answer = owned(heap);
  expect(said(answer)).toEqual({ a: [13, 200], b: [83, 200] });
  expect(answer.answer.unowned).toEqual({ objects: 1, selfSize: 50 });
});

test('the greatest weight owns, a rule without a match is named', () => {
  const { heap } = draw(`${TWO}; x -.cart-> t`);
  const answer = owned(heap, 'OWNS 5 app.Thing cart\nOWNS app.Nothing *');
  expect(said(answer)).toEqual({ a: [313, 50], b: [23, 50] });
  expect(answer.answer.idle).toEqual([2]);
});

test('a tag takes what it names, whoever reaches it', () => {
  const { heap } = draw(`${TWO}; x -.cache-> c; c -> d; c: type=dict size=5; d: type=app.Row size=6; y -> d`);
  expect(said(owned(heap, 'TAG caches app.* cache'))).toEqual({ '#caches': [5, 3], a: [13, 200], b: [23, 203] });
  expect(said(owned(heap, 'TAG rows app.Row'))).toEqual({ '#rows': [6, 0], a: [18, 200], b: [23, 200] });
});

test('attributes in an instance dict are attributes of the instance', () => {
  const { heap } = draw(`${TWO}; x -dict-> own; own: type=dict size=4; p: size=50`);
  const parts = { heap };
  expect(said(owned(parts.heap))['a']).toEqual([17, 200]);
  const keyed = heapOf({
    objects: [
      { type: 'module', selfSize: 1, preview: 'a' },
      { type: 'dict', selfSize: 2 },
      { selfSize: 10 },
      { type: 'dict', selfSize: 4 },
      { type: 'str', selfSize: 8, preview: 'parent' },
      { selfSize: 50 },
    ],
    references: [
      { from: 0, to: 1, kind: 'dict' },
      { from: 1, to: 2, kind: 'value' },
      { from: 2, to: 3, kind: 'dict' },
      { from: 3, to: 4, kind: 'key' },
      { from: 3, to: 5, kind: 'value', label: 4 },
    ],
    roots: [{ object: 0, kind: 'module', label: 'a' }],
  });
  const answer = owned(keyed);
  expect(said(answer)).toEqual({ a: [25, 0] });
  expect(answer.answer.unowned.selfSize).toBe(50);
});

test('a module without a name keeps what it holds, one named by its repr is unwrapped', () => {
  const { heap } = draw(`${TWO}; db -value-> m; m -dict-> dm; dm -value-> z; z -> s
    m: type=module size=3; dm: type=dict size=4; z: size=5`);
  const found = said(owned(heap));
  expect(found['a']).toEqual([13, 400 / 3]);
  expect(Object.entries(found).find(([name]) => name.startsWith('module 0x'))?.[1]).toEqual([12, 400 / 3]);
  const file = '/usr/lib/python3.11/json/__init__.py';
  const repr = heapOf({
    objects: [{ type: 'module', selfSize: 5, preview: `<module 'json' from '${file}'>` }],
    references: [],
    roots: [{ object: 0, kind: 'other', label: 'x' }],
  });
  expect(said(owned(repr))).toEqual({ json: [5, 0] });
  expect(said(owned(repr, '', 'distribution'))).toEqual({ python: [5, 0] });
});

test('objects of an owner, its shared ones, and those of nobody', () => {
  const { heap, names } = draw(`${TWO}; x -.parent-> p`);
  const answer = owned(heap);
  const row = (name: string): number => answer.answer.rows.find((one) => one.name === name)?.owner ?? -1;
  const listed = (owner: number | 'unowned', part: 'sole' | 'shared'): readonly string[] =>
    names(objectsOfOwner(answer, owner, part, openLedger()));
  expect(listed(row('a'), 'sole')).toEqual(['da', 'module_a', 'x']);
  expect(listed(row('b'), 'shared')).toEqual(['s', 't']);
  expect(listed('unowned', 'sole')).toEqual(['p']);
});

test('a local belongs to the program that called the library', () => {
  const parts = {
    objects: [
      { type: 'module', selfSize: 1, preview: 'app' },
      { type: 'dict', selfSize: 1 },
      { type: 'function', selfSize: 1, preview: 'main (/srv/app.py:1)' },
      { type: 'module', selfSize: 1, preview: 'asyncio' },
      { type: 'dict', selfSize: 1 },
      { type: 'function', selfSize: 1, preview: 'run (/usr/lib/python3.11/asyncio/x.py:1)' },
      { selfSize: 100 },
    ],
    references: [
      { from: 0, to: 1, kind: 'dict' as const },
      { from: 1, to: 2, kind: 'value' as const },
      { from: 2, to: 1, kind: 'globals' as const },
      { from: 3, to: 4, kind: 'dict' as const },
      { from: 4, to: 5, kind: 'value' as const },
      { from: 5, to: 4, kind: 'globals' as const },
    ],
    roots: [
      { object: 0, kind: 'module' as const, label: 'app' },
      { object: 3, kind: 'module' as const, label: 'asyncio' },
      { object: 6, kind: 'local' as const, label: 'self', thread: 0, frame: 0 },
    ],
    threads: [{ name: 'main', firstFrame: 0, frames: 2 }],
    frames: [
      { function: 'run', file: '/usr/lib/python3.11/asyncio/x.py', thread: 0 },
      { function: 'main', file: '/srv/app.py', thread: 0 },
    ],
  };
  expect(said(owned(heapOf(parts)))).toEqual({ app: [103, 0], asyncio: [3, 0] });
  expect(said(owned(heapOf(parts), '', 'distribution'))).toEqual({ program: [103, 0], python: [3, 0] });
});

const MODULES = 3;

/** Modules with namespaces and functions, values between them, parents and carts among the attributes, roots of every sort. */
function randomModules(random: Random): Heap {
  const objects: ObjectPart[] = [];
  const references: ReferencePart[] = [];
  const roots: RootPart[] = [];
  const size = (): number => 1 + Math.floor(random() * 100);
  for (let module = 0; module < MODULES; module++) {
    objects.push({ type: 'module', selfSize: size(), preview: `m${module}` }, { type: 'dict', selfSize: size() });
    objects.push({ type: 'function', selfSize: size() });
    references.push({ from: 3 * module, to: 3 * module + 1, kind: 'dict' });
    references.push({ from: 3 * module + 2, to: 3 * module + 1, kind: 'globals' });
    if (random() < 0.9) roots.push({ object: 3 * module, kind: 'module', label: `m${module}` });
  }
  const first = objects.length;
  const n = first + 2 + Math.floor(random() * 14);
  while (objects.length < n) objects.push({ type: random() < 0.3 ? 'app.Row' : 'app.Node', selfSize: size() });
  const any = (): number => Math.floor(random() * n);
  for (let i = 0; i < 2 * n; i++) {
    const from = any();
    const isCode = from < first;
    const label = ['parent', 'cart', 'user'][Math.floor(random() * 3)];
    references.push({
      from,
      to: any(),
      kind: isCode ? 'value' : random() < 0.1 ? 'weak' : 'attribute',
      label: isCode ? 0 : label,
    });
  }
  if (random() < 0.5) roots.push({ object: any(), kind: 'registry', label: 'x' });
  return heapOf({ objects, references, roots });
}

/** Each object's bytes for each owner, by reachability from one owner after another. */
function naiveShares(
  heap: Heap,
  rules: { readonly weights: boolean; readonly tags: boolean },
): ReadonlyMap<string, number> {
  const typeOf = (object: number): string => typeNameOf(heap, heap.objects.type[object]).name;
  const alive = closure(plainReferences(heap).filter(isPlainStrong), heap.roots.object, new Set());
  const home = (object: number): string | undefined => {
    if (object < 3 * MODULES) return `m${Math.floor(object / 3)}`;
    return rules.tags && typeOf(object) === 'Row' ? '#rows' : undefined;
  };
  const rows = plainReferences(heap)
    .map((row, i) => ({ ...row, label: labelOf(heap, i, row.kind) }))
    .filter((row) => isPlainStrong(row) && alive.has(row.from) && row.from !== row.to && row.label !== 'parent');
  const weight = (row: { readonly label: string }): number => (rules.weights && row.label === 'cart' ? 5 : 0);
  const most = (to: number): number => Math.max(...rows.filter((row) => row.to === to).map(weight));
  const owning = rows.filter((row) => home(row.to) === undefined && weight(row) === most(row.to));
  const registry = [...heap.roots.object].filter((object, i) => heap.roots.kind[i] !== 1 && home(object) === undefined);
  const starts = new Map<string, number[]>([['interpreter', registry]]);
  for (const object of alive) {
    const of = home(object);
    if (of !== undefined) starts.set(of, [...(starts.get(of) ?? []), object]);
  }
  const reached = new Map([...starts].map(([name, from]) => [name, closure(owning, from, new Set())]));
  const shares = new Map<string, number>();
  for (const object of alive) {
    const owners = [...reached].filter(([, set]) => set.has(object)).map(([name]) => name);
    for (const name of owners)
      shares.set(name, (shares.get(name) ?? 0) + heap.objects.selfSize[object] / owners.length);
  }
  return shares;
}

function labelOf(heap: Heap, row: number, kind: string): string {
  return kind === 'value' || kind === 'item' ? '' : nameAt(heap, stringId(heap.references.label[row]));
}

test('the shares equal naive reachability per owner on random heaps', () => {
  let shared = 0;
  forSeeds(SEED, 400, (random) => {
    const heap = randomModules(random);
    const weights = random() < 0.5;
    const tags = random() < 0.5;
    const rules = `${weights ? 'OWNS 5 * cart\n' : ''}${tags ? 'TAG rows app.Row' : ''}`;
    const { answer } = owned(heap, rules);
    const naive = naiveShares(heap, { weights, tags });
    const found = new Map(answer.rows.map((row) => [nameOf(row), row.sole.selfSize + row.share]));
    expect([...found.keys()].sort()).toEqual([...naive.keys()].sort());
    for (const [name, bytes] of found) expect(bytes).toBeCloseTo(naive.get(name) ?? -1, 6);
    const parts = answer.rows.reduce((sum, row) => sum + row.sole.selfSize + row.share, 0);
    const { unowned, unsplit, unreachable } = answer;
    const all = parts + unowned.selfSize + unsplit.selfSize + unreachable.selfSize;
    expect(all).toBeCloseTo(
      heap.objects.selfSize.reduce((sum, bytes) => sum + bytes),
      6,
    );
    shared += answer.shared.objects;
  });
  expect(shared).toBeGreaterThan(300);
});

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-owners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The oldest and the newest: what is owned does not depend on the version. */
const minor = (version: string): number => Number(version.split('.')[1] ?? 0);
const SOME = interpreters().toSorted((a, b) => minor(a.version) - minor(b.version));

describe.each(SOME.filter((_, i) => i === 0 || i === SOME.length - 1))('CPython $version', ({ version, path }) => {
  test('two modules, what they share, and what a task of the program holds', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, [resolve('heap/testing/ownedProgram.py'), resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    const modules = owned(heap).answer;
    const of = (name: string): OwnerRow | undefined => modules.rows.find((row) => row.name === name);
    expect(of('planted_a')?.sole.selfSize).toBeGreaterThan(1_000_000);
    expect(of('planted_a')?.sole.selfSize).toBeLessThan(1_030_000);
    expect(of('planted_b')?.sole.selfSize).toBeGreaterThan(2_000_000);
    expect(of('planted_b')?.sole.selfSize).toBeLessThan(2_030_000);
    expect(of('planted_a')?.share).toBeGreaterThan(1_500_000);
    expect(of('planted_a')?.share).toBeLessThan(1_510_000);
    expect(of('lru_cache')?.sole.selfSize).toBeGreaterThan(500_000);
    const bytes = modules.rows.reduce((sum, row) => sum + row.sole.selfSize + row.share, 0);
    const { unowned, unsplit, unreachable } = modules;
    expect(bytes + unowned.selfSize + unsplit.selfSize + unreachable.selfSize).toBeCloseTo(
      heap.manifest.totalSelfSize,
      3,
    );
    expect(unsplit.objects).toBe(0);
    // Nearly everything that is alive has an owner.
    expect(unowned.selfSize / heap.manifest.totalSelfSize).toBeLessThan(0.01);
    const { rows } = owned(heap, '', 'distribution').answer;
    expect(rows.find((row) => row.kind === 'distribution' && row.name === 'ouroboros_capture')).toBeDefined();
    expect(rows.find((row) => row.kind === 'python')?.sole.selfSize).toBeGreaterThan(1_000_000);
  }, 30_000);
});
