// What no file and no terminal gets from a dump as it is: characters that act, hide or turn a line around.

/**
 * C0, DEL, C1, lone surrogates, soft hyphen, bidi controls, zero-width characters, line separators and tags. Two or more of
 * one text are replaced one by one.
 */
const ACTING =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/** `<U+202E>` instead of each of them. Cost: one pass, no copy when there is none. */
export function namedControls(text: string): string {
  return text.replace(ACTING, nameOf);
}

/** The same without the characters that a format may hold quoted. */
export function namedControlsBut(kept: string, text: string): string {
  return text.replace(ACTING, (character) => (kept.includes(character) ? character : nameOf(character)));
}

/** As `\u` escapes inside the strings of JSON: they parse back to what they were. */
export function escapedControls(json: string): string {
  return json.replace(ACTING, (character) =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()].map((at) => codeUnit(character.charCodeAt(at))).join(''),
  );
}

function nameOf(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function codeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
