import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDumpFile } from './byteSource.ts';
import { evict, findIndex, forgetIndex, indexKey, placeInCache, prepareCache, privatePlace, sweep } from './cache.ts';

let folder = '';
let cache = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  cache = join(folder, 'cache');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the key follows path, size, time, head and tail', async () => {
  const keys = new Set<string>();
  const keyOf = async (name: string, bytes: Buffer, time: number): Promise<void> => {
    writeFileSync(join(folder, name), bytes);
    utimesSync(join(folder, name), time, time);
    const file = await openDumpFile(join(folder, name));
    keys.add(await indexKey(file));
    await file.close();
  };
  const bytes = Buffer.alloc(200_000);
  await keyOf('a', bytes, 1000);
  await keyOf('a', bytes, 1000);
  expect(keys.size).toBe(1);
  await keyOf('b', bytes, 1000);
  await keyOf('a', bytes, 1001);
  await keyOf('a', Buffer.alloc(200_001), 1000);
  bytes[3] = 1;
  await keyOf('a', bytes, 1000);
  bytes[199_990] = 1;
  await keyOf('a', bytes, 1000);
  expect(keys.size).toBe(6);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

test('the cache folder belongs to its owner alone', async () => {
  expect(await prepareCache(cache)).toBe(true);
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, 'file'), '');
  expect(await prepareCache(join(folder, 'file', 'cache'))).toBe(false);
  expect(await prepareCache(join(folder, 'file'))).toBe(false);
});

test('folders of processes that are gone are swept away, others stay', async () => {
  await prepareCache(cache);
  const key = 'a'.repeat(32);
  const gone = ['999999999.0123456789ab.tmp', '999999998.0123456789ab.tmp'].map((end) => join(cache, `${key}.${end}`));
  const privates = [
    join(folder, 'ouroboros-999999999-0123456789ab'),
    join(folder, 'ouroboros-999999999-0123456789ab.tmp'),
  ];
  const kept = [
    placeInCache(cache, key).temporary,
    privatePlace(folder).target,
    join(cache, key),
    join(cache, 'notes.tmp'),
    join(folder, 'ouroboros-notes'),
    join(cache, `${key}.1.0123456789ab.tmp`),
  ];
  for (const path of [...gone, ...privates, ...kept]) mkdirSync(path);
  await sweep(cache, folder);
  expect([...gone, ...privates].filter((path) => existsSync(path))).toEqual([]);
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});

test('the index unused for longest goes first, by number and by size', async () => {
  await prepareCache(cache);
  const keys = Array.from({ length: 6 }, (_, k) => String(k).repeat(32));
  const make = (): void => {
    keys.forEach((key, k) => {
      mkdirSync(join(cache, key), { recursive: true });
      writeFileSync(join(cache, key, 'objects.type.u32'), Buffer.alloc(1000));
      utimesSync(join(cache, key), 1000 + k, 1000 + k);
    });
  };
  make();
  await evict(cache, keys[0] ?? '', { entries: 3, bytes: 1e9 });
  expect(readdirSync(cache).map((key) => key[0])).toEqual(['0', '4', '5']);
  make();
  await evict(cache, '', { entries: 100, bytes: 2500 });
  expect(readdirSync(cache).map((key) => key[0])).toEqual(['4', '5']);
  for (const key of readdirSync(cache)) utimesSync(join(cache, key), new Date(), new Date());
  await evict(cache, '', { entries: 0, bytes: 0 });
  expect(readdirSync(cache)).toHaveLength(2);
});

test('an index without a sound manifest is removed when it is looked for', async () => {
  await prepareCache(cache);
  const key = 'b'.repeat(32);
  mkdirSync(join(cache, key));
  writeFileSync(join(cache, key, 'manifest.json'), '{}');
  expect(await findIndex(cache, key)).toBeUndefined();
  expect(existsSync(join(cache, key))).toBe(false);
  await forgetIndex(cache, key);
});
