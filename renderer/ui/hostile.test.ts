import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_CHARACTERS, visibleParts } from './hostile.ts';

test('plain text is one part', () => {
  expect(visibleParts('app.Session')).toEqual([{ text: 'app.Session', chip: false }]);
});

test.each([
  ['a right-to-left override', '\u202e', 'U+202E'],
  ['a zero-width space', '\u200b', 'U+200B'],
  ['a byte order mark', '\ufeff', 'U+FEFF'],
  ['a null', '\u0000', 'U+0000'],
  ['a line break', '\n', 'U+000A'],
  ['a lone surrogate', '\ud800', 'U+D800'],
  ['a no-break space', '\u00a0', 'U+00A0'],
  ['a tag', '\u{e0041}', 'U+E0041'],
])('%s is shown as a chip', (_, character, name) => {
  expect(visibleParts(`a${character}b`)).toEqual([
    { text: 'a', chip: false },
    { text: name, chip: true },
    { text: 'b', chip: false },
  ]);
});

test('text is cut between characters, never inside one', () => {
  const parts = visibleParts('😀'.repeat(200));
  expect(parts).toEqual([{ text: '😀'.repeat(MOST_CHARACTERS), chip: false }]);
});

test('no control, bidi or zero-width character ever reaches the page', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const shown = visibleParts(text)
        .map((part) => part.text)
        .join('');
      expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u200b-\u200d\ufeff]/u);
    }),
  );
});

test('the quick way for plain text says the same as the careful way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      // A chip at the end forces the careful way.
      const careful = visibleParts(`${text}\u202e`);
      const quick = visibleParts(text);
      expect(quick).toEqual(careful.slice(0, -1));
    }),
  );
});
