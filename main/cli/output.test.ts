import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '#heap/testing/hostileTexts.ts';
import {
  bytesText,
  type Output,
  printFault,
  printFacts,
  printRows,
  progressText,
  table,
  terminalSafe,
} from './output.ts';

const DANGEROUS =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\u00ad\u200b-\u200f\u2028\u2029\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

function written(json: boolean): Output & { readonly text: () => string; readonly errors: () => string } {
  let text = '';
  let errors = '';
  return {
    json,
    out: (part) => void (text += part),
    err: (part) => void (errors += part),
    progress: () => undefined,
    text: () => text,
    errors: () => errors,
  };
}

describe('text of a dump', () => {
  test('never reaches the terminal as a control, in 100,000 random strings', () => {
    // Half of the characters are drawn from the ranges that matter, else a run would seldom meet one.
    const hostile = fc.constantFrom(
      ...'\u001b\u0007\r\n\u0085\u009b\u00ad\u061c\u200e\u202e\u2060\u2066\ufeff\ud800',
      '\u{e0041}',
    );
    const character = fc.oneof(hostile, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => !DANGEROUS.test(terminalSafe(text))),
      { numRuns: 100_000 },
    );
  });

  test('stays as it is when it is harmless', () => {
    expect(terminalSafe('naïve 蛇 🐍 <b>')).toBe('naïve 蛇 🐍 <b>');
  });

  test('shows what was there', () => {
    expect(terminalSafe('\u001b[31mred\u202e')).toBe('<U+001B>[31mred<U+202E>');
  });
});

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [12_697, '12.4 KiB'],
    [1_048_575, '1.00 MiB'],
    [5 * 1024 ** 3, '5.00 GiB'],
  ])('%d reads %s', (value, text) => {
    expect(bytesText(value)).toBe(text);
  });

  test('are within half a per cent of what they stand for', () => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 49 }), (value) => {
        const [amount = '', unit = ''] = bytesText(value).split(' ');
        expect(Math.abs((Number(amount) * 1024 ** units.indexOf(unit)) / value - 1)).toBeLessThanOrEqual(0.005);
      }),
    );
  });
});

describe('a table', () => {
  const columns = [
    { title: 'type', cell: (row: { type: string; count: number | undefined }) => row.type },
    { title: 'count', cell: (row: { type: string; count: number | undefined }) => row.count },
  ];

  test('has its numbers to the right and a dash for what is unknown', () => {
    const rows = [
      { type: 'dict', count: 12_345 },
      { type: 'a', count: 7 },
    ];
    expect(table(rows, columns)).toBe('type  count\ndict  12345\na         7\n');
    expect(table([{ type: 'a', count: undefined }], columns)).toContain('-');
  });

  test('of nothing is its head', () => {
    expect(table([], columns)).toBe('type  count\n');
  });

  test('has one line per row, whatever the rows hold', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ type: fc.string({ unit: 'binary' }), count: fc.nat() })), (rows) => {
        expect(table(rows, columns).split('\n')).toHaveLength(rows.length + 2);
      }),
    );
  });

  test('cuts a long cell', () => {
    expect(table([{ type: 'x'.repeat(1000), count: 1 }], columns).split('\n')[1]?.length).toBeLessThan(140);
  });
});

test('rows and facts are JSON when JSON was asked for', () => {
  const plain = written(false);
  const json = written(true);
  const columns = [{ title: 'n', cell: (row: number) => row }];
  for (const output of [plain, json]) printRows(output, [1, 2], { rows: [1, 2] }, columns);
  expect([plain.text(), JSON.parse(json.text())]).toEqual(['n\n1\n2\n', { rows: [1, 2] }]);
});

test('facts line up, and what is not recorded says so', () => {
  const output = written(false);
  printFacts(output, [
    ['a', 1],
    ['long', undefined],
  ]);
  expect(output.text()).toBe('a     1\nlong  not recorded\n');
});

test('a fault goes to stderr, or into the JSON on stdout', () => {
  const fault = { code: 'heap/not-open', asked: 'types' } as const;
  const plain = written(false);
  const json = written(true);
  for (const output of [plain, json]) printFault(output, fault, 'No heap is open.');
  expect([plain.text(), plain.errors()]).toEqual(['', 'ouro: No heap is open. [heap/not-open]\n']);
  expect(JSON.parse(json.text())).toEqual({ fault: { ...fault, message: 'No heap is open.' } });
});

test('progress never passes the end', () => {
  expect(progressText({ phase: 'components', done: 120, total: 100 })).toBe('components 100 %');
  expect(progressText({ phase: 'components', done: 1, total: 0 })).toBe('components');
});

test.each(HOSTILE_TEXTS)('%j stays in its cell and its line, and acts in no terminal', (text) => {
  const harmless = table([{ text: 'x' }, { text: 'y' }], [{ title: 'text', cell: (row) => row.text }]);
  const shown = table([{ text }, { text: 'y' }], [{ title: 'text', cell: (row) => row.text }]);
  expect(shown.split('\n')).toHaveLength(harmless.split('\n').length);
  const output = written(true);
  printRows(output, [], [{ text, [text]: 1 }], []);
  printFacts(output, [['name', text]]);
  for (const line of [...shown.split('\n'), ...output.text().split('\n')]) expect(line).not.toMatch(DANGEROUS);
  expect(JSON.parse(output.text().split('\n')[0] ?? '')).toEqual(JSON.parse(JSON.stringify([{ text, [text]: 1 }])));
});
