// The contract of `ouro report`, on the built program and the bundled sample.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SAMPLE = resolve('samples/demo.ouro');

function report(...args: readonly string[]): {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  const all = [resolve('bin/ouro.mjs'), 'report', SAMPLE, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', env });
  return { code: status, stdout, stderr };
}

describe.skipIf(!existsSync(resolve('out/main/ouro.js')))('ouro report (reason to skip: out/ is not built)', () => {
  test('exit 0 when no condition holds, 6 when one does or cannot be judged, 2 for words that are none', () => {
    const passed = report('--fail-on', 'count(shop.models.Session) > 1000000', '--fail-on', 'garbage.bytes > 1GB');
    expect([passed.code, passed.stderr]).toEqual([0, '']);
    const failed = report('--fail-on', 'retained(shop.models.Session) > 1KB');
    expect(failed.code).toBe(6);
    expect(failed.stdout).toMatch(/^failed error: retained\(shop\.models\.Session\) > 1KB \(\d+\)/);
    expect(report('--fail-on', 'retained(shop.models.Session)').code).toBe(2);
    expect(report('-o', join(folder, 'a.pdf')).code).toBe(2);
    expect(report('--finding-rules', join(folder, 'absent')).code).toBe(5);
  });

  test('the three files say the same, and the schema of the JSON names each of its keys', () => {
    const [html, md, json] = ['html', 'md', 'json'].map((type) => {
      const path = join(folder, `a.${type}`);
      expect(report('-o', path).code).toBe(0);
      return readFileSync(path, 'utf8');
    });
    const said = JSON.parse(json ?? '');
    expect(said).toMatchObject({ schema: 1, redacted: false, verdict: 'passed', dump: { name: 'demo.ouro' } });
    const schema = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(said).sort());
    for (const key of ['standsOut', 'retainers', 'types'])
      expect(Object.keys(schema.properties[key].items.properties).sort()).toEqual(Object.keys(said[key][0]).sort());
    for (const line of said.types) expect(html).toContain(line.self.toLocaleString('en'));
    expect(md).toContain(`${said.dump.objects}`);
    expect(html?.length).toBeLessThan(5_000_000);
  });

  test('rules of a file: a warning is reported and decides nothing', () => {
    const rules = join(folder, 'rules');
    writeFileSync(rules, '# ours\nwarning cycles > 0 -- cycles exist\nerror total.objects < 1\n');
    const { code, stdout } = report('--finding-rules', rules);
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^failed warning: cycles > 0/)]);
  });

  test('redacted, no name of the program is left', () => {
    for (const type of ['html', 'md', 'json']) {
      const path = join(folder, `redacted.${type}`);
      expect(report('-o', path, '--redact', '--fail-on', 'count(shop.models.Session) > 1000000').code).toBe(0);
      expect(readFileSync(path, 'utf8')).not.toMatch(/shop|Session|u1'/);
    }
  });
});
