// The contract of `ouro replay`, on the built program and the bundled sample.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SAMPLE = resolve('samples/demo.ouro');

function replay(...args: readonly string[]): { readonly code: number | null; readonly stdout: string } {
  const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  const all = [resolve('bin/ouro.mjs'), 'replay', ...args];
  const { status, stdout } = spawnSync(process.execPath, all, { encoding: 'utf8', env });
  return { code: status, stdout };
}

function notebook(name: string, ...seen: readonly (readonly [type: string, objects: number])[]): string {
  const path = join(folder, name);
  const findings = seen.map(([type, objects], i) => ({
    id: String(i).padStart(16, '0'),
    title: type,
    note: '',
    target: { kind: 'type', name: type },
    evidence: [],
    seen: { fingerprint: 'another', type, place: '', facts: { objects } },
    confidence: 'exact',
    status: 'open',
    created: '2024-01-01T00:00:00Z',
    changed: '2024-01-01T00:00:00Z',
  }));
  writeFileSync(path, JSON.stringify({ schema: 1, findings }));
  return path;
}

describe.skipIf(!existsSync(resolve('out/main/ouro.js')))('ouro replay (reason to skip: out/ is not built)', () => {
  test('says what became of each finding', () => {
    const path = notebook('three.json', ['shop.models.Session', 400], ['shop.ext.Buffer', 7], ['app.Gone', 3]);
    const { code, stdout } = replay(path, SAMPLE, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { title: 'shop.models.Session', status: 'same', by: 'name', changed: [] },
      { title: 'shop.ext.Buffer', status: 'changed', changed: ['objects'] },
      { title: 'app.Gone', status: 'gone' },
    ]);
  });

  test('exit 6 when a finding is not as expected, 5 for a file that is no notebook, 2 for no dump', () => {
    const there = notebook('there.json', ['shop.models.Session', 399]);
    expect(replay(there, SAMPLE, '--expect', 'there').code).toBe(0);
    expect(replay(there, SAMPLE, '--expect', 'gone').code).toBe(6);
    expect(replay(SAMPLE, SAMPLE).code).toBe(5);
    expect(replay(there).code).toBe(2);
  });
});
