// The names that people's queries are made of stand in docs/sql.md.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SQL_MACROS, SQL_TABLE_NAMES, sqlTable } from '../../model/sqlTables.ts';

const page = readFileSync('docs/sql.md', 'utf8');

test.each(SQL_TABLE_NAMES)('%s', (table) => {
  expect(page).toContain(table);
  for (const column of Object.keys(sqlTable(table).columns))
    expect(page, `${table}.${column}`).toMatch(new RegExp(`\\b${column}\\b`, 'u'));
});

test('macros', () => {
  for (const { name } of SQL_MACROS) expect(page).toContain(`\`${name}(`);
});
