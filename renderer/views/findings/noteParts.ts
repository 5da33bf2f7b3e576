// A note as paragraphs of text, emphasis and links. No HTML is ever made of it.
export type NotePart =
  | { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }
  | { readonly kind: 'object'; readonly text: string; readonly address: string }
  | { readonly kind: 'type'; readonly text: string; readonly name: string };

const PATTERN = /(\*\*[^*\n]{1,400}\*\*)|(`[^`\n]{1,400}`)|@(0x[0-9a-f]{1,13})|type:([\w.<>]{1,200})/gi;

/** One entry per paragraph; blank lines separate them. Linear in the text. */
export function noteParagraphs(text: string): readonly (readonly NotePart[])[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map(partsOf);
}

function partsOf(paragraph: string): readonly NotePart[] {
  const parts: NotePart[] = [];
  let at = 0;
  for (const match of paragraph.matchAll(PATTERN)) {
    if (match.index > at) parts.push({ kind: 'text', text: paragraph.slice(at, match.index) });
    parts.push(partOf(match));
    at = match.index + match[0].length;
  }
  if (at < paragraph.length) parts.push({ kind: 'text', text: paragraph.slice(at) });
  return parts;
}

function partOf(match: RegExpMatchArray): NotePart {
  const [whole, strong, code, address, name] = match;
  if (strong !== undefined) return { kind: 'strong', text: strong.slice(2, -2) };
  if (code !== undefined) return { kind: 'code', text: code.slice(1, -1) };
  if (address !== undefined) return { kind: 'object', text: whole, address };
  return { kind: 'type', text: whole, name: name ?? '' };
}
