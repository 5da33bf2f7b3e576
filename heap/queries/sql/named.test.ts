import { describe, expect, test } from 'vitest';
import { sqlTable, SQL_TABLE_NAMES } from '../../model/sqlTables.ts';
import { namedIn } from './named.ts';

function columnsOf(text: string): readonly string[] {
  return namedIn(text)
    .columns.map(({ table, column }) => `${table}.${column}`)
    .sort();
}

const ALL = Object.keys(sqlTable('objects').columns).length;

describe('the columns a query may read', () => {
  test.each([
    ['select count(*) from objects', []],
    ['SELECT Type, sum("SELF") FROM Objects GROUP BY 1', ['objects.self', 'objects.type']],
    ['select self * 2 from objects -- retained', ['objects.self']],
    ['select self /* retained */ from objects', ['objects.self']],
    ["select * from query('select depth from objects')", undefined],
    [
      'select o.self from objects o join types t on t.id = o.type_id',
      ['objects.self', 'objects.type_id', 'types.self'],
    ],
    ['select name from components', []],
  ])('%s', (text, columns) => {
    if (columns === undefined) expect(columnsOf(text)).toContain('objects.depth');
    else expect(columnsOf(text)).toEqual(columns);
  });

  test.each([
    'select * from objects',
    'select objects.* from objects',
    'select distinct * from objects',
    'from objects',
    'select 1 where 1 in (from objects)',
    'with x as (select 1) from objects',
    'describe objects',
    'summarize objects',
    "select columns('ret.*') from objects",
    'select o from objects o',
    'select o from objects as o where o.id = 3',
    'select objects from objects',
    'select count(o) from objects o',
    'select 1 union from objects',
    'select * exclude (self) from objects',
  ])('%s reads whole rows', (text) => expect(namedIn(text).columns).toHaveLength(ALL));

  test('a macro brings what it reads, its name as a column does not', () => {
    expect(columnsOf('select retained(3)')).toEqual(['objects.retained']);
    expect(namedIn('select retained from objects').macros).toEqual([]);
    expect(columnsOf('from path(3)')).toEqual(['objects.parent', 'objects.retained', 'objects.type']);
  });

  test('every table can be named', () => {
    for (const name of SQL_TABLE_NAMES) expect(namedIn(`select 1 from ${name}`).tables).toEqual([name]);
  });
});
