import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { heapFrom, type ColumnName } from '#heap/model/columns.ts';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readColumns } from './columnFiles.ts';
import { knownFormats } from './formats.ts';
import { inProcessLoader } from './inProcess.ts';
import { openDump, type OpenIndex, type OpenOptions } from './open.ts';

const FIXTURE = new URL('../../heap/formats/ouro/fixtures/tiny-v1.ouro', import.meta.url);
let folder = '';
let dump = '';
let options: OpenOptions = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  dump = join(folder, 'tiny.ouro');
  copyFileSync(FIXTURE, dump);
  mkdirSync(join(folder, 'tmp'));
  options = {
    cacheFolder: join(folder, 'cache'),
    temporaryFolder: join(folder, 'tmp'),
    start: inProcessLoader(knownFormats),
  };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a dump is parsed once and reused afterwards', async () => {
  const histograms: number[] = [];
  const first = await opened({}, (objects) => histograms.push(objects));
  expect(first.reused).toBe(false);
  expect(first.withoutCache).toBe(false);
  expect(histograms).toEqual([first.manifest.counts.objects]);
  const second = await opened();
  expect(second.reused).toBe(true);
  expect(second.manifest).toEqual(first.manifest);
  expect(second.histogram).toEqual(first.histogram);
  expect(second.histogram.types.reduce((sum, type) => sum + type.count, 0)).toBe(first.manifest.counts.objects);
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  expect(statSync(first.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(first.folder, 'manifest.json')).mode & 0o777).toBe(0o600);
});

test('the columns of an index make the heap again', async () => {
  const { folder: index, manifest } = await opened();
  const ledger = openLedger();
  const names = manifest.columns.map(({ name }) => name as ColumnName);
  const heap = heapFrom(manifest, await readColumns(index, manifest, names, ledger, silentTask), ledger);
  expect(heap.objects.length).toBe(manifest.counts.objects);
  expect(heap.references.length).toBe(manifest.counts.references);
});

async function opened(
  more: OpenOptions = {},
  onHistogram: (objects: number) => void = () => undefined,
): Promise<OpenIndex> {
  const outcome = await openDump(dump, { ...options, ...more }, { onHistogram: ({ objects }) => onHistogram(objects) });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value;
}
