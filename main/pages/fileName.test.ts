import { expect, test } from 'vitest';
import { safeFileName } from './fileName.ts';

test.each([
  ['findings.md', 'findings.md'],
  ['-rf.md', 'rf.md'],
  ['../../x.html', 'x.html'],
  ['a b\nc.csv', 'a-b-c.csv'],
  ['CON.json', 'x-CON.json'],
  ['nul', 'x-nul'],
  ['', 'ouroboros'],
  ['...', 'ouroboros'],
  ['\u202etxt.exe', 'txt.exe'],
  [`${'a'.repeat(300)}.md`, `${'a'.repeat(66)}.md`],
])('the proposed name of %j is %s', (name, expected) => {
  expect(safeFileName(name)).toBe(expected);
});
