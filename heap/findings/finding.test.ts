import { expect, test } from 'vitest';
import { tagsIn } from './finding.ts';

test.each([
  ['leak, ops', ['leak', 'ops']],
  ['  leak   leak,,ops ', ['leak', 'ops']],
  ['', []],
  ['x'.repeat(50), ['x'.repeat(40)]],
  [Array.from({ length: 20 }, (_, i) => `t${i}`).join(' '), Array.from({ length: 16 }, (_, i) => `t${i}`)],
])('the tags of %j', (line, tags) => {
  expect(tagsIn(line)).toEqual(tags);
});
