import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultError } from '#heap/base/fault.ts';
import { nodeFiles } from '../workspace/filePort.ts';
import { writeExport } from './exportFile.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ouroboros-export-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('an export is there, whole, and for its owner only', async () => {
  const path = join(folder, 'a.md');
  await writeExport(path, 'ä\n'.repeat(100_000));
  expect(await readFile(path, 'utf8')).toBe('ä\n'.repeat(100_000));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a.md']);
});

test('a link is replaced, not followed', async () => {
  const other = join(folder, 'other');
  await writeFile(other, 'precious');
  await symlink(other, join(folder, 'a.md'));
  await writeExport(join(folder, 'a.md'), 'new');
  expect(await readFile(other, 'utf8')).toBe('precious');
  expect(await readFile(join(folder, 'a.md'), 'utf8')).toBe('new');
});

test.each(['create', 'write', 'sync', 'rename'])(
  'when %s fails, the old content is there and nothing else',
  async (step) => {
    const path = join(folder, 'a.md');
    await writeFile(path, 'old');
    const broken = async (): Promise<never> => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const files = {
      ...nodeFiles,
      ...(step === 'rename' ? { rename: broken } : {}),
      create: async (name: string) =>
        step === 'create'
          ? broken()
          : { ...(await nodeFiles.create(name)), ...(step === 'create' ? {} : { [step]: broken }) },
    };
    const failed = writeExport(path, 'new', files);
    await expect(failed).rejects.toThrow(FaultError);
    await expect(failed).rejects.toMatchObject({ fault: { code: 'export/failed', reason: 'ENOSPC' } });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.md']);
  },
);
