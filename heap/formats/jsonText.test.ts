import { expect, test } from 'vitest';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { fieldOf, isJsonObject, parseJson, textOf } from './jsonText.ts';

function parsed(text: string): unknown {
  const bytes = encodeUtf8(`x${text}x`);
  return parseJson(bytes, 1, bytes.length - 1);
}

test('what is no JSON is undefined, not an exception', () => {
  expect(parsed('{"a": [1, "\\u00e9é"]}')).toEqual({ a: [1, 'éé'] });
  for (const text of ['', '{', '{"a": 01}', 'undefined', '"\\x"', '{} {}']) expect(parsed(text)).toBeUndefined();
});

test('nesting is bounded before the parser sees it, brackets in texts are none', () => {
  expect(parsed('['.repeat(256) + ']'.repeat(256))).toBeInstanceOf(Array);
  expect(parsed('['.repeat(257) + ']'.repeat(257))).toBeUndefined();
  expect(parsed('{"a":'.repeat(1_000_000))).toBeUndefined();
  const text = '[{\\"'.repeat(300);
  expect(parsed(`["${text}"]`)).toEqual(['[{"'.repeat(300)]);
});

test('fields are own fields, whatever their names', () => {
  const value = parsed('{"__proto__": 1, "a": 2}');
  expect(isJsonObject(value)).toBe(true);
  if (!isJsonObject(value)) return;
  expect([fieldOf(value, '__proto__'), fieldOf(value, 'a'), fieldOf(value, 'constructor')]).toEqual([1, 2, undefined]);
  expect([isJsonObject([]), isJsonObject(null), isJsonObject('a')]).toEqual([false, false, false]);
});

test('broken UTF-8 is replaced, long texts are whole', () => {
  expect(textOf(Uint8Array.of(97, 0xff, 98), 0, 3)).toBe('a\ufffdb');
  for (const text of ['a'.repeat(10_000), `${'a'.repeat(9_999)}é`]) {
    const bytes = encodeUtf8(text);
    expect(textOf(bytes, 0, bytes.length)).toBe(text);
  }
});
