import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  count,
  decimal,
  exactBytes,
  milliseconds,
  seconds,
  share,
  shortIdentity,
  shortCount,
} from './formatting.ts';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [817, '817 B'],
    [999, '999 B'],
    [1000, '0.977 KiB'],
    [12_697, '12.4 KiB'],
    [1024 ** 2, '1.00 MiB'],
    [412.6 * 1024 ** 2, '413 MiB'],
    [5 * 1024 ** 4, '5.00 TiB'],
    [-3_096_064, '-2.95 MiB'],
  ])('%d reads %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  test('never shows more than three significant digits below a tebibyte', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 43 }), (value) => {
        const digits = (bytes(value).split(' ')[0] ?? '').replace('.', '').replace(/^0+(?=\d)/, '');
        expect(digits.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('is within half a per cent of what it stands for', () => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 43 }), (value) => {
        const [amount = '', unit = ''] = bytes(value).split(' ');
        const read = Number(amount) * 1024 ** units.indexOf(unit);
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.005);
      }),
    );
  });

  test('what is not recorded is not zero', () => {
    expect([bytes(undefined), exactBytes(undefined), count(undefined)]).toEqual(['n/a', 'not recorded', 'n/a']);
  });

  test('the title says every byte', () => {
    expect(exactBytes(12_697)).toBe('12,697 B');
  });
});

describe('share', () => {
  test.each([
    [1, 2, '50.0 %'],
    [1, 100_000, '< 0.1 %'],
    [0, 100, '0 %'],
    [5, 0, '0 %'],
  ])('%d of %d reads %s', (part, whole, text) => {
    expect(share(part, whole)).toBe(text);
  });

  test('something is never 0.0 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), (part, rest) => {
        expect(share(part, part + rest)).not.toMatch(/^0(\.0)? %/);
      }),
    );
  });
});

test('counts are grouped', () => {
  expect(count(5_046_112)).toBe('5,046,112');
});

test('a short address keeps the last six digits', () => {
  expect(shortIdentity('0x7f3a90c41e80')).toBe('…c41e80');
  expect(shortIdentity('@163693')).toBe('@163693');
});

test.each([
  [4, '4 s'],
  [89, '89 s'],
  [90, '2 min'],
  [241, '5 min'],
])('%d seconds left read %s', (value, text) => {
  expect(seconds(value)).toBe(text);
});

test.each([
  [82, '82 ms'],
  [2440, '2.4 s'],
])('%d milliseconds read %s', (value, text) => {
  expect(milliseconds(value)).toBe(text);
});

test.each([
  [0, '0'],
  [99_999, '99,999'],
  [100_000, '100K'],
  [1_090_218, '1.1M'],
])('%d beside a view reads %s', (value, text) => {
  expect(shortCount(value)).toBe(text);
});

test('a ratio has two decimals', () => {
  expect(decimal(2.7264)).toBe('2.73');
});
