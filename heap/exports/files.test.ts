import { parse as parseDot } from '@ts-graphviz/ast';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { componentId, objectId, typeId } from '../model/ids.ts';
import type { Subgraph } from '../model/pictures.ts';
import type { ObjectRow } from '../model/rows.ts';
import { HOSTILE_TEXTS, shown } from '../testing/hostileTexts.ts';
import { dotOf } from './dot.ts';
import { graphFile } from './graphFile.ts';
import { graphmlOf } from './graphml.ts';
import { graphSvg } from './graphSvg.ts';
import { PLAIN_NAMING, redactedNaming } from './naming.ts';
import { redactedRow } from './redaction.ts';
import { rowsCsv } from './rowsCsv.ts';

function rowWith(text: string, row: number): ObjectRow {
  return {
    object: objectId(row),
    address: 4096 + row,
    id: `0x${(4096 + row).toString(16)}`,
    type: { type: typeId(1), module: text, name: text },
    shape: 'instance',
    size: undefined,
    selfSize: 48,
    retained: 96,
    refcount: 1,
    immortal: false,
    generation: undefined,
    preview: text,
    component: componentId(3),
  };
}

function graphWith(text: string): Subgraph {
  const role = { isRoot: true, inComponent: true, garbage: false, group: undefined };
  const badges = [{ label: text, object: objectId(9), count: 2 }];
  return {
    nodes: [0, 1].map((row) => ({ object: rowWith(text, row), badges, ...role })),
    edges: [
      { from: objectId(0), to: objectId(1), label: text, kind: 'attribute', role: 'inside', count: 1 },
      { from: objectId(1), to: objectId(0), label: text, kind: 'attribute', role: 'weak', count: 2 },
    ],
    folds: [{ at: objectId(0), side: 'references', type: { type: typeId(1), module: text, name: text }, count: 40 }],
    left: 7,
    answer: 'drawn',
  };
}

describe.each(HOSTILE_TEXTS)('a graph and rows full of %j', (text) => {
  const graph = graphFile(graphWith(text), text, PLAIN_NAMING);

  test('are one graph of three nodes and three references in DOT', () => {
    const kinds: Record<string, number> = {};
    JSON.stringify(parseDot(dotOf(graph)), (key, value: unknown) => {
      if (key === 'type' && typeof value === 'string') kinds[value] = (kinds[value] ?? 0) + 1;
      return value;
    });
    expect([kinds['Graph'], kinds['Node'], kinds['Edge'], kinds['Comment']]).toEqual([1, 3, 3, undefined]);
  });

  test('have the tags of a harmless one in GraphML and SVG', () => {
    const plain = graphFile(graphWith('x'), 'x', PLAIN_NAMING);
    const tags = (xml: string): readonly string[] =>
      (xml.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ aria-label="[^"]*"/, ''));
    expect(tags(graphmlOf(graph))).toEqual(tags(graphmlOf(plain)));
    if (text.trim() !== '') expect(tags(graphSvg(graph, 'file'))).toEqual(tags(graphSvg(plain, 'file')));
    expect(graphmlOf(graph) + graphSvg(graph, 'page')).not.toMatch(/[^\n\P{Cc}]|\p{Cs}/u);
  });

  test('are as many records of CSV, with every field', () => {
    const csv = rowsCsv();
    csv.add([rowWith(text, 0), { extra: { [text === '__proto__' ? 'x' : text]: 1 } }]);
    csv.add([rowWith(text, 1)]);
    const { data } = Papa.parse<readonly string[]>(csv.parts().join(''), { newline: '\r\n', skipEmptyLines: true });
    expect(data).toHaveLength(4);
    expect(new Set(data.map((line) => line.length)).size).toBe(1);
    const preview = data[0]?.indexOf('preview') ?? -1;
    expect(data[3]?.[preview]?.replace(/^'/, '')).toBe(shown(text, '\t\r\n').replace(/^'/, ''));
    expect(data[3]?.[data[0]?.indexOf('selfSize') ?? -1]).toBe('48');
  });
});

describe('a redacted row', () => {
  const naming = redactedNaming((text) =>
    [...text].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) | 0, 7).toString(16),
  );

  test('keeps numbers, addresses, words of ours and names of the library, and no other text', () => {
    const row = { ...rowWith('Secret', 0), kind: 'attribute', label: '.password', file: '/home/me/app.py' };
    const library = {
      ...rowWith('', 1),
      type: { type: typeId(2), module: 'collections', name: 'OrderedDict' },
      label: '[3]',
    };
    const after = JSON.stringify(redactedRow({ rows: [row, library], Secret: 1, 'my key': 2 }, naming));
    expect(after).not.toMatch(/password|home|my key|"Secret"/);
    expect(after).toContain('collections.OrderedDict');
    expect(after).toMatch(/"0x1000".*"attribute".*"\[3\]"/);
  });

  test('has equal tokens for equal texts', () => {
    const { a, b, c } = redactedRow({ a: 'one text', b: 'one text', c: 'another' }, naming);
    expect([a === b, a === c, a === 'one text']).toEqual([true, false, false]);
  });

  test('has neither maps nor anything deeper than our rows', () => {
    let deep: unknown = 'Secret';
    for (let i = 0; i < 20; i++) deep = { deep };
    const row: object = {
      map: new Map([['Secret', 'Secret']]),
      deep,
      word: 'Secret',
      kind: 'not a word of ours: Secret',
    };
    expect(JSON.stringify(redactedRow(row, naming))).not.toContain('Secret');
  });
});
