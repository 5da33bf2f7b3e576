import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../exports/markdown.ts';
import { draw } from '../testing/draw.ts';
import { findingsAfter, type Finding } from './finding.ts';
import { findingsJson, findingsMarkdown } from './report.ts';

const finding: Finding = {
  id: '0123456789abcdef',
  title: 'Sessions <script>alert(1)</script> are *never* removed',
  note: 'Held by `app.sessions`. <img src=x onerror=alert(1)> ![x](http://evil.test/a.png)',
  target: { kind: 'object', address: '0x7f0000001040' },
  evidence: [{ label: 'retained', value: '12 | 13\n# heading' }],
  confidence: 'exact',
  status: 'open',
  created: '2026-11-22T10:00:00Z',
  changed: '2026-11-22T10:00:00Z',
};
const source = {
  manifest: draw('root -> a').heap.manifest,
  name: 'shop_api.ouro',
  findings: [finding],
  automatic: [],
  written: '2026-11-22T11:00:00Z',
};

describe('markdown', () => {
  const text = findingsMarkdown(source);

  test('no raw HTML, no image, no autolink passes', () => {
    expect(text).not.toMatch(/<[a-z!/]/i);
    expect(text).not.toContain('![');
  });

  test('hostile cells stay in their cell', () => {
    expect(text).toContain('| retained | 12 \\| 13&lt;U\\+000A&gt;');
  });

  test.each(['*a*', '_a_', '[a](b)', '`a`', '# a', '<a>', 'a|b', '- a', '1. a', '\u202eabc', 'http://a.b'])(
    '%j is text',
    (hostile) => {
      const escaped = escapeMarkdown(hostile);
      expect(escaped).not.toMatch(/(^|[^\\])[*_[\]`#|]/);
      expect(escaped).not.toMatch(/[<>\u202e]/);
      expect(escaped).not.toMatch(/[a-z]:\/\//);
    },
  );
});

test('json parses back and holds the finding', () => {
  expect(JSON.parse(findingsJson(source))).toMatchObject({
    schema: 1,
    findings: [finding],
    dump: { name: 'shop_api.ouro' },
  });
});

test('a later put replaces, remove removes', () => {
  const changed = { ...finding, title: 'changed' };
  expect(
    findingsAfter([
      { kind: 'put', finding },
      { kind: 'put', finding: changed },
    ]),
  ).toEqual([changed]);
  expect(
    findingsAfter([
      { kind: 'put', finding },
      { kind: 'remove', id: finding.id },
    ]),
  ).toEqual([]);
});
