// The parts add up to what was resident, whatever was recorded; and a big native buffer lands in its own part.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { poolMap } from '../analyses/poolMap.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { RssPart, RssWaterfall } from '../model/memoryRows.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { heapOf } from '../testing/parts.ts';
import { processStatus } from './processStatus.ts';
import { rssWaterfall } from './rssWaterfall.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-rss-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sumOf = ({ rows }: RssWaterfall): number => rows.reduce((sum, row) => sum + row.bytes, 0);

function saying(heap: Heap, texts: Readonly<Record<string, string>>): Heap {
  const list = Object.entries(texts).map(([name, text]) => ({ name, text }));
  return { ...heap, manifest: { ...heap.manifest, texts: list } };
}

test('nothing recorded: no waterfall; only status: one part and the rest', () => {
  const heap = heapOf({ objects: [{ selfSize: 2000 }], references: [], roots: [] });
  expect(rssWaterfall(saying(heap, {}), undefined, silentTask)).toBeUndefined();
  const waterfall = rssWaterfall(saying(heap, { status: 'VmRSS:\t    100 kB\n' }), undefined, silentTask);
  expect(waterfall).toMatchObject({
    resident: 102_400,
    rows: [
      { part: 'bigBlocks', bytes: 2016, source: 'estimated' },
      { part: 'unexplained', bytes: 100_384, source: 'rest' },
    ],
    missing: [
      'objects',
      'otherBlocks',
      'freeBlocks',
      'freePools',
      'overhead',
      'buffers',
      'libcFree',
      'tracing',
      'stacks',
      'files',
    ],
  });
});

test('smaps_rollup goes before status', () => {
  const texts = [
    { name: 'smaps_rollup', text: 'Rss:               48520 kB\nAnonymous:         41488 kB\nPss:   10 kB\n' },
    { name: 'status', text: 'VmRSS:\t   48000 kB\nVmHWM:\t   50000 kB\nRssAnon:\t   1 kB\n' },
  ];
  expect(processStatus({ texts })).toMatchObject({
    resident: 48520 * 1024,
    anonymous: 41488 * 1024,
    file: 7032 * 1024,
    proportional: 10 * 1024,
    peak: 50000 * 1024,
  });
});

const PROGRAM = `
import sys, tracemalloc
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
block = bytearray(64 << 20)
for page in range(0, len(block), 4096):
    block[page] = 1
tracemalloc.start()
rows = [{'number': number} for number in range(50000)]
ouroboros_capture.dump(sys.argv[2])
`;

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('a planted buffer of 64 MiB is told apart, and little is left unexplained', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, ['-c', PROGRAM, resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONMALLOC: 'pymalloc' },
    });
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    const waterfall = rssWaterfall(heap, poolMap(heap, openLedger(), silentTask), silentTask);
    if (waterfall === undefined) throw new Error('the capture did not record the memory of the process');
    const bytesOf = (part: RssPart): number => waterfall.rows.find((row) => row.part === part)?.bytes ?? 0;
    expect(sumOf(waterfall)).toBe(waterfall.resident);
    expect(bytesOf('buffers')).toBeGreaterThan(64 << 20);
    expect(bytesOf('buffers')).toBeLessThan(65 << 20);
    expect(bytesOf('bigBlocks')).toBeLessThan(11 << 20);
    expect(bytesOf('stacks')).toBeGreaterThan(4096);
    expect(bytesOf('tracing')).toBeGreaterThan(100_000);
    expect(waterfall.missing).toEqual([]);
    expect(bytesOf('objects')).toBeGreaterThan(50_000 * 64);
    expect(Math.abs(bytesOf('unexplained'))).toBeLessThan(0.1 * waterfall.resident);
  }, 60_000);
});
