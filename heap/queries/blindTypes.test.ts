import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { refcountAudit } from '../analyses/refcountAudit.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { draw } from '../testing/draw.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { blindTypes } from './blindTypes.ts';
import { excessByExplanation, excessByModule } from './excessByModule.ts';

const audit = (heap: Heap) => refcountAudit(heap, openLedger(), silentTask);

/** Makes the named types blind: a body of `words` pointers, no HAVE_GC, no tp_traverse, references not listed. */
function drawBlind(drawing: string, blind: Readonly<Record<string, number>>) {
  const { heap, at } = draw(drawing);
  const count = new Uint32Array(heap.types.length);
  const selfSize = new Float64Array(heap.types.length);
  for (let object = 0; object < heap.objects.length; object++) {
    count[heap.objects.type[objectId(object)]]++;
    selfSize[heap.objects.type[objectId(object)]] += heap.objects.selfSize[object];
  }
  for (let row = 0; row < heap.types.length; row++) {
    const words = blind[qualifiedName(typeNameOf(heap, typeId(row)))];
    if (words === undefined) continue;
    heap.types.flags[row] = 1 << 9;
    heap.types.traits[row] = 0;
    heap.types.layout[row] = 0;
    heap.types.basicSize[row] = 16 + 8 * words;
  }
  return { at, heap, rows: () => blindTypes(heap, { count, selfSize }, audit(heap)) };
}

test('a type the collector cannot see plausibly holds the unexplained objects of its module', () => {
  const { rows, at } = drawBlind(
    'root -> b; root -> k; b: type=ext.Box size=32 untracked; k: type=ext.Key extra=2 size=24; o: type=app.Other extra=5',
    { 'ext.Box': 2 },
  );
  expect(rows()).toMatchObject([
    {
      type: { module: 'ext', name: 'Box' },
      instances: 1,
      basicSize: 32,
      collected: false,
      traversed: false,
      evidence: 'sameModule',
      confidence: 'medium',
      held: { objects: 1, selfSize: 24 },
      excess: 2,
      example: at('k'),
    },
  ]);
});

test('more counts than its bodies have room for are only a hint', () => {
  const { rows } = drawBlind('root -> b; b: type=ext.Box untracked; k: type=ext.Key extra=3', { 'ext.Box': 2 });
  expect(rows()).toMatchObject([{ evidence: 'sameModule', confidence: 'hint', excess: 3 }]);
});

test('the same package is a hint, with or without an underscore', () => {
  const { rows } = drawBlind('root -> b; b: type=_app.fast.Box untracked; k: type=app.models.Key extra=1', {
    '_app.fast.Box': 4,
  });
  expect(rows()).toMatchObject([{ evidence: 'samePackage', confidence: 'hint', excess: 1 }]);
});

test('strangers and explained objects are held by nobody', () => {
  const { rows } = drawBlind(
    'root -> b; root -> k; b: type=ext.Box untracked; k: type=ext.Key; o: type=app.O extra=1',
    {
      'ext.Box': 2,
    },
  );
  expect(rows()).toMatchObject([{ evidence: 'none', confidence: 'hint', excess: 0, held: { objects: 0 } }]);
});

test('types with tp_traverse, without room and of plain values are not blind', () => {
  const { rows, heap } = drawBlind('root -> b; root -> s; b: type=ext.Tag untracked; s: type=str untracked', {
    'ext.Tag': 0,
  });
  expect(rows()).toEqual([]);
  heap.types.traits.fill(1 << 5);
  expect(rows()).toEqual([]);
});

test('the modules of unexplained counts add up to all of them', () => {
  const { heap, at } = draw(
    'root -> a; a: type=app.A extra=1 size=10; b: type=app.B extra=4 size=20; c: type=ext.C extra=2; d: type=dict extra=7; a2: type=app.A extra=1 size=5',
  );
  const found = audit(heap);
  expect(excessByModule(heap, found)).toEqual([
    { module: '', types: 1, objects: 1, excess: 7, selfSize: 16 },
    { module: 'app', types: 2, objects: 3, excess: 6, selfSize: 35 },
    { module: 'ext', types: 1, objects: 1, excess: 2, selfSize: 16 },
  ]);
  const rows = excessByExplanation(found);
  expect(rows.find((row) => row.explanation === 'unexplained')).toMatchObject({
    objects: 5,
    excess: 15,
    example: at('d'),
  });
  expect(rows.reduce((sum, row) => sum + row.objects, 0)).toBe(heap.objects.length);
});

test('a count below its references is a row of its own', () => {
  const { heap, at } = draw('root -> a; root -> b; a -> b');
  heap.objects.refcount[at('b')] = 0;
  expect(excessByExplanation(audit(heap)).find((row) => row.explanation === 'inconsistent')).toEqual({
    explanation: 'inconsistent',
    objects: 1,
    excess: -2,
    example: at('b'),
  });
});

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-blind-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** datetime.datetime has no HAVE_GC (CPython 3.8-3.14, Modules/_datetimemodule.c) and holds its tzinfo. */
const PROGRAM = `
import datetime, sys
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
class Zone(datetime.tzinfo):
    def utcoffset(self, moment): return None
    def dst(self, moment): return None
zone = Zone()
moments = [datetime.datetime(2024, 1, 1, hour, tzinfo=zone) for hour in range(5)]
del zone
ouroboros_capture.dump(sys.argv[2])
`;

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('a time zone that only date times hold is laid at their door', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, ['-B', '-c', PROGRAM, resolve('capture'), dump]);
    const { heap, histogram } = await load(readFileSync(dump));
    const rows = blindTypes(heap, histogram, audit(heap));
    const row = rows.find(({ type }) => qualifiedName(type) === 'datetime.datetime');
    // The UTC time zone of the C module has counts of its own.
    expect(row).toMatchObject({ collected: false, evidence: 'sameModule', confidence: 'medium' });
    expect(row?.excess).toBeGreaterThanOrEqual(5);
    const held = row?.example;
    expect(held === undefined ? '' : qualifiedName(typeNameOf(heap, heap.objects.type[held]))).toBe('__main__.Zone');
  });
});
