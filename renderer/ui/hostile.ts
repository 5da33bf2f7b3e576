// Text of a dump, cut and split so that what cannot be seen is shown: controls, bidi overrides, zero-width characters.
export interface TextPart {
  readonly text: string;
  /** True: a chip `<U+202E>` instead of the character. */
  readonly chip: boolean;
}

export const MOST_CHARACTERS = 80;

const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];

/** What is surely none of the above and one unit per character: nearly every name and path. */
const PLAIN = /^[!-~ \u00a1-\u00ac\u00ae-\u0600\u4e00-\u9fff]*$/;

/** Parts in order; at most `most` characters of the text. */
export function visibleParts(text: string, most = MOST_CHARACTERS): readonly TextPart[] {
  const start = text.slice(0, most);
  // Hundreds of cells are drawn at once: the careful way below costs ten times as much.
  if (PLAIN.test(start)) return start === '' ? [] : [{ text: start, chip: false }];
  const parts: TextPart[] = [];
  let plain = '';
  for (const character of [...text].slice(0, most)) {
    const point = character.codePointAt(0) ?? 0;
    if (!INVISIBLE.some(([first, last]) => point >= first && point <= last)) {
      plain += character;
      continue;
    }
    if (plain !== '') parts.push({ text: plain, chip: false });
    plain = '';
    parts.push({ text: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, chip: true });
  }
  if (plain !== '') parts.push({ text: plain, chip: false });
  return parts;
}
