import { parse as parseDot } from '@ts-graphviz/ast';
import { marked, type Token } from 'marked';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { HOSTILE_TEXTS, shown } from '../testing/hostileTexts.ts';
import { csvLine } from './csv.ts';
import { dotText } from './dotText.ts';
import { jsonLine, jsonPage } from './json.ts';
import { escapeMarkdown, safeNote } from './markdown.ts';
import { escapeHtml, escapeXml } from './markup.ts';
import { terminalSafe } from './terminal.ts';

test('the corpus has at least sixty texts, all different', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
});

/** Every token of the text as an independent parser of CommonMark and GitHub's Markdown finds it. */
function tokensOf(markdown: string): readonly Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token));
  return tokens;
}

const FORMULA = /^[\s=+\-@\uff1d\uff0b\uff0d\uff20]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** Three cells whichever comma, and no cell a formula whichever character the reader's country parts cells with. */
function isOneCell(line: string, text: string): boolean {
  const { data } = Papa.parse<readonly string[]>(line, { delimiter: ',', newline: '\r\n' });
  const others = [';', '\t'].flatMap((delimiter) => Papa.parse<readonly string[]>(line, { delimiter }).data.flat());
  const [first = [], last = []] = data;
  const same = first[0]?.replace(/^'/, '') === shown(text, '\t\r\n').replace(/^'/, '');
  const shape = data.length === 2 && last.join() === '' && first.length === 2 && first[1] === 'end';
  return shape && same && ![...first, ...others].some((cell) => FORMULA.test(cell));
}

function isOneText(markdown: string): boolean {
  const kinds = new Set(tokensOf(`About: ${markdown}.\n`).map(({ type }) => type));
  const html = marked.parse(`| a | b |\n|---|---|\n| ${markdown} | x |\n`, { async: false });
  const tags = html.replace(/\s/g, '').match(/<[^>]*>/g) ?? [];
  return (
    [...kinds].every((kind) => ['paragraph', 'text', 'escape', 'space'].includes(kind)) &&
    tags.join('') === `<table><thead>${row('th')}</thead><tbody>${row('td')}</tbody></table>`
  );
}

function row(cell: string): string {
  return `<tr><${cell}></${cell}><${cell}></${cell}></tr>`;
}

function isOneLabel(quoted: string): boolean {
  try {
    const dot = parseDot(`digraph { a [label=${quoted}, x="y"]; }`);
    const nodes = JSON.stringify(dot, (key, value: unknown) => (key === 'location' ? undefined : value));
    const count = (type: string): number => nodes.split(`"type":"${type}"`).length - 1;
    const plain = !/[\p{Cc}\p{Cs}]/u.test(quoted) && !/(^|[^\\])(\\\\)*\\[NGElLHT]/.test(quoted);
    return plain && count('Attribute') === 2 && count('Node') === 1 && count('Edge') === 0;
  } catch {
    return false;
  }
}

test.each([
  ['CSV', 12, (text: string) => isOneCell(`${text},end\r\n`, text)],
  ['Markdown', 30, isOneText],
  ['DOT', 20, (text: string) => isOneLabel(`"${text}"`)],
] as const)('a naive writer of %s lets through at least %i of them', (_, least, holds) => {
  expect(HOSTILE_TEXTS.filter((text) => !holds(text)).length).toBeGreaterThanOrEqual(least);
});

describe.each(HOSTILE_TEXTS)('%j', (text) => {
  test('is one cell of CSV and no formula', () => {
    expect(isOneCell(csvLine([text, 'end']), text)).toBe(true);
  });

  test('is one text of Markdown, in a paragraph and in a table', () => {
    expect(isOneText(escapeMarkdown(text))).toBe(true);
  });

  test('in a note makes no element of its own, no image and no link but to the web', () => {
    for (const token of tokensOf(safeNote(text))) {
      expect(token.type).not.toMatch(/^(html|image|def)$/);
      if (token.type === 'link') expect(token['href']).toMatch(/^(https?:|mailto:)/);
    }
  });

  test('is one text of DOT', () => {
    expect(isOneLabel(dotText(text))).toBe(true);
  });

  test('comes back from JSON as it was, and acts neither in a page nor in a terminal', () => {
    for (const json of [jsonLine({ text, [text]: 1 }), jsonPage({ text, [text]: 1 })]) {
      expect(Object.entries(JSON.parse(json))).toEqual(Object.entries(JSON.parse(JSON.stringify({ text, [text]: 1 }))));
      expect(json).not.toContain('<');
      expect(shown(json, '\n')).toBe(json);
    }
  });

  test('has no markup and no control in HTML, XML and a terminal', () => {
    for (const escaped of [escapeHtml(text), escapeXml(text)]) {
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replace(/&(amp|lt|gt|quot|apos|#39);/g, '')).not.toContain('&');
    }
    expect(terminalSafe(text)).toBe(shown(text));
    expect(escapeXml(text)).not.toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
  });
});
