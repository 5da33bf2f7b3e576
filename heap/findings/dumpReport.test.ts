import { Ajv2020 } from 'ajv/dist/2020.js';
import { marked } from 'marked';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AutoFinding } from '../model/findingRows.ts';
import { objectId, typeId } from '../model/ids.ts';
import type { Subgraph } from '../model/pictures.ts';
import { objectRow } from '../queries/objectRow.ts';
import { escapeHtml } from '../exports/markup.ts';
import { draw } from '../testing/draw.ts';
import { HOSTILE_TEXTS, shown } from '../testing/hostileTexts.ts';
import { judge, parseAssertion, type Measured } from './assertions.ts';
import { dumpReport, reportJson, verdictOf, type DumpReportSource } from './dumpReport.ts';
import { PLAIN_NAMING, redactedNaming } from '../exports/naming.ts';
import { findingsJson, findingsMarkdown } from './report.ts';
import { reportHtml, SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './reportHtml.ts';
import { reportMarkdown } from './reportMarkdown.ts';

function pictureOf(text: string): Subgraph {
  const { heap } = draw('root -> a');
  const row = objectRow(heap, {}, objectId(0));
  const node = { object: { ...row, type: { ...row.type, module: text, name: text }, preview: text }, badges: [] };
  const role = { isRoot: true, inComponent: false, garbage: false, group: undefined };
  const edge = {
    from: row.object,
    to: row.object,
    label: `.${text}`,
    kind: 'attribute',
    role: 'strong',
    count: 1,
  } as const;
  return { nodes: [{ ...node, ...role }], edges: [edge], folds: [], left: 0, answer: 'drawn' };
}

function sourceWith(text: string): DumpReportSource {
  const type = { type: typeId(0), module: 'app', name: text };
  const automatic: AutoFinding = {
    kind: 'duplicates',
    type,
    copies: 3,
    groups: 1,
    bytes: 100,
    example: 0 as never,
    confidence: 'exact',
  };
  const assertion = parseAssertion(`count(${text.replace(/[<>=!-]/g, '')}x) > 1`);
  return {
    manifest: draw('root -> a').heap.manifest,
    name: text,
    written: '2026-11-22T10:00:00Z',
    judged: assertion.ok ? [judge(assertion.value, { kind: 'exact', value: 2 })] : [],
    automatic: [automatic],
    pictures: [{ finding: automatic, subgraph: pictureOf(text) }],
    tiles: [],
    types: [{ type, object: undefined, count: 1, selfSize: 10, retained: undefined, file: '' }],
    findings: [
      {
        id: '0123456789abcdef',
        title: text,
        note: text,
        target: { kind: 'type', name: text },
        evidence: [{ label: text, value: text }],
        confidence: 'high',
        status: 'open',
        created: '',
        changed: '',
      },
    ],
  };
}

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
const isReport = new Ajv2020({ formats: { 'date-time': true }, strict: false }).compile(schema);

const reportOf = (text: string) => dumpReport(sourceWith(text), PLAIN_NAMING);

describe.each(HOSTILE_TEXTS)('a report with %j', (text) => {
  test('as HTML has the elements of a harmless one, and no text that acts', () => {
    const html = reportHtml(reportOf(text));
    const tags = (page: string): readonly string[] =>
      (page.replace(SCRIPT, '').match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ aria-label="[^"]*"/, ''));
    const harmless = tags(reportHtml(reportOf('x')));
    expect(tags(html)).toEqual(harmless);
    expect(shown(html, '\t\n')).toBe(html);
  });

  test('as Markdown is what a harmless one is to an independent parser, but for its notes', () => {
    const kindsOf = (name: string): readonly string[] => {
      const report = { ...reportOf(name), notebook: [] };
      const source = { ...sourceWith(name), findings: [] };
      const kinds: string[] = [];
      for (const markdown of [reportMarkdown(report, ['a.svg']), findingsMarkdown(source)])
        marked.walkTokens(marked.lexer(markdown), ({ type }) => {
          if (type !== 'text' && type !== 'escape') kinds.push(type);
        });
      return kinds;
    };
    expect(kindsOf(text)).toEqual(kindsOf('x'));
  });

  test('as Markdown has notes without markup, images and links but to the web', () => {
    for (const markdown of [reportMarkdown(reportOf(text)), findingsMarkdown(sourceWith(text))])
      marked.walkTokens(marked.lexer(markdown), (token) => {
        expect(token.type).not.toMatch(/^(html|image|def)$/);
        if (token.type === 'link') expect(token['href']).toMatch(/^(https?:|mailto:)/);
      });
  });

  test('as JSON parses back', () => {
    expect(JSON.parse(reportJson(reportOf(text)))).toEqual(JSON.parse(JSON.stringify(reportOf(text))));
    expect(JSON.parse(findingsJson(sourceWith(text))).findings[0].note).toBe(JSON.parse(JSON.stringify(text)));
    expect(isReport(JSON.parse(reportJson(reportOf(text)))), JSON.stringify(isReport.errors)).toBe(true);
  });
});

test('the policy of the page names exactly its script and its style', () => {
  const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  expect([SCRIPT_HASH, STYLE_HASH]).toEqual([hashOf(SCRIPT), hashOf(STYLE)]);
  const html = reportHtml(reportOf('x'));
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/ style=| on[a-z]+=|https?:/);
});

test('quotes cannot end an attribute', () => {
  expect(escapeHtml('"\'<>&')).toBe('&quot;&#39;&lt;&gt;&amp;');
});

test('a redacted report has none of the names of the program, and says what it leaves out', () => {
  const secret = 'AKIA_TOP_SECRET_7';
  const naming = redactedNaming((text) => createHash('sha256').update(`key${text}`).digest('hex').slice(0, 12));
  const report = dumpReport(sourceWith(secret), naming);
  const notebook = [findingsMarkdown(sourceWith(secret), naming), findingsJson(sourceWith(secret), naming)];
  for (const text of [reportHtml(report), reportMarkdown(report), reportJson(report), ...notebook])
    expect(text).not.toContain(secret);
  for (const text of notebook) expect(text).toContain('1 findings of the notebook');
  expect(report.leftOut.join()).toContain('1 findings of the notebook');
  expect(report.types[0]?.type).toMatch(/^type-[0-9a-f]{12}$/);
  expect(naming.type({ module: 'collections', name: 'OrderedDict' })).toBe('collections.OrderedDict');
  expect(naming.type({ module: '', name: `${secret} with blanks` })).not.toContain(secret);
});

test('errors decide, warnings do not, and what is not known is not passed', () => {
  const judged = (severity: 'error' | 'warning', measured: Measured) => {
    const parsed = parseAssertion('cycles > 5');
    if (!parsed.ok) throw new Error(parsed.expected);
    return judge({ ...parsed.value, severity }, measured);
  };
  const many = { kind: 'exact', value: 9 } as const;
  const unknown = { kind: 'unknown', reason: '' } as const;
  expect(verdictOf([judged('warning', many)])).toBe('passed');
  expect(verdictOf([judged('error', unknown)])).toBe('unknown');
  expect(verdictOf([judged('error', unknown), judged('error', many)])).toBe('failed');
});
