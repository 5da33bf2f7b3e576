import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { DraftStrings } from '#heap/model/draftStrings.ts';
import { HASH_START, Interned, mixed } from './interned.ts';

function open(most = 1_000_000): { strings: DraftStrings; names: Interned; live: () => number } {
  const ledger = openLedger();
  const strings = new DraftStrings('strings', ledger);
  strings.add('');
  const before = ledger.live;
  return { strings, names: new Interned(strings, most, 'names', ledger), live: () => ledger.live - before };
}

function addBytes(names: Interned, text: string, hash?: number): number {
  const bytes = encodeUtf8(`<${text}>`);
  let own = HASH_START;
  for (const byte of bytes.subarray(1, -1)) own = mixed(own, byte);
  return names.add(bytes, 1, bytes.length - 1, hash ?? own);
}

test('each text has one number, in the order they came, by bytes or as a text', () => {
  const { names, strings } = open();
  const texts = ['', 'a', 'é', '__proto__', 'b'.repeat(300), '\ud83d\udc0d', 'constructor'];
  expect(texts.map((text) => names.addText(text))).toEqual(texts.map((_, number) => number));
  expect(texts.map((text) => addBytes(names, text))).toEqual(texts.map((_, number) => number));
  expect(texts.map((_, number) => strings.textAt(names.stringAt(number)))).toEqual(texts);
});

test('100,000 texts keep their numbers while the table grows and others add strings', () => {
  const { names, strings } = open();
  for (let i = 0; i < 100_000; i++) {
    if (i % 7 === 0) strings.append(encodeUtf8('another'), 0, 7);
    if (names.addText(`app.models.Row${i}`) !== i) throw new Error(String(i));
  }
  for (let i = 0; i < 100_000; i += 97) expect(addBytes(names, `app.models.Row${i}`)).toBe(i);
  expect(names).toHaveLength(100_000);
});

test('equal hashes are told apart by their bytes, and too many of them are a fault', () => {
  const { names } = open();
  expect([addBytes(names, 'ab', 5), addBytes(names, 'cd', 5), addBytes(names, 'ab', 5)]).toEqual([0, 1, 0]);
  const many = (): void => {
    for (let i = 0; i < 1000; i++) addBytes(names, `name ${i}`, 5);
  };
  const fault = expect.objectContaining({ code: 'format/limit', limit: 'names of one hash' }) as unknown;
  expect(many).toThrow(expect.objectContaining({ fault }));
});

test('more texts than allowed are a fault; dropped, nothing but the strings is held', () => {
  const { names, live } = open(2);
  names.addText('a');
  names.addText('b');
  expect(() => names.addText('c')).toThrow();
  names.drop();
  expect(live()).toBe(0);
});
