// Files of results, read back by other code than wrote them, and then by DuckDB: the same rows, the same sums.
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects, parquetSchema, parquetMetadata } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SqlFileFormat } from '#heap/model/sqlRows.ts';
import { SQL_TABLE_NAMES } from '#heap/model/sqlTables.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { randomFrom, randomHeap } from '#heap/testing/random.ts';
import { COMPILED, sqlOver, type SqlOver } from '../testing/sqlOver.ts';

let sql: SqlOver;
beforeAll(async () => {
  const heap = randomHeap(randomFrom(20_261_123), 400);
  sql = await sqlOver(heap, analysed(heap));
}, COMPILED);

async function written(text: string, format: SqlFileFormat): Promise<{ bytes: Uint8Array; rows: number }> {
  const started = await sql.service.exportRows(text, format);
  if (!started.ok) throw new Error(JSON.stringify(started.fault));
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = await sql.service.exportPart();
    if (!part.ok) throw new Error(JSON.stringify(part.fault));
    if (part.value.bytes === undefined) return { bytes: Buffer.concat(parts), rows: part.value.rows };
    parts.push(part.value.bytes);
  }
}

/** 64-bit integers of both readers as the rows of the console have them. */
function plain(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, typeof cell === 'bigint' ? Number(cell) : (cell ?? null)]),
  );
}

async function readParquet(bytes: Uint8Array): Promise<readonly object[]> {
  const file = new Uint8Array(bytes).buffer;
  return (await parquetReadObjects({ file })).map(plain);
}

const QUESTIONS = [
  ...SQL_TABLE_NAMES.map((table) => `select * from ${table}`),
  'select type, count(*) n, sum(self) bytes, avg(self) mean, bool_or(tracked) anyone, list(id) ids from objects group by type order by type',
  'select * from objects where id < 0',
  "select 1.25::decimal(8,2) as money, (-3)::tinyint as small, 4294967295::uinteger as big, 9007199254740993 as wide, null as missing, 'é\u{1f600}' as words",
] as const;

describe('files', () => {
  test.each(QUESTIONS)('%s', async (text) => {
    const rows = (await sql.rows(text)).map((row) => plain(row));
    const parquet = await written(text, 'parquet');
    expect(parquet.rows).toBe(rows.length);
    expect((await readParquet(parquet.bytes)).map(loose)).toEqual(rows.map(loose));
    const arrow = tableFromIPC((await written(text, 'arrow')).bytes);
    expect(arrow.numRows).toBe(rows.length);
    expect(arrow.schema.fields.map(({ name }) => name)).toEqual(parquetNames(parquet.bytes));
  });

  test('the whole table as Parquet, read into DuckDB again, has the same sums', async () => {
    const sums =
      'select count(*) n, sum(self) self, sum(retained) retained, count(component) cyclic, max(address) top from';
    const { bytes } = await written('select * from objects', 'parquet');
    const rows = await readParquet(bytes);
    const read = `(select unnest(list) as row from (select ${listOf(rows)} as list))`;
    const back = await sql.rows(
      `${sums} (select row.self as self, row.retained as retained, row.component as component, row.address as address from ${read})`,
    );
    expect(back).toEqual(await sql.rows(`${sums} objects`));
  });

  test('types of the file', async () => {
    const { bytes } = await written('select * from objects', 'parquet');
    const { schema } = parquetMetadata(new Uint8Array(bytes).buffer);
    const types = Object.fromEntries(schema.slice(1).map(({ name, type, converted_type: as }) => [name, as ?? type]));
    expect(types).toMatchObject({
      id: 'INT64',
      address: 'INT64',
      type: 'UTF8',
      generation: 'UINT_8',
      tracked: 'BOOLEAN',
      excess: 'INT_32',
    });
  });

  test('CSV quotes, and nothing in it is a formula', async () => {
    const { bytes } = await written("select '=1+1' a, 'x\"y,z' b, 5 c, null d, true e", 'csv');
    expect(Buffer.from(bytes).toString()).toBe('a,b,c,d,e\r\n\'=1+1,"x""y,z",5,,true\r\n');
  });

  test('the file of a result is that result', async () => {
    const outcome = await sql.ask('select id, self from objects order by self desc, id limit 7');
    if (!outcome.ok) throw new Error(outcome.fault.code);
    const file = await sql.service.file(outcome.value.result, 'ndjson');
    if (!file.ok) throw new Error(file.fault.code);
    const lines = Buffer.from(file.value).toString().trim().split('\n');
    const page = await sql.service.page(outcome.value.result, { first: 0, count: 500 });
    expect(page).toMatchObject({
      ok: true,
      value: { total: 7, rows: lines.map((line) => Object.values(JSON.parse(line))) },
    });
  });
});

function listOf(rows: readonly object[]): string {
  const structs = rows.map((row) => {
    const cell = (name: string): string => String(Reflect.get(row, name) ?? 'NULL');
    return `{self: ${cell('self')}::bigint, retained: ${cell('retained')}::bigint, component: ${cell('component')}::uinteger, address: ${cell('address')}::bigint}`;
  });
  return `[${structs.join(', ')}]`;
}

function parquetNames(bytes: Uint8Array): readonly string[] {
  return parquetSchema(parquetMetadata(new Uint8Array(bytes).buffer)).children.map(({ element }) => element.name);
}

/** A whole number beyond 2^53 is text in the console; the file has all of its digits. */
function loose(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, name === 'wide' ? Number(cell) : cell]));
}
