import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { companionKey, companionPlaces, NO_COMPANIONS, openCompanions } from './companions.ts';

let folder = '';
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ouroboros-companions-')));
  await mkdir(join(folder, 'root/usr/lib'), { recursive: true });
  await writeFile(join(folder, 'root/usr/lib/libc.so.6'), 'library');
  await writeFile(join(folder, 'secret.so'), 'secret');
  await writeFile(join(folder, 'python3'), 'program');
  await symlink(join(folder, 'secret.so'), join(folder, 'root/usr/lib/out.so'));
  await symlink('libc.so.6', join(folder, 'root/usr/lib/in.so'));
  await mkdir(join(folder, 'root/usr/lib/folder.so'));
});
afterEach(() => rm(folder, { recursive: true }));

async function found(program: string, root: string, path: string, isProgram = false): Promise<string> {
  const companions = openCompanions(companionPlaces(program, root));
  if (companions === undefined) return 'nothing was named';
  try {
    const file = await companions.open(path, isProgram);
    return typeof file === 'string' ? file : new TextDecoder().decode(await file.read(0, 100));
  } finally {
    await companions.close();
  }
}

test('files are looked for under the folder only', async () => {
  const root = join(folder, 'root');
  expect(await found('', root, '/usr/lib/libc.so.6')).toBe('library');
  expect(await found('', root, '/usr/lib/in.so')).toBe('library');
  const others = ['/usr/lib/none.so', '/usr/lib/out.so', '/../secret.so', '/usr/../../secret.so', 'usr/lib/libc.so.6'];
  for (const path of [...others, '/usr/lib/folder.so', '/usr/lib/libc.so.6\0', '/']) {
    expect([path, await found('', root, path)]).toEqual([path, 'missing']);
  }
});

test('the program is the named one, whatever it was called', async () => {
  const program = join(folder, 'python3');
  expect(await found(program, '', '/opt/app/bin/python3.11', true)).toBe('program');
  expect(await found(program, '', '/usr/lib/libc.so.6')).toBe('unnamed');
  expect(await found(join(folder, 'none'), '', '/opt/app', true)).toBe('missing');
  expect(await found('', '', '/opt/app', true)).toBe('nothing was named');
});

test('another file under the same name is another index', async () => {
  expect(await companionKey(NO_COMPANIONS)).toBe('');
  const places = companionPlaces(join(folder, 'python3'), undefined);
  const before = await companionKey(places);
  await writeFile(join(folder, 'python3'), 'another program');
  expect(await companionKey(places)).not.toBe(before);
});
