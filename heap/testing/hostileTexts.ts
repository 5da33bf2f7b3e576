// Texts that somebody might name a class, an attribute or a value to get out of an export. No writer may know them.

/** What runs sets `__hit` in the page. */
const HTML = [
  '<script>window.__hit=1</script>',
  '</script><script>window.__hit=1</script>',
  '</style><script>window.__hit=1</script>',
  '</title><svg onload=window.__hit=1>',
  '<img src=x onerror="window.__hit=1">',
  '"><svg/onload=window.__hit=1>',
  "' autofocus onfocus='window.__hit=1",
  '" onmouseover="window.__hit=1" x="',
  '</table><iframe src="javascript:parent.__hit=1"></iframe>',
  '<a href="javascript:window.__hit=1">x</a>',
  '<base href="//evil.test/">',
  '<meta http-equiv="refresh" content="0;url=//evil.test/">',
  '<link rel=stylesheet href=//evil.test/a.css>',
  '<style>@import "//evil.test/a.css"</style>',
  '<!--',
  '--><img src=x onerror=window.__hit=1>',
  '<![CDATA[<script>window.__hit=1</script>]]>',
  '&lt;script&gt;window.__hit=1&lt;/script&gt;',
  '&#60;img src=x onerror=window.__hit=1&#62;',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=window.__hit=1>',
  '{{constructor.constructor("window.__hit=1")()}}',
  '${window.__hit=1}',
];
const XML = [
  ']]><svg onload="window.__hit=1"/>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '<?xml-stylesheet href="javascript:window.__hit=1"?>',
  '"/><script xmlns="http://www.w3.org/1999/xhtml">window.__hit=1</script><x y="',
  '</data></node><node id="evil"/>',
  '&unknown; &amp &',
  '\u0000\u0001\ufffe\uffff',
];
const MARKDOWN = [
  '# heading',
  '\n# heading\n\n- list',
  'a | b | c',
  'a |\n|---|\n| evil |',
  '*a* _b_ **c** ~~d~~',
  '[x](javascript:window.__hit=1)',
  '[x]: javascript:window.__hit=1 "t"',
  '![x](http://evil.test/a.png)',
  '<http://evil.test/> http://evil.test/ www.evil.test',
  '`code` ``` ~~~',
  '\n```\nfence',
  '> quote\n>> quote',
  '1. one\n2) two',
  '---\n===',
  'ends \\',
  'line  \nbreak\\\nbreak',
  '[^1] [ ] - [x] :smile: @somebody #1',
];
const CSV = [
  '=HYPERLINK("http://evil.test/","x")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '\uff1d1+1',
  'a;=1+1',
  'a,"b"\r\nc,=1+1',
  '"',
];
const DOT = [
  '"];evil[label="x',
  '\\',
  '\\"; evil -> evil; "',
  '\\N\\G\\l\\L',
  '<<b>bold</b>>',
  '"]; } digraph evil { a',
  '// comment\n/* comment',
  'x" URL="javascript:window.__hit=1',
];
const TERMINAL = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://evil.test/\u001b\\link',
  '\u009b2J',
  'over\rwritten',
  'back\b\b\bspace\u007f',
];
const TEXT_DIRECTION = [
  '\u202egnp.exe',
  '\u2066a\u2069\u200f\u061c',
  'zero\u200bwidth\ufeff\u00ad',
  '\ud800 lone',
  'lone \udc00',
  'line\u2028separator\u2029',
  '\u{e0041}\u{e0042}tags',
];
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'NaN', 'null', '../../etc/passwd'];

export const HOSTILE_TEXTS: readonly string[] = [
  ...HTML,
  ...XML,
  ...MARKDOWN,
  ...CSV,
  ...DOT,
  ...TERMINAL,
  ...TEXT_DIRECTION,
  ...NAMES,
];

/** How a text looks where its controls are named: `<U+202E>`. Written apart from the exports, to judge them. */
export function shown(text: string, kept = ''): string {
  return [...text]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0;
      return kept.includes(character) || !ACTS.some(([first, last]) => point >= first && point <= last)
        ? character
        : `<U+${point.toString(16).toUpperCase().padStart(4, '0')}>`;
    })
    .join('');
}

/** First and last code point of every range that a terminal, a renderer of text or XML might act on or lose. */
const ACTS: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfffe, 0xffff],
  [0xe0000, 0xe007f],
];
