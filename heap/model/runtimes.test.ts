import { expect, test } from 'vitest';
import { runtimeText } from './runtimes.ts';

test.each([
  ['cpython', '3.11.7', 'CPython 3.11.7'],
  ['v8', '', 'V8'],
  ['other', '2.1', '2.1'],
  ['other', '', ''],
] as const)('%s %s', (language, version, text) => {
  expect(runtimeText({ language, version })).toBe(text);
});
