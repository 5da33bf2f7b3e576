import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { dominatorTree } from '#heap/analyses/dominators.ts';
import { rootSetOf } from '#heap/analyses/rootSet.ts';
import { typeRetained } from '#heap/analyses/typeRetained.ts';
import { stringAt } from '#heap/base/strings.ts';
import { FaultError } from '#heap/base/fault.ts';
import { interpreters } from '#heap/testing/interpreters.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import type { Heap } from '#heap/model/heap.ts';
import { typeId } from '#heap/model/ids.ts';
import { typeNameOf } from '#heap/model/names.ts';
import { detectFormat } from '../registry.ts';
import { tracemalloc } from './index.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const tiny = fixture('tiny-3.13.pickle');
const old = fixture('tiny-3.8.pickle');
const SAMPLES = new URL('../../../../shared/samples/tracemalloc/', import.meta.url);
const noSamples = !existsSync(SAMPLES);

/** `line self retained blocks`, the largest first. */
function lines(heap: Heap): readonly string[] {
  const ledger = openLedger();
  const tree = dominatorTree(heap, rootSetOf(heap, {}, ledger, silentTask), ledger, silentTask);
  expect(tree.reachedObjects).toBe(heap.objects.length);
  const retained = typeRetained(heap, tree, ledger, silentTask);
  const self = new Float64Array(heap.types.length);
  const blocks = new Float64Array(heap.types.length);
  for (let object = 0; object < heap.objects.length; object++) {
    self[heap.objects.type[object]] += heap.objects.selfSize[object];
    blocks[heap.objects.type[object]] += heap.objects.size[object];
  }
  return Array.from(self, (bytes, type) => {
    const file = stringAt(heap.strings, heap.types.file[type]);
    const { name } = typeNameOf(heap, typeId(type));
    const line = file === '' ? name : file + name.slice(name.lastIndexOf(':'));
    return { bytes: retained[type], line: `${line} ${bytes} ${retained[type]} ${blocks[type]}` };
  })
    .sort((a, b) => b.bytes - a.bytes || (a.line < b.line ? -1 : 1))
    .map(({ line }) => line);
}

describe('the tiny snapshots', () => {
  test('are recognised by content', () => {
    expect(detectFormat(tiny).name).toBe('tracemalloc');
    expect(detectFormat(old).name).toBe('tracemalloc');
    expect(tracemalloc.recognises(new TextEncoder().encode('\x80\x04\x8c\x0btracemallow'))).toBe(false);
  });

  test('every call has the bytes allocated in it', async () => {
    expect(lines((await load(tiny, { format: tracemalloc })).heap)).toEqual([
      'leak.py:4 3736 3736 7',
      'leak.py:5 160 3464 1',
      'leak.py:6 160 3464 1',
      '(outer calls not recorded) 0 3304 0',
      '<string>:4 0 752 0',
      'leak.py:8 0 64 0',
    ]);
    expect(lines((await load(old, { format: tracemalloc })).heap)).toEqual([
      'leak.py:4 3800 3800 7',
      'leak.py:5 136 3440 1',
      'leak.py:6 136 3440 1',
      '(outer calls not recorded) 0 3368 0',
      '<string>:4 0 768 0',
      'leak.py:8 0 64 0',
    ]);
  });

  test.each([1, 7, 65_536])('read in windows of %i bytes they are the same', async (window) => {
    const whole = digestOf((await load(tiny, { format: tracemalloc })).heap);
    expect(digestOf((await load(tiny, { format: tracemalloc, window })).heap)).toBe(whole);
    const stream = { format: tracemalloc, window, seekable: false, sized: false };
    expect(digestOf((await load(tiny, stream)).heap)).toBe(whole);
  });

  test('cut anywhere they are a heap that says so, or a fault', async () => {
    for (const bytes of [tiny, old]) {
      let heaps = 0;
      for (let length = 0; length < bytes.length; length++) {
        const outcome = await tryLoad(bytes.slice(0, length), { format: tracemalloc });
        expect(flawOf(outcome, length)).toBeUndefined();
        if (!outcome.ok) continue;
        heaps++;
        expect(outcome.value.heap.manifest.completeness.status).toBe('partial');
      }
      expect(heaps).toBeGreaterThan(5);
    }
  });
});

test('nothing is called and no class but two is named', async () => {
  for (const pickle of [
    // os.system('true'): STACK_GLOBAL of another class, then REDUCE.
    '\x80\x04\x8c\x0btracemalloc\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.',
    '\x80\x04\x8c\x0btracemalloccos\nsystem\n(S"true"\ntR.',
    '\x80\x04\x8c\x0btracemalloc\x8c\x08Snapshot\x93)R.',
    '\x80\x04\x8c\x0btracemalloc\x82\x01.',
    '\x80\x04\x8c\x0btracemallocQ.',
  ]) {
    const bytes = Uint8Array.from(pickle, (letter) => letter.charCodeAt(0));
    const failed = await load(bytes, { format: tracemalloc }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(FaultError);
    expect((failed as FaultError).fault).toMatchObject({ code: 'format/corrupt', section: 'pickle' });
  }
});

test.skipIf(noSamples)('the samples have the blocks and bytes of the truth file', async () => {
  const truth = JSON.parse(readFileSync(new URL('truth.json', SAMPLES), 'utf8')) as Record<
    string,
    { readonly traces: number; readonly sum_size: number; readonly traceback_limit: number }
  >;
  for (const [name, { traces, sum_size: bytes, traceback_limit: limit }] of Object.entries(truth)) {
    const packed = gunzipSync(readFileSync(new URL(`${name}.gz`, SAMPLES)));
    const { manifest } = (await load(new Uint8Array(packed), { format: tracemalloc })).heap;
    expect(manifest.totalSelfSize).toBe(bytes);
    expect(manifest.texts).toEqual([
      { name: 'tracemalloc', text: `${traces} blocks, at most ${limit} frames of each stack` },
    ]);
    expect(manifest.completeness.status).toBe('complete');
  }
});

/** Allocates through a few chains, recursion among them; prints what Python itself says of the snapshot. */
const PROGRAM = `
import json, sys, tracemalloc
tracemalloc.start(25)
keep = []
def leaf(n): keep.append(bytearray(n))
def again(n):
    leaf(n)
    if n > 100: again(n // 2)
def run():
    for n in (3000, 70000): again(n)
    keep.append([str(i) * 9 for i in range(400)])
run()
s = tracemalloc.take_snapshot()
s.dump(sys.argv[1])
own = {'%s:%d' % (x.traceback[0].filename, x.traceback[0].lineno): [x.size, x.count] for x in s.statistics('lineno')}
within = {}
for trace in s.traces:
    # statistics(cumulative=True) counts a block once per frame, that is twice in a recursion.
    for line in {'%s:%d' % (frame.filename, frame.lineno) for frame in trace.traceback}:
        within[line] = within.get(line, 0) + trace.size
print(json.dumps({'own': own, 'within': within}))
`;

interface Said {
  readonly own: Readonly<Record<string, readonly [number, number]>>;
  readonly within: Readonly<Record<string, number>>;
}

describe.each(interpreters())('python $version', ({ path }) => {
  test('the types are the lines that Python counts, alone and with what they call', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ouroboros-tracemalloc-'));
    const file = join(folder, 'snapshot');
    const said = JSON.parse(execFileSync(path, ['-c', PROGRAM, file], { encoding: 'utf8' })) as Said;
    const { heap } = await load(new Uint8Array(readFileSync(file)), { format: tracemalloc });
    rmSync(folder, { recursive: true });
    const found = new Map(
      lines(heap).map((line) => {
        const [, name, ...numbers] = /^(.*) (\d+) (\d+) (\d+)$/.exec(line) ?? [];
        return [name, numbers.map(Number)];
      }),
    );
    for (const [line, [bytes, blocks]] of Object.entries(said.own)) {
      expect([line, found.get(line)?.[0], found.get(line)?.[2]]).toEqual([line, bytes, blocks]);
    }
    for (const [line, bytes] of Object.entries(said.within)) {
      expect([line, found.get(line)?.[1]]).toEqual([line, bytes]);
    }
  });
});
