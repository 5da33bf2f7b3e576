// Cores on the command line of the built program: with their binaries, with wrong ones, with none.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CAN_WRITE_CORES, coreInterpreters, openCoreFolder } from '#heap/testing/freshCores.ts';

const BUILT = existsSync(resolve('out/main/ouro.js'));
const home = mkdtempSync(join(tmpdir(), 'ouroboros-cores-'));
const folder = openCoreFolder();
afterAll(() => {
  folder.drop();
  rmSync(home, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly found: Readonly<Record<string, number>>;
  readonly stderr: string;
}

function info(...args: readonly string[]): Ended {
  const ended = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), 'info', ...args, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, OUROBOROS_CACHE: join(home, 'cache'), OUROBOROS_DATA: join(home, 'data') },
  });
  const said: unknown = ended.status === 5 ? {} : JSON.parse(ended.stdout);
  const { completeness } = said as {
    completeness?: { diagnostics: readonly { readonly code: string; readonly count: number }[] };
  };
  const found = Object.fromEntries(completeness?.diagnostics.map(({ code, count }) => [code, count]) ?? []);
  return { code: ended.status, found, stderr: ended.stderr };
}

describe.skipIf(!BUILT || !CAN_WRITE_CORES)('a core (reason to skip: out/ is not built, or no core here)', () => {
  test('with its binaries, without, with wrong ones and missing ones', { timeout: 60_000 }, ({ skip }) => {
    const python = coreInterpreters().at(-1) ?? skip('no interpreter');
    const { path } =
      folder.make(python, 'cli', '--method', 'abort', '--n', '40') ?? skip('no core can be written here');
    const bare = info(path);
    expect(bare).toMatchObject({ code: 0, found: { inferredType: expect.any(Number) } });
    expect(info(path, '--sysroot', '/')).toMatchObject({ code: 0, found: {} });
    const wrong = info(path, '--exe', '/bin/sh');
    expect(wrong).toMatchObject({ code: 3, found: { mismatchedBinary: 1 } });
    expect(wrong.stderr).toContain('take it from the machine or image the core is of');
    const missing = info(path, '--sysroot', home);
    expect(missing).toMatchObject({ code: 3, found: { missingBinary: bare.found['unnamedBinary'] } });
    expect(missing.stderr).toContain('name the folder that holds all of them');
    // What was asked for first is still there, and is not mixed up with what came later.
    expect(info(path)).toEqual(bare);
    expect(info(python)).toMatchObject({ code: 5 });
  });
});
