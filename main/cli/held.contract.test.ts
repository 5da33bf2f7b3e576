// The contract of the commands that say where memory is by age, by frame and by owner, on the built program.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const BUILT = existsSync(resolve('out/main/ouro.js'));
const SAMPLE = resolve('samples/demo.ouro');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-held-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ouro(...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  const ended = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), ...args], { encoding: 'utf8', env });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

function json<Value>(...args: readonly string[]): Value {
  const ended = ouro(...args, '--json');
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

interface Generations {
  readonly generations: readonly { readonly generation: string; readonly objects: number; readonly self: number }[];
  readonly visits: number;
  readonly types: number;
  readonly rows: readonly { readonly type: string; readonly objects: number; readonly visits: number }[];
}

describe.skipIf(!BUILT)('the command line (reason to skip: out/ is not built)', () => {
  test('generations: every object is in one, types with most visits first', () => {
    const answer = json<Generations>('generations', SAMPLE, '--top', '5');
    expect(answer).toMatchObject({
      model: 'generations',
      threshold: expect.any(Array),
      freeze: { objects: expect.any(Number), visits: expect.any(Number) },
      needless: { dicts: { until: 'fullCollection' }, tuples: { until: 'anyCollection' } },
    });
    const { counts } = json<{ counts: { objects: number; types: number } }>('info', SAMPLE);
    expect(answer.generations.reduce((sum, row) => sum + row.objects, 0)).toBe(counts.objects);
    expect(answer.rows).toHaveLength(5);
    const visits = answer.rows.map((row) => row.visits);
    expect(visits).toEqual([...visits].sort((a, b) => b - a));
    expect(ouro('generations', SAMPLE).stdout).toMatch(/gc\.freeze\(\) would spare/);
  });

  test('a usage error is exit code 2', () => {
    expect(ouro('generations')).toMatchObject({ code: 2, stdout: '' });
  });
});
