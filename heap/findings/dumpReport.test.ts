import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AutoFinding } from '../model/findingRows.ts';
import { typeId } from '../model/ids.ts';
import { escapeHtml } from '../exports/markup.ts';
import { draw } from '../testing/draw.ts';
import { judge, parseAssertion, type Measured } from './assertions.ts';
import { dumpReport, reportJson, verdictOf, type DumpReportSource } from './dumpReport.ts';
import { PLAIN_NAMING, redactedNaming } from '../exports/naming.ts';
import { reportHtml, SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './reportHtml.ts';
import { reportMarkdown } from './reportMarkdown.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '</table></script><img src=x onerror=alert(1)>',
  '" onload="alert(1)',
  "' autofocus onfocus='alert(1)",
  '&lt;script&gt;',
  'a|b\n# heading\n- item',
  '![x](http://evil.test/a.png)',
  '[x](javascript:alert(1))',
  '`code` ``` <!-- -->',
  '\u202egnp.exe\u2066\u200b',
  '\u001b[31mred\u0007\0\ud800',
  ']]><svg onload=alert(1)>',
];

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

const reportOf = (text: string) => dumpReport(sourceWith(text), PLAIN_NAMING);

describe.each(HOSTILE)('a report with %j', (text) => {
  test('as HTML has the elements of a harmless one, and no text that acts', () => {
    const html = reportHtml(reportOf(text));
    const tags = (page: string): readonly string[] => page.replace(SCRIPT, '').match(/<[^>]*>/g) ?? [];
    const harmless = tags(reportHtml(reportOf('x')));
    expect(tags(html)).toEqual(harmless);
    expect(html).not.toMatch(/[^\n\u0020-\u007e\u00a0-\u00ff\u2026]/u);
  });

  test('as Markdown has the lines of a harmless one, besides its note', () => {
    const markdown = reportMarkdown({ ...reportOf(text), notebook: [] });
    expect(markdown.split('\n').length).toBe(reportMarkdown({ ...reportOf('x'), notebook: [] }).split('\n').length);
    expect(markdown).not.toMatch(/<[a-z!/]|!\[|\]\(/i);
  });

  test('as JSON parses back', () => {
    expect(JSON.parse(reportJson(reportOf(text)))).toEqual(JSON.parse(JSON.stringify(reportOf(text))));
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
  for (const text of [reportHtml(report), reportMarkdown(report), reportJson(report)])
    expect(text).not.toContain(secret);
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
