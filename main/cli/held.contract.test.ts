// The contract of the commands that say where memory is by age, by frame and by owner, on the built program.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

interface Frames {
  readonly slots: readonly { readonly name: string; readonly goes: number }[];
  readonly frames: readonly { readonly function: string; readonly goes: number }[];
  readonly threads: readonly { readonly name: string }[];
  readonly tasks: readonly {
    readonly chain: readonly { readonly kind: string; readonly place: { function: string } | null }[];
  }[];
}

interface Owners {
  readonly owners: number;
  readonly rows: readonly {
    readonly kind: string;
    readonly name: string;
    readonly bytes: number;
    readonly sole: { readonly self: number };
  }[];
  readonly unowned: { readonly self: number };
  readonly unsplit: { readonly self: number };
  readonly unreachable: { readonly self: number };
  readonly idle: readonly number[];
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

  test('frames: bytes per slot, per frame and thread, and what tasks await', () => {
    const dump = join(folder, 'held.ouro');
    const made = spawnSync(
      'python3',
      ['-W', 'ignore', resolve('heap/testing/heldProgram.py'), resolve('capture'), dump],
      {
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      },
    );
    expect(made.status).toBe(0);
    const answer = json<Frames>('frames', dump, '--top', '8');
    expect(answer.slots).toHaveLength(8);
    expect(answer.slots[0]).toMatchObject({
      name: 'buffer',
      function: 'stream',
      thread: null,
      object: { type: 'bytearray', address: expect.stringMatching(/^0x/) },
    });
    expect(answer.slots[0]?.goes).toBeGreaterThan(10 << 20);
    expect(answer.frames.find((row) => row.function === 'worker')?.goes).toBeGreaterThan(2_000_000);
    expect(answer.threads.map((row) => row.name)).toContain('worker');
    const chains = answer.tasks.map((row) => row.chain.map((step) => step.place?.function ?? step.kind).join(' '));
    expect(chains).toContain('task outer task middle inner future');
    expect(ouro('frames', dump).stdout).toMatch(/task 0x\w+ -> middle \(.*heldProgram.py:\d+\) -> inner/);
    expect(JSON.parse(ouro('frames', resolve('samples/no.ouro'), '--json').stdout)).toHaveProperty('fault');
  });

  test('owners: parts add up, rules from a file, faults with their line', () => {
    const { totalSelfSize } = json<{ totalSelfSize: number }>('info', SAMPLE);
    for (const by of ['module', 'package', 'distribution']) {
      const answer = json<Owners>('owners', SAMPLE, '--by', by, '--top', '500');
      const { unowned, unsplit, unreachable, rows } = answer;
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
      expect(bytes + unowned.self + unsplit.self + unreachable.self).toBeCloseTo(totalSelfSize, 2);
      expect(rows).toHaveLength(answer.owners);
    }
    const shop = json<Owners>('owners', SAMPLE, '--by', 'module').rows.find((row) => row.name === 'shop.app');
    expect(shop?.sole.self).toBeGreaterThan(1_000_000);
    const rules = join(folder, 'rules.txt');
    writeFileSync(rules, 'TAG sessions shop.models.Session\nWEAK app.Nothing *\n');
    const tagged = json<Owners>('owners', SAMPLE, '--rules', rules);
    expect(tagged.rows.find((row) => row.kind === 'tag' && row.name === 'sessions')?.sole.self).toBeGreaterThan(10_000);
    expect(tagged.idle).toEqual([2]);
    writeFileSync(rules, '# fine\nOWNS nothing\n');
    const refused = ouro('owners', SAMPLE, '--rules', rules, '--json');
    expect(refused.code).toBe(5);
    expect(JSON.parse(refused.stdout)).toMatchObject({ fault: { code: 'rules/invalid', line: 2 } });
    expect(ouro('owners', SAMPLE, '--rules', join(folder, 'absent')).code).toBe(5);
    expect(ouro('owners', SAMPLE, '--by', 'colour').code).toBe(2);
    expect(ouro('owners', SAMPLE, '--by', 'distribution').stdout).toMatch(/\(the program\)/);
  });

  test('a usage error is exit code 2', () => {
    expect(ouro('generations')).toMatchObject({ code: 2, stdout: '' });
  });
});
