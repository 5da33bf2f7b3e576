import { expect, test } from 'vitest';
import { queryDraft, queryOf } from './saved.ts';

test('a kept query is found again, whole', () => {
  const sql = "SELECT *\n-- all of them\nFROM objects WHERE type = 'a--b'";
  const draft = queryDraft(sql, 12);
  expect(queryOf(draft)).toBe(sql);
  expect(draft.title).toBe("SELECT * FROM objects WHERE type = 'a");
  expect(draft.evidence).toContainEqual({ label: 'rows', value: '12' });
  expect(queryDraft(`select ${'x'.repeat(200)}`, undefined).title).toHaveLength(80);
});

test('other findings are no queries', () => {
  expect(queryOf({ target: { kind: 'heap' }, evidence: [{ label: 'rows', value: '3' }] })).toBeUndefined();
  expect(
    queryOf({ target: { kind: 'object', address: '0x10' }, evidence: [{ label: 'sql', value: 'x' }] }),
  ).toBeUndefined();
});
