import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { PartialResults } from '../analyses/results.ts';
import { outcomeOf, type Fault } from '../base/fault.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, objectId, threadId } from '../model/ids.ts';
import { qualifiedName } from '../model/names.ts';
import type { FrameRow, StackId } from '../model/threadRows.ts';
import { analysed } from '../testing/analysed.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { heapOf, type HeapParts } from '../testing/parts.ts';
import { localsPage, stackPage, threadList } from './threads.ts';

const ALL = { first: 0, count: 500 };
const line = (text: string): { readonly from: number; readonly to: number } => {
  const [from = 0, to = 0] = text.split('>').map(Number);
  return { from, to };
};

/**
 * Objects: 0 the job of the worker, held by its two frames; 1 its rows, below the job; 2 scratch of the inner frame; 3 a module;
 * 4 settings, held by the module and a local; 5 a generator, below the module; 6 its local; 7 the Thread object.
 */
const PARTS: HeapParts = {
  objects: [
    { type: 'app.Job', selfSize: 100 },
    { type: 'list', selfSize: 200 },
    { type: 'bytearray', selfSize: 1000 },
    { type: 'module', selfSize: 10 },
    { type: 'dict', selfSize: 50 },
    { type: 'generator', selfSize: 30, preview: 'rows (app.py:19)' },
    { type: 'bytes', selfSize: 500 },
    { type: 'threading.Thread', selfSize: 5 },
  ],
  references: [
    { ...line('0>1') },
    { ...line('3>4') },
    { ...line('3>5') },
    { ...line('5>6'), kind: 'local', label: 'payload' },
    { ...line('5>4'), kind: 'globals' },
  ],
  roots: [
    { object: 3, kind: 'module', label: 'app' },
    { object: 7, kind: 'thread', label: 'worker-1', thread: 0 },
    { object: 0, kind: 'local', label: 'job', thread: 0, frame: 0 },
    { object: 2, kind: 'local', label: 'scratch', thread: 0, frame: 0 },
    { object: 4, kind: 'local', label: 'settings', thread: 0, frame: 0 },
    { object: 0, kind: 'local', label: 'job', thread: 0, frame: 1 },
  ],
  threads: [
    { name: 'worker-1', flags: 3, firstFrame: 0, frames: 2 },
    { name: 'MainThread', flags: 13, firstFrame: 2, frames: 2 },
  ],
  frames: [
    { function: 'process', line: 13, thread: 0 },
    { function: 'worker', line: 16, thread: 0 },
    { function: 'dump', file: 'ouroboros_capture.py', line: 5, thread: 1, flags: 1 },
    { function: 'main', line: 30, thread: 1 },
    { function: 'rows', flags: 2 },
  ],
};

describe('a drawn heap', () => {
  const heap = heapOf(PARTS);
  const results = analysed(heap);

  test('lists the thread that ran the dumper first and generators last', () => {
    const { rows, total } = threadList(heap, results);
    expect(total).toBe(3);
    expect(rows.map((row) => [row.name, row.frames, row.locals, row.top?.function])).toEqual([
      ['MainThread', 2, 0, 'main'],
      ['worker-1', 2, 4, 'process'],
      ['', 1, 1, 'rows'],
    ]);
    expect(rows[0]).toMatchObject({ main: true, current: true, daemon: false, object: undefined });
    expect(rows[1]).toMatchObject({ main: false, current: false, daemon: true, object: { object: 7 } });
    expect(rows[2]?.stack).toBe('suspended');
  });

  test('a thread keeps what only its own frames hold together', () => {
    const [, worker] = threadList(heap, results).rows;
    // Job, its rows, scratch and settings; the module holds the settings too.
    expect(worker).toMatchObject({ retained: 100 + 200 + 1000 + 50, alone: 100 + 200 + 1000 });
  });

  test('frames come innermost first with their locals', () => {
    const { rows, total } = stackPage(heap, results, threadId(0), ALL);
    expect(total).toBe(2);
    expect(rows.map((row) => [row.place.function, row.place.line, row.retained, row.alone])).toEqual([
      ['process', 13, 1350, 1000],
      ['worker', 16, 300, 0],
    ]);
    // The job is an argument of the inner frame and a local of the outer one: neither holds it alone.
    expect(rows[0]?.locals.rows.map((row) => [row.name, row.object.object, row.alone])).toEqual([
      ['job', 0, false],
      ['scratch', 2, true],
      ['settings', 4, false],
    ]);
  });

  test('a suspended frame has the locals of its generator', () => {
    const [frame] = stackPage(heap, results, 'suspended', ALL).rows;
    expect(frame).toMatchObject({ suspended: true, place: { line: 0, definedAt: 19 }, object: { object: 5 } });
    expect(frame?.locals.rows.map((row) => [row.name, row.object.object, row.alone])).toEqual([['payload', 6, true]]);
    expect(frame).toMatchObject({ retained: 500, alone: 500 });
  });

  test('bytes wait for the dominators, "alone" for the referrers', () => {
    const [frame] = stackPage(heap, {}, threadId(0), ALL).rows;
    expect(frame).toMatchObject({ retained: undefined, alone: undefined });
    expect(frame?.locals.rows[0]?.alone).toBeUndefined();
    const withTree: PartialResults = { dominators: results.dominators };
    expect(stackPage(heap, withTree, threadId(0), ALL).rows[0]).toMatchObject({ retained: 1350, alone: undefined });
  });

  test('frames of the dumper are marked', () => {
    expect(stackPage(heap, results, threadId(1), ALL).rows.map((row) => row.dumper)).toEqual([true, false]);
  });

  test('what is not there is a fault', () => {
    expect(faultOf(() => stackPage(heap, results, threadId(9), ALL))).toMatchObject({ code: 'heap/no-such-object' });
    expect(faultOf(() => localsPage(heap, results, frameId(99), ALL))).toMatchObject({ code: 'heap/no-such-object' });
  });
});

test('a dump without frames has no threads to show', () => {
  const heap = heapOf({ objects: [{}], references: [], roots: [{ object: 0 }] });
  expect(threadList(heap, analysed(heap))).toEqual({ rows: [], total: 0 });
});

test('a slot written as a root and as a reference counts once; the frame object is its holder', () => {
  const heap = heapOf({
    objects: [{ type: 'frame' }, { selfSize: 40 }],
    references: [{ from: 0, to: 1, kind: 'local', label: 'x' }],
    roots: [
      { object: 0, kind: 'frame', thread: 0, frame: 0 },
      { object: 1, kind: 'local', label: 'x', thread: 0, frame: 0 },
    ],
    threads: [{ name: 'MainThread', firstFrame: 0, frames: 1 }],
    frames: [{ object: 0, function: 'run', thread: 0 }],
  });
  const [frame] = stackPage(heap, analysed(heap), threadId(0), ALL).rows;
  expect(frame?.locals.rows.map((row) => [row.name, row.alone])).toEqual([['x', true]]);
  expect(frame).toMatchObject({ object: { object: 0 }, alone: 40 });
});

test('many locals come in pages, and too many are said to be too many', () => {
  const objects = 20_000;
  const heap = heapOf({
    objects: Array.from({ length: objects }, () => ({})),
    references: [],
    roots: Array.from({ length: objects }, (_, object) => ({ object, kind: 'local' as const, label: 'x', frame: 0 })),
    threads: [{ name: 'main', firstFrame: 0, frames: 9 }],
    frames: [{ function: 'run', thread: 0 }],
  });
  const [frame] = stackPage(heap, {}, threadId(0), ALL).rows;
  expect(frame?.locals.rows).toHaveLength(50);
  expect(frame?.locals).toMatchObject({ total: 10_000, limited: true });
  const more = localsPage(heap, {}, frameId(0), { first: 50, count: 100 });
  expect(more.rows[0]?.object.object).toBe(objectId(50));
  expect(threadList(heap, {}).rows[0]).toMatchObject({ frames: 1, limited: true });
});

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('a local planted in a waiting thread, in a generator and in a coroutine is found in its frame', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, ['-W', 'ignore', resolve('heap/testing/threadedProgram.py'), resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
    });
    const { heap } = await load(readFileSync(dump));
    const results = analysed(heap);
    const { rows } = threadList(heap, results);
    expect(rows[0]).toMatchObject({ name: 'MainThread', main: true, current: true });
    expect(rows[0]?.top?.function).toMatch(/^main$/);
    for (const number of [1, 2, 3]) {
      const worker = rows.find((row) => row.name === `worker-${number}`);
      expect(worker?.daemon).toBe(number === 1);
      const frames = framesOf(heap, results, worker?.stack ?? 'suspended').filter((frame) => frame.place.line > 0);
      const inner = frames.findIndex((frame) => frame.place.function === 'process');
      expect(frames[inner]?.place.file).toMatch(/threadedProgram\.py$/);
      expect(typesOf(frames[inner])).toMatchObject({ batch: 'list', scratch: 'bytearray', job: '__main__.Job' });
      expect(frames[inner]?.alone).toBeGreaterThan(50_000);
      expect(frames.slice(inner).map((frame) => frame.place.function.split('.').at(-1))).toEqual(
        expect.arrayContaining(['process', 'worker', '_bootstrap']),
      );
    }
    const suspended = framesOf(heap, results, 'suspended');
    const of = (name: string): readonly FrameRow[] => suspended.filter((frame) => frame.place.function === name);
    expect(of('rows').map((frame) => typesOf(frame))).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ payload: 'bytes' })),
    );
    expect(of('client').map((frame) => typesOf(frame))).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ body: 'bytearray' })),
    );
    expect(of('client')[0]?.alone).toBeGreaterThan(4000);
    expect(of('rows')[0]?.object?.type.name).toBe('generator');
  });
});

function faultOf(work: () => unknown): Fault | undefined {
  const outcome = outcomeOf(work);
  return outcome.ok ? undefined : outcome.fault;
}

function framesOf(heap: Heap, results: PartialResults, stack: StackId): readonly FrameRow[] {
  return stackPage(heap, results, stack, ALL).rows;
}

function typesOf(frame: FrameRow | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(frame?.locals.rows.map((row) => [row.name, qualifiedName(row.object.type)]) ?? []);
}
