import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const rows = readFileSync(new URL('docs/security-checklist.md', ROOT), 'utf8')
  .split('\n')
  .filter((line) => /^\| +\d+ +\|/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the checklist has Electron’s twenty rows', () => {
  expect(rows.map((cells) => Number(cells[1]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test.each(rows.map((cells) => [cells[1], cells[2], cells[4]]))(
  'row %s (%s) names a test that exists',
  (_number, _item, named) => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/u.exec(named) ?? [];
    expect(file).not.toBe('');
    expect(existsSync(new URL(file, ROOT))).toBe(true);
    expect(readFileSync(new URL(file, ROOT), 'utf8')).toContain(`'${title}`);
  },
);
