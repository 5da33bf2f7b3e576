import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, parseAssertion, parseRules } from './assertions.ts';

function assertion(text: string) {
  const parsed = parseAssertion(text);
  if (!parsed.ok) throw new Error(`${parsed.column}: ${parsed.expected}`);
  return parsed.value;
}

describe('a condition', () => {
  test.each([
    ['retained(app.Session) > 100MB', { kind: 'retained', type: 'app.Session' }, '>', 100_000_000],
    ['count(app.f.<locals>.Row)>=3', { kind: 'count', type: 'app.f.<locals>.Row' }, '>=', 3],
    ['shallow(str) < 1.5 KiB', { kind: 'self', type: 'str' }, '<', 1536],
    ['garbage.bytes != 0', { kind: 'garbage.bytes' }, '!=', 0],
    ['cycles == 2', { kind: 'cycles' }, '==', 2],
    ['unexplained>0', { kind: 'unexplained' }, '>', 0],
  ])('%s', (text, measure, operator, limit) => {
    expect(assertion(text)).toMatchObject({ text, measure, operator, limit, severity: 'error', title: '' });
  });

  test.each([
    '',
    'retained(app.Session)',
    'retained() > 1',
    'size(x) > 1',
    'cycles > 1 parsec',
    'cycles > -1',
    'cycles => 1',
    'cycles > 1 > 2',
  ])('%j is refused', (text) => {
    expect(parseAssertion(text)).toMatchObject({ ok: false, line: 0 });
  });

  test('any text is a condition or a place where it is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseAssertion(text);
        return parsed.ok || (parsed.column >= 0 && parsed.column <= text.length);
      }),
      { seed: 1 },
    );
  });
});

test('a file of rules: severity, title, comments, and the line of a mistake', () => {
  const text = '# ours\n\nwarning cycles > 5 -- too many cycles\r\ncount(app.Row) > 9\n';
  expect(parseRules(text)).toMatchObject({
    ok: true,
    value: [
      { severity: 'warning', title: 'too many cycles', text: 'cycles > 5' },
      { severity: 'error', title: '' },
    ],
  });
  expect(parseRules(`${text}error cycles`)).toMatchObject({ ok: false, line: 4 });
});

test('a lower bound proves only what is above a limit; what is not known never passes', () => {
  const above = assertion('cycles > 5');
  expect(judge(above, { kind: 'exact', value: 6 }).outcome).toBe('failed');
  expect(judge(above, { kind: 'exact', value: 5 }).outcome).toBe('passed');
  expect(judge(above, { kind: 'atLeast', value: 6 }).outcome).toBe('failed');
  expect(judge(above, { kind: 'atLeast', value: 5 }).outcome).toBe('unknown');
  expect(judge(assertion('cycles < 5'), { kind: 'atLeast', value: 4 }).outcome).toBe('unknown');
  expect(judge(above, { kind: 'unknown', reason: 'refcounts' }).outcome).toBe('unknown');
});
