import { expose, proxy, wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnType } from '#heap/base/column.ts';
import { crc32 } from '#heap/base/crc32.ts';
import { columnsOf, type ColumnName } from '#heap/model/columns.ts';
import { objectId } from '#heap/model/ids.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { draw } from '#heap/testing/draw.ts';
import { ANALYSIS_ORDER, type HeapApi } from './api.ts';
import type { ColumnSource } from './columns.ts';
import { HeapService } from './heapService.ts';

const { heap, at } = draw('root -.held-> a; a -> b; b -> a; a: type=app.Session; lost -> lost2; lost2 -> lost');

const columns = new Map<string, Uint8Array>();
for (const [name, column] of [
  ...columnsOf(heap),
  ['histogram.count' as ColumnName, Uint32Array.from({ length: heap.types.length }, () => 1)] as const,
  ['histogram.selfSize' as ColumnName, new Float64Array(heap.types.length)] as const,
]) {
  columns.set(name, new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
}
const manifest: Manifest = {
  ...heap.manifest,
  columns: [...columnsOf(heap)]
    .map(([name, column]) => ({ name: name as string, type: columnType(column), length: column.length, crc32: 0 }))
    .concat([
      { name: 'histogram.count', type: 'u32', length: heap.types.length, crc32: 0 },
      { name: 'histogram.selfSize', type: 'f64', length: heap.types.length, crc32: 0 },
    ])
    .map((entry) => ({ ...entry, crc32: crc32(columns.get(entry.name) ?? new Uint8Array(0)) })),
};

const source: ColumnSource = {
  fill(entry, bytes, onBytes) {
    bytes.set(columns.get(entry.name) ?? new Uint8Array(0));
    onBytes(bytes.length);
    return Promise.resolve();
  },
};

function connect(): { readonly remote: Remote<HeapApi>; readonly close: () => void } {
  const { port1, port2 } = new MessageChannel();
  expose(
    new HeapService(
      () => source,
      () => 0,
    ),
    nodeEndpoint(port1),
  );
  return { remote: wrap<HeapApi>(nodeEndpoint(port2)), close: () => port1.close() };
}

const request = { source: { kind: 'folder', path: '' }, manifest, memoryBudget: 1e9, shared: true } as const;

describe('the service over a message channel', () => {
  const { remote, close } = connect();
  beforeAll(async () => {
    await remote.open(
      request,
      undefined,
      proxy(() => undefined),
    );
    for (const id of ANALYSIS_ORDER)
      await remote.analyse(
        id,
        undefined,
        proxy(() => undefined),
      );
  });
  afterAll(close);

  test('answers are plain outcomes', async () => {
    expect(await remote.describe(at('a'))).toMatchObject({
      ok: true,
      value: { expression: '<root>.held', verdict: 'aliveThroughCycle', component: { objects: 2 }, dominated: 1 },
    });
    expect(await remote.collector()).toMatchObject({ ok: true, value: { collectable: { objects: 2 } } });
    expect(await remote.collectionTables()).toMatchObject({
      ok: true,
      value: { model: 'generations', collections: [{ frees: { objects: 0 } }, {}, { frees: { objects: 2 } }] },
    });
    expect(await remote.countTables()).toMatchObject({ ok: true, value: { modules: 0, blind: 0 } });
    expect(await remote.findings()).toMatchObject({ ok: true });
    expect(await remote.fidelity()).toMatchObject({
      ok: true,
      value: { checks: expect.arrayContaining([{ check: 'complete', passed: true, found: 0, grade: 'A' }]) },
    });
  });

  test('a fault survives the trip with its fields', async () => {
    expect(await remote.describe(objectId(999))).toEqual({
      ok: false,
      fault: { code: 'heap/no-such-object', asked: '#999' },
    });
    expect(await remote.locate('0x1234')).toEqual({
      ok: false,
      fault: { code: 'heap/no-such-object', asked: '0x1234' },
    });
    const bad = {
      first: 0,
      count: 1,
      order: 'retained',
      direction: 'descending',
      query: 'size>x',
      type: undefined,
    } as const;
    expect(await remote.objects(bad)).toMatchObject({ ok: false, fault: { code: 'query/invalid' } });
  });

  test('a second worker adopts columns and results', async () => {
    const second = connect();
    const shared = await remote.share();
    if (!shared.ok) throw new Error('not shared');
    await second.remote.adoptColumns(shared.value, 1e9);
    const tree = await remote.resultOf('dominators');
    if (!tree.ok) throw new Error('no dominators');
    await second.remote.adopt('dominators', tree.value);
    expect(await second.remote.describe(at('b'))).toMatchObject({
      ok: true,
      value: { dominator: { object: at('a') } },
    });
    second.close();
  });
});

test('a cancelled analysis ends without a result and without an error', async () => {
  const { remote, close } = connect();
  await remote.open(
    request,
    undefined,
    proxy(() => undefined),
  );
  const cancel = new Int32Array(new SharedArrayBuffer(4)).fill(1);
  expect(
    await remote.analyse(
      'dominators',
      cancel,
      proxy(() => undefined),
    ),
  ).toEqual({ ok: true, value: { done: false } });
  expect(await remote.resultOf('dominators')).toMatchObject({ ok: false, fault: { code: 'analysis/needs' } });
  close();
});

test('a damaged column is named', async () => {
  const { remote, close } = connect();
  const damaged = {
    ...manifest,
    columns: manifest.columns.map((entry) => (entry.name === 'objects.type' ? { ...entry, crc32: 1 } : entry)),
  };
  expect(
    await remote.open(
      { ...request, manifest: damaged },
      undefined,
      proxy(() => undefined),
    ),
  ).toMatchObject({
    ok: false,
    fault: { code: 'index/damaged', column: 'objects.type' },
  });
  close();
});

test('nothing is open before open', async () => {
  const { remote, close } = connect();
  expect(await remote.collector()).toMatchObject({ ok: false });
  expect(await remote.types({ first: 0, count: 1, order: 'count', direction: 'descending', filter: '' })).toMatchObject(
    {
      ok: false,
      fault: { code: 'heap/not-open' },
    },
  );
  close();
});
