// The contract of `ouro sql` and of the export of whole heaps, on the built program.
import { parquetReadObjects } from 'hyparquet';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SQL_TABLE_NAMES } from '#heap/model/sqlTables.ts';

const BUILT = existsSync(resolve('out/main/sql.js'));
const SAMPLE = resolve('samples/demo.ouro');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-sql-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ouro(...args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  const ended = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), ...args], { encoding: 'utf8', env });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

let totals: object | undefined;

describe.skipIf(!BUILT)('the command line (reason to skip: out/ is not built)', () => {
  test('several questions as JSON, each with its columns', () => {
    const { stdout, code } = ouro(
      'sql',
      SAMPLE,
      'select count(*) n, sum(self) bytes from objects',
      "select 1 a, 'x' b",
      '--json',
    );
    expect(code).toBe(0);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line): { rows: object[]; columns: object[] } => JSON.parse(line));
    expect(first?.rows).toEqual([{ n: 34068, bytes: expect.any(Number) }]);
    totals = first?.rows[0];
    expect(second).toMatchObject({ rows: [{ a: 1, b: 'x' }], columns: [{ kind: 'number' }, { kind: 'text' }] });
  });

  test('a statement is refused, an endless query stopped', () => {
    expect(ouro('sql', SAMPLE, 'drop view objects')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('[sql/refused]'),
    });
    const endless = 'with recursive r(i) as (select 1 union all select i + 1 from r) select count(*) from r';
    expect(ouro('sql', SAMPLE, endless, '--seconds', '1').stderr).toContain('[sql/stopped]');
    expect(ouro('sql', SAMPLE).code).toBe(2);
  });

  test('the whole heap as Parquet: a file per table, with all of its rows', async () => {
    const out = join(folder, 'parquet');
    const { stdout, code } = ouro('export', SAMPLE, '--to', 'parquet', '-o', out, '--json');
    expect(code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(SQL_TABLE_NAMES.map((table) => `${table}.parquet`).sort());
    const { rows } = JSON.parse(stdout) as { rows: Record<string, number> };
    const file = new Uint8Array(readFileSync(join(out, 'objects.parquet'))).buffer;
    const objects = await parquetReadObjects({ file, columns: ['self', 'type'] });
    expect(objects).toHaveLength(rows['objects']!);
    const bytes = objects.reduce((sum, row) => sum + Number(row['self']), 0);
    expect({ n: objects.length, bytes }).toEqual(totals);
  });
});
