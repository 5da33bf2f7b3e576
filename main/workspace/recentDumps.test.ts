import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from './filePort.ts';
import { MOST_RECENT, recentDumps, type RecentDumps } from './recentDumps.ts';

let folder = '';
let recent: RecentDumps;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  recent = again();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the newest is first, no dump is there twice, and 20 are kept', async () => {
  for (let k = 0; k < 30; k++) await recent.remember(`/dumps/${k % 25}.ouro`, k);
  const dumps = await again().read();
  expect(dumps).toHaveLength(MOST_RECENT);
  expect(dumps[0]).toEqual({ path: '/dumps/4.ouro', name: '4.ouro', bytes: 29, openedAt: '2024-05-06T00:00:00.000Z' });
  expect(new Set(dumps.map(({ path }) => path)).size).toBe(MOST_RECENT);
  await recent.forget('/dumps/4.ouro');
  expect((await again().read())[0]?.path).toBe('/dumps/3.ouro');
});

test('hostile names come back as they were', async () => {
  const names = [
    '-rf',
    'line\nbreak',
    'a\u202egnp.exe',
    '__proto__',
    '"};alert(1)//',
    '\ud800',
    'nul\0',
    '../../x',
    ' ',
  ];
  for (const name of names) await recent.remember(`/dumps/${name}`, 1);
  const read = (await again().read()).map(({ path }) => path.slice('/dumps/'.length)).reverse();
  expect(read).toEqual(names);
});

test('changes that arrive together are all kept, in a file only the owner can read', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, k) => recent.remember(`/dumps/${k}`, k)));
  expect(await recent.read()).toHaveLength(10);
  expect(statSync(join(folder, 'data', 'recent.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'data')).sort()).toEqual(['recent.json', 'recent.json.bak']);
});

test('a damaged list falls back to its backup, and two damaged ones to nothing', async () => {
  await recent.remember('/dumps/a', 1);
  await recent.remember('/dumps/b', 1);
  const path = join(folder, 'data', 'recent.json');
  for (const rubbish of ['', '{', '[]', '{"version":1,"dumps":[{"path":7}]}', '['.repeat(100_000)]) {
    writeFileSync(path, rubbish);
    expect(await again().read()).toHaveLength(1);
  }
  writeFileSync(`${path}.bak`, 'x');
  expect(await again().read()).toEqual([]);
  await recent.remember('/dumps/c', 1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ dumps: [{ path: '/dumps/c' }] });
});

test('a folder that cannot be written is a fault', async () => {
  writeFileSync(join(folder, 'file'), '');
  const nowhere = recentDumps(join(folder, 'file', 'data'));
  await expect(nowhere.remember('/dumps/a', 1)).rejects.toMatchObject({ fault: { code: 'workspace/unwritable' } });
});

function again(): RecentDumps {
  return recentDumps(join(folder, 'data'), nodeFiles, () => new Date('2024-05-06T00:00:00Z'));
}
