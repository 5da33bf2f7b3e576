// Queries that want more than an answer: refused or stopped with a word, and the engine answers the next one.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysed } from '#heap/testing/analysed.ts';
import { draw } from '#heap/testing/draw.ts';
import { COMPILED, sqlOver, type SqlOver } from '../testing/sqlOver.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-sql-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, 'written');

let sql: SqlOver;
beforeAll(async () => {
  const { heap } = draw('root -> a; a -> b');
  sql = await sqlOver(heap, analysed(heap));
}, COMPILED);

async function faultOf(text: string, milliseconds = 20_000): Promise<unknown> {
  const outcome = await sql.ask(text, { milliseconds, rows: 1000 });
  expect(await sql.rows('select count(*) n from objects')).toEqual([{ n: 3 }]);
  return outcome.ok ? outcome.value : outcome.fault;
}

describe('statements', () => {
  test.each([
    `COPY (SELECT 1) TO '${out}'`,
    `EXPORT DATABASE '${out}'`,
    `ATTACH '${out}'`,
    'INSTALL httpfs',
    "SET memory_limit = '100GB'",
    'RESET ALL',
    'CREATE TABLE mine AS SELECT 1',
    'CREATE OR REPLACE VIEW objects AS SELECT 1 AS id',
    'DROP VIEW objects',
    'DELETE FROM raw.objects_0',
    'INSERT INTO raw.objects_0 VALUES (7)',
    'CREATE SECRET s (TYPE s3)',
    'PRAGMA enable_profiling',
    'CHECKPOINT',
    'BEGIN',
    'EXPLAIN ANALYZE DELETE FROM raw.objects_0',
    'EXPLAIN (ANALYZE) DELETE FROM raw.objects_0',
    'PREPARE p AS DELETE FROM raw.objects_0',
    'LOAD parquet',
    'SELECT 1; DROP VIEW objects',
    'SELECT 1) x; DROP VIEW objects; SELECT * FROM (SELECT 1',
    'SELECT 1) /* ; */ ; DROP VIEW objects --',
    "SELECT 1 /* ' */ ; DROP VIEW objects -- ' \n",
    'WITH x AS (DELETE FROM raw.objects_0 RETURNING *) SELECT * FROM x',
    '',
  ])('%s is no question', async (text) => {
    expect(await faultOf(text)).toMatchObject({ code: expect.stringMatching(/^sql\/(refused|failed)$/u) });
    expect(existsSync(out)).toBe(false);
  });

  test('what only DuckDB may not do is told apart from what is wrong', async () => {
    expect(await faultOf('INSTALL httpfs')).toEqual({ code: 'sql/refused' });
    expect(await faultOf('SELCT 1')).toMatchObject({ code: 'sql/failed', reason: expect.stringContaining('SELCT') });
    expect(await faultOf('select nothing from objects')).toMatchObject({
      code: 'sql/failed',
      reason: expect.stringMatching(/^Binder Error: .*nothing/u),
    });
  });
});

describe('files and networks', () => {
  test.each([
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'https://example.org/x.csv'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_scan('/tmp/x')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/x''')",
    "SELECT getenv('HOME')",
  ])('%s', async (text) => expect(await faultOf(text)).toMatchObject({ code: 'sql/failed' }));

  test('the locks cannot be seen open', async () => {
    const settings = "'enable_external_access', 'lock_configuration', 'autoload_known_extensions'";
    const rows = await sql.rows(`SELECT name, value FROM duckdb_settings() WHERE name IN (${settings}) ORDER BY name`);
    expect(rows.map(({ value }) => value)).toEqual(['false', 'false', 'true']);
  });
});

describe('work without end', () => {
  test.each([
    'WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r',
    'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3',
  ])('%s is stopped at its limit', async (text) =>
    expect(await faultOf(text, 300)).toEqual({ code: 'sql/stopped', limit: 'time', allowed: 300 }),
  );

  // It fills the engine's 3 GB first, in about 10 s.
  test.skipIf(process.env['OURO_HUGE'] === undefined)(
    'a sort of a thousand million rows is stopped at the memory limit (runs with OURO_HUGE=1)',
    async () =>
      expect(
        await faultOf('select range, range * 7 from range(1000000000) order by hash(range)', 120_000),
      ).toMatchObject({
        code: 'sql/stopped',
        limit: 'memory',
      }),
    120_000,
  );

  test('a flag stops it too', async () => {
    const cancel = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    const text = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3';
    expect(await sql.service.query(text, { milliseconds: 60_000, rows: 10 }, cancel)).toEqual({
      ok: true,
      value: { done: false },
    });
  });

  test('rows beyond the limit are cut off, and said', async () => {
    expect(await faultOf('SELECT a.range FROM range(100000) a, range(100000) b')).toMatchObject({
      rows: 1000,
      cut: true,
    });
    expect(await faultOf('SELECT range FROM range(1000)')).toMatchObject({ rows: 1000, cut: false });
  });
});
