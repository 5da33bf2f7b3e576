import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HEAD_BYTES } from './format.ts';
import { detectFormat, FORMATS } from './registry.ts';

test('a dump is recognised by its content, whatever it is called', () => {
  const head = readFileSync(new URL('ouro/fixtures/tiny-v1.ouro', import.meta.url)).subarray(0, HEAD_BYTES);
  expect(detectFormat(head).name).toBe('ouro');
  // A head as short as the magic is enough.
  expect(detectFormat(head.subarray(0, 8)).name).toBe('ouro');
});

test.each([
  ['nothing', ''],
  ['text', 'hello'],
  ['a cut magic', 'OUROHEA'],
  ['another magic', 'OUROHEAQ........'],
])('%s is a fault that says what was tried', (_, text) => {
  const fault = { code: 'format/unknown', offset: 0, tried: FORMATS.map(({ name }) => name) };
  expect(() => detectFormat(new TextEncoder().encode(text))).toThrow(expect.objectContaining({ fault }));
});
