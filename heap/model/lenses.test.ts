import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hiddenParts, LENS_PARTS, LENSES, lensHiding, readLens } from './lenses.ts';

test('every lens is read back as it was written', () => {
  fc.assert(
    fc.property(fc.subarray([...LENS_PARTS]), (parts) => {
      const lens = lensHiding(parts);
      expect(readLens(lens)).toBe(lens);
      expect(hiddenParts(lens)).toEqual(parts);
    }),
  );
});

test('a set that has a name gets it', () => {
  for (const preset of LENSES) expect(lensHiding([...hiddenParts(preset)].reverse())).toBe(preset);
  expect(lensHiding([])).toBe('hide-');
  expect(lensHiding(['weak', 'globals'])).toBe('hide-globals-weak');
});

test('words from outside are believed only when all are parts', () => {
  expect(readLens('hide-weak-globals')).toBe('hide-globals-weak');
  expect(readLens('hide-weak')).toBe('all');
  for (const text of ['', 'everything', 'hide-sizes', 'hide-weak-weak', 'hide-weak-sizes', '__proto__'])
    expect(readLens(text)).toBeUndefined();
});
