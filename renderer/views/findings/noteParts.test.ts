import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noteParagraphs } from './noteParts.ts';

test('objects and types become links, stars and ticks become emphasis', () => {
  expect(noteParagraphs('See @0x7f3a8e11d2b0 of type:app.Session, **now** or `later`')).toEqual([
    [
      { kind: 'text', text: 'See ' },
      { kind: 'object', text: '@0x7f3a8e11d2b0', address: '0x7f3a8e11d2b0' },
      { kind: 'text', text: ' of ' },
      { kind: 'type', text: 'type:app.Session', name: 'app.Session' },
      { kind: 'text', text: ', ' },
      { kind: 'strong', text: 'now' },
      { kind: 'text', text: ' or ' },
      { kind: 'code', text: 'later' },
    ],
  ]);
});

test('HTML stays text', () => {
  expect(noteParagraphs('<img src=x onerror=alert(1)>')).toEqual([
    [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }],
  ]);
});

test('every letter of a paragraph is kept, apart from the marks', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('*', '`', 'a', ' ', '@', '0x1', 'type:'), maxLength: 60 }),
      (text) => {
        const parts = noteParagraphs(text).flat();
        const again = parts
          .map((part) =>
            part.kind === 'strong' ? `**${part.text}**` : part.kind === 'code' ? `\`${part.text}\`` : part.text,
          )
          .join('');
        expect(again).toBe(text.trim() === '' ? '' : text);
      },
    ),
  );
});
