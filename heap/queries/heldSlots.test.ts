import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runAnalysis } from '../analyses/registry.ts';
import type { AnalysisId, PartialResults } from '../analyses/results.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { frameId } from '../model/ids.ts';
import { qualifiedName } from '../model/names.ts';
import type { AwaitRow, HeldSlots, SlotRow } from '../model/slotRows.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { bytesOf, closure, isPlainStrong, plainReferences, type PlainReference } from '../testing/oracles.ts';
import { heapOf, type HeapParts, type ReferencePart, type RootPart } from '../testing/parts.ts';
import type { Random } from '../testing/random.ts';
import { forSeeds } from '../testing/seeds.ts';
import { heldSlots } from './heldSlots.ts';
import { namespacesOf } from './namespaces.ts';
import { slotTree, type SlotTree } from './slotTree.ts';
import { stackIndex } from './stackIndex.ts';

const SEED = process.env['OURO_SEED'];
const MIB = 1 << 20;

const NEEDED: readonly AnalysisId[] = ['refcounts', 'collector', 'rootSet', 'dominators'];

function resultsOf(heap: Heap): PartialResults {
  let results: PartialResults = {};
  for (const id of NEEDED) results = { ...results, [id]: runAnalysis(id, heap, results, openLedger(), silentTask) };
  return results;
}

function treeOf(heap: Heap, results: PartialResults = resultsOf(heap)): SlotTree {
  if (results.rootSet === undefined) throw new Error('no roots');
  return slotTree(heap, results, results.rootSet, openLedger(), silentTask);
}

function answerOf(heap: Heap): HeldSlots {
  const results = resultsOf(heap);
  const tree = treeOf(heap, results);
  return heldSlots(heap, results, namespacesOf(heap, openLedger()), tree, 500, openLedger());
}

test('what goes with a slot is what only it leads to, cycles back to it included', () => {
  const heap = heapOf({
    objects: [{ selfSize: 10 }, { selfSize: 20 }, { selfSize: 40 }, { selfSize: 80, type: 'module' }],
    references: [
      { from: 0, to: 1 },
      { from: 1, to: 0 },
      { from: 1, to: 2 },
      { from: 3, to: 2 },
    ],
    roots: [
      { object: 3, kind: 'module', label: 'app' },
      { object: 0, kind: 'local', label: 'node', thread: 0, frame: 0 },
    ],
    threads: [{ name: 'main', firstFrame: 0, frames: 1 }],
    frames: [{ function: 'run', thread: 0 }],
  });
  const { slots, frames, threads } = answerOf(heap);
  expect(slots).toMatchObject([{ name: 'node', goes: 30, reaches: 70, reachesMore: false, thread: 'main' }]);
  expect(frames).toMatchObject([{ slots: 1, goes: 30 }]);
  expect(threads).toMatchObject([{ name: 'main', frames: 1, slots: 1, goes: 30 }]);
});

test('two slots of one frame share an object: neither frees it, the frame does', () => {
  const heap = heapOf({
    objects: [{ selfSize: 10 }, { selfSize: 20 }, { selfSize: 400 }],
    references: [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
    ],
    roots: [
      { object: 0, kind: 'local', label: 'a', thread: 0, frame: 0 },
      { object: 1, kind: 'local', label: 'b', thread: 0, frame: 0 },
    ],
    threads: [{ name: 'main', firstFrame: 0, frames: 1 }],
    frames: [{ function: 'run', thread: 0 }],
  });
  const { slots, frames } = answerOf(heap);
  expect(slots.map((slot) => [slot.name, slot.goes])).toEqual([
    ['b', 20],
    ['a', 10],
  ]);
  expect(frames[0]?.goes).toBe(430);
});

test('a count that the slot does not explain keeps the object', () => {
  const parts = (extra: number): HeapParts => ({
    objects: [{ selfSize: 10, extra }],
    references: [],
    roots: [{ object: 0, kind: 'local', label: 'a', thread: 0, frame: 0 }],
    threads: [{ name: 'main', firstFrame: 0, frames: 1 }],
    frames: [{ function: 'run', thread: 0 }],
  });
  expect([0, 1].map((extra) => answerOf(heapOf(parts(extra))).slots[0]?.goes)).toEqual([10, 0]);
});

test('a singleton goes with nothing', () => {
  const heap = heapOf({
    objects: [{ selfSize: 10, flags: FLAG.immortal }],
    references: [],
    roots: [{ object: 0, kind: 'local', label: 'a', thread: 0, frame: 0 }],
    threads: [{ name: 'main', firstFrame: 0, frames: 1 }],
    frames: [{ function: 'run', thread: 0 }],
  });
  expect(answerOf(heap).slots[0]?.goes).toBe(0);
});

/** Two threads, a suspended generator, ROOT rows and references for locals, anything between the other objects. */
function randomStacks(random: Random): Heap {
  const n = 3 + Math.floor(random() * 14);
  const pick = (): number => 1 + Math.floor(random() * (n - 1));
  const references: ReferencePart[] = Array.from({ length: Math.floor(random() * 2 * n) }, () => ({
    from: pick(),
    to: pick(),
    kind: random() < 0.1 ? 'weak' : 'attribute',
  }));
  const labels = ['a', 'b', 'c'];
  for (const label of labels) if (random() < 0.6) references.push({ from: 0, to: pick(), kind: 'local', label });
  const roots: RootPart[] = Array.from({ length: Math.floor(random() * 7) }, (_, i) => {
    const frame = Math.floor(random() * 3);
    return { object: pick(), kind: 'local', label: labels[i % 3], frame, thread: frame === 2 ? 1 : 0 };
  });
  if (random() < 0.8) roots.push({ object: 0, kind: 'registry', label: 'generator' });
  if (random() < 0.5) roots.push({ object: pick(), kind: 'module', label: 'app' });
  return heapOf({
    objects: Array.from({ length: n }, (_, i) =>
      i === 0
        ? { type: 'generator', selfSize: 1, preview: 'rows (app.py:1)' }
        : { selfSize: 16 + Math.floor(random() * 100), extra: random() < 0.4 ? Math.floor(random() * 3) : 0 },
    ),
    references,
    roots,
    threads: [
      { name: 'one', firstFrame: 0, frames: 2 },
      { name: 'two', firstFrame: 2, frames: 1 },
    ],
    frames: [
      { function: 'f', thread: 0 },
      { function: 'g', thread: 0 },
      { function: 'h', thread: 1 },
      { function: 'rows', file: 'app.py', flags: 2 },
    ],
  });
}

interface NaiveSlot {
  readonly frame: number;
  readonly object: number;
}

/** Everything that is alive without the given slots: rows, roots and counts that they stand for are left out. */
function naiveAlive(heap: Heap, results: PartialResults, all: readonly NaiveSlot[], without: ReadonlySet<NaiveSlot>) {
  const kept = all.filter((slot) => !without.has(slot));
  const rows: PlainReference[] = plainReferences(heap).filter((row) => isPlainStrong(row) && row.kind !== 'local');
  for (const slot of kept) if (slot.frame === 3) rows.push({ from: 0, to: slot.object, kind: 'local', hidden: false });
  const named = (object: number): number =>
    [...heap.roots.object].filter((root, row) => root === object && heap.roots.frame[row] < 4).length;
  const others = [...heap.roots.object].filter((_, row) => heap.roots.frame[row] >= 4);
  const counted = [...(results.rootSet?.object ?? [])].filter(
    (object) => named(object) === 0 || (results.refcounts?.residual[object] ?? 0) > named(object),
  );
  const starts = [...others, ...counted, ...kept.filter((slot) => slot.frame < 3).map((slot) => slot.object)];
  return closure(rows, starts, new Set());
}

test('the bytes equal those of naive removal on random stacks', () => {
  let checked = 0;
  forSeeds(SEED, 400, (random) => {
    const heap = randomStacks(random);
    const results = resultsOf(heap);
    const tree = treeOf(heap, results);
    const all: NaiveSlot[] = [];
    for (let frame = 0; frame < 4; frame++) {
      for (let slot = tree.first[frame]; slot < tree.first[frame + 1]; slot++)
        all.push({ frame, object: tree.object[slot] });
    }
    const alive = naiveAlive(heap, results, all, new Set());
    const lost = (slots: readonly NaiveSlot[]): number => {
      const left = naiveAlive(heap, results, all, new Set(slots));
      return bytesOf(
        heap,
        [...alive].filter((object) => !left.has(object)),
      );
    };
    expect(stackIndex(heap).generators.get(frameId(3))).toBe(0);
    for (const [i, slot] of all.entries()) {
      // A generator nobody holds has no bytes to lose; dominators give it a tree of its own.
      if (slot.frame === 3 && !alive.has(0)) continue;
      expect(tree.goes[i]).toBe(lost([slot]));
      checked++;
    }
    for (const frame of [0, 1, 2])
      expect(tree.goesWithFrame[frame]).toBe(lost(all.filter((slot) => slot.frame === frame)));
    expect(tree.goesWithThread[0]).toBe(lost(all.filter((slot) => slot.frame < 2)));
  });
  expect(checked).toBeGreaterThan(500);
});

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-slots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('10 MB in a generator, what a waiting thread holds, and tasks that await tasks', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, ['-W', 'ignore', resolve('heap/testing/heldProgram.py'), resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 30_000,
    });
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    const answer = answerOf(heap);
    const slot = (name: string, of: string): SlotRow | undefined =>
      answer.slots.find((row) => row.name === name && row.place.function.endsWith(of));
    expect(answer.slots[0]).toMatchObject({
      name: 'buffer',
      stack: 'suspended',
      object: { type: { name: 'bytearray' } },
    });
    expect(bytesNear(slot('buffer', 'stream')?.goes)).toBe(10 * MIB);
    expect(bytesNear(slot('head', 'middle')?.goes)).toBe(MIB);
    expect(bytesNear(slot('body', 'inner')?.goes)).toBe(2 * MIB);
    expect(bytesNear(slot('page', 'outer')?.goes)).toBe(3 * MIB);
    // The first row is named by the index too, the settings by the module.
    const rows = slot('rows', 'worker');
    expect(rows?.thread).toBe('worker');
    expect(rows?.goes).toBe(0);
    expect(slot('index', 'worker')?.goes).toBeLessThan(1000);
    expect(slot('shared', 'worker')).toMatchObject({ goes: 0 });
    expect(slot('shared', 'worker')?.reaches).toBeGreaterThan(300_000);
    const worker = answer.frames.find((row) => row.place.function === 'worker');
    expect(worker?.goes).toBeGreaterThan(2000 * 1033);
    expect(worker?.goes).toBeLessThan(2000 * 1033 + 40_000);
    expect(slot('scratch', 'main')?.goes).toBeGreaterThan(400_000);
    const thread = answer.threads.find((row) => row.name === 'worker');
    expect(thread?.goes).toBeGreaterThanOrEqual(worker?.goes ?? 0);
    // Running, so it stands once in its thread and not among the suspended ones.
    expect(answer.frames.filter((row) => row.place.function === 'serve')).toMatchObject([{ thread: 'MainThread' }]);

    const chains = answer.tasks.map(said);
    expect(chains).toContain('task outer task middle inner Future: future');
    expect(chains).toContain('task middle inner Future: future');
    expect(chains).toContain('task sleep Future: future');
    expect(chains.some((chain) => /^task collect .*GatheringFuture: future$/.test(chain))).toBe(true);
    expect(chains).toContain('task serve: notWaiting');
  }, 30_000);
});

/** Whole MiB, without the few bytes of the object itself. */
function bytesNear(bytes: number | undefined): number {
  return Math.round((bytes ?? 0) / MIB) * MIB;
}

function said({ steps, end }: AwaitRow): string {
  const words = steps.map(
    ({ kind, object, place }) => place?.function ?? (kind === 'task' ? 'task' : object.type.name),
  );
  return `${words.join(' ')}: ${end}`;
}

test('types of tasks are known by their names', () => {
  const heap = heapOf({
    objects: [{ type: '_asyncio.Task' }, { type: 'coroutine' }, { type: '_asyncio.Task' }],
    references: [
      { from: 0, to: 1 },
      { from: 1, to: 2, kind: 'stack', label: 0 },
      { from: 2, to: 1 },
    ],
    roots: [{ object: 0 }],
  });
  const [first] = answerOf(heap).tasks;
  expect(first?.end).toBe('circle');
  expect(first?.steps.map((step) => qualifiedName(step.object.type))).toEqual([
    '_asyncio.Task',
    'coroutine',
    '_asyncio.Task',
  ]);
});
