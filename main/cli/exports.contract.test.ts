// The contract of what `ouro export`, `report` and `redact` write redacted, on the built program and a dump full of secrets.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interpreters } from '#heap/testing/interpreters.ts';
import { capturePlanted, SECRETS, secretsIn } from '#heap/testing/plantedSecrets.ts';
import { openFindings } from '../workspace/findingsStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const dump = join(folder, `${SECRETS[0]?.text}.ouro`);
const data = join(folder, 'data');

function ouro(...args: readonly string[]): {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: data };
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, stdout, stderr };
}

/** A finding of the notebook for every secret: what a person writes is as secret as what a dump holds. */
async function writeNotes(fingerprint: string): Promise<void> {
  const store = await openFindings(fingerprint, data);
  for (const [n, { text }] of SECRETS.entries())
    await store.append({
      kind: 'put',
      finding: {
        id: n.toString(16).padStart(16, '0'),
        title: text,
        note: text,
        target: { kind: 'heap' },
        evidence: [],
        confidence: 'hint',
        status: 'open',
        created: '2026-11-23T00:00:00Z',
        changed: '2026-11-23T00:00:00Z',
      },
    });
  await store.close();
}

describe.skipIf(!existsSync(resolve('out/main/ouro.js')))(
  'redacted exports (reason to skip: out/ is not built)',
  () => {
    beforeAll(async () => {
      const [python] = interpreters().filter(({ version }) => /^3\.1[123]|^python/.test(version));
      capturePlanted(python?.path ?? 'python3', folder, dump, 'text');
      const facts: unknown = JSON.parse(ouro('report', dump, '--json').stdout);
      const fingerprint = /"fingerprint": ?"([^"]+)"/.exec(JSON.stringify(facts))?.[1] ?? '';
      await writeNotes(fingerprint);
    }, 120_000);

    test(
      'hold none of 200 secrets, whichever file is written, and say what they leave out',
      { timeout: 120_000 },
      () => {
        const at = (name: string): string => join(folder, `out-${name}`);
        const files: readonly (readonly [string, readonly string[]])[] = [
          ['o.csv', ['export', dump, '--table', 'objects', '--to', 'csv']],
          ['r.ndjson', ['export', dump, '--table', 'references', '--to', 'ndjson']],
          ['t.csv', ['export', dump, '--table', 'types', '--to', 'csv']],
          ['g.dot', ['export', dump, 'type:*Holder', '--to', 'dot', '--picture', 'paths']],
          ['g.svg', ['export', dump, 'type:*Holder', '--to', 'svg']],
          ['a.md', ['report', dump]],
        ];
        for (const [name, args] of files) {
          const { code, stderr } = ouro(...args, '-o', at(name), '--redact');
          expect([code, stderr], name).toEqual([0, expect.stringContaining('left out: ')]);
        }
        expect(ouro('redact', dump, at('d.ouro')).code).toBe(0);
        const names = readdirSync(folder).filter((name) => name.startsWith('out-'));
        expect(names.length).toBeGreaterThanOrEqual(files.length + 1);
        for (const name of names) expect(secretsIn(readFileSync(join(folder, name))), name).toEqual([]);
        expect(readFileSync(at('a.md'), 'utf8')).toContain('200 findings of the notebook');
      },
    );

    test('as they are, they hold them, so that the search can fail; a query cannot be redacted', () => {
      const plain = join(folder, 'plain.md');
      expect(ouro('report', dump, '-o', plain).code).toBe(0);
      expect(secretsIn(readFileSync(plain))).toHaveLength(200);
      const refused = ouro('sql', dump, 'select 1', '--redact');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('ouro redact')]);
      expect(ouro('report', dump, '-o', join(folder, 'a.pdf')).stderr).toContain('print the report as PDF');
    });
  },
);
