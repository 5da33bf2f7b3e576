import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchOf, piecesOf } from './matching.ts';

test('letters match in order', () => {
  expect(matchOf('ovw', 'Overview')?.letters).toEqual([0, 1, 7]);
  expect(matchOf('wo', 'Overview')).toBeUndefined();
});

test('nothing typed matches everything', () => {
  expect(matchOf('', 'Overview')).toEqual({ score: -0.08, letters: [] });
});

test('a word as it stands is preferred to its letters elsewhere', () => {
  expect(matchOf('sess', 'shop.models.Session')?.letters).toEqual([12, 13, 14, 15]);
  expect(matchOf('ion', 'nation.ionic')?.letters).toEqual([7, 8, 9]);
});

test('starts of words and humps come first', () => {
  expect(matchOf('mm', 'Memory map')?.letters).toEqual([0, 7]);
  expect(matchOf('tc', 'app.cache.TtlCache')?.letters).toEqual([10, 13]);
});

test('a run of letters beats scattered ones', () => {
  const run = matchOf('gc', 'GC');
  const scattered = matchOf('gc', 'Graphic');
  expect(run?.score ?? 0).toBeGreaterThan(scattered?.score ?? 0);
});

test('pieces give the name back and mark exactly the typed letters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 5 }), (name, wanted) => {
      const match = matchOf(wanted, name);
      const pieces = piecesOf(name, match?.letters ?? []);
      expect(pieces.map((piece) => piece.text).join('')).toBe(name);
      const typed = pieces.filter((piece) => piece.typed).map((piece) => piece.text);
      expect(typed.join('')).toHaveLength(match?.letters.length ?? 0);
    }),
  );
});
