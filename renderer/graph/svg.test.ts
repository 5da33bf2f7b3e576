import { expect, test } from 'vitest';
import { graphEn } from '../words/cycles.en.ts';
import { drawingOf } from './drawing.ts';
import { layout } from './layout.ts';
import { legendOf } from './legend.ts';
import { planOf } from './place.ts';
import { PLAIN_NAMING, redactedNaming } from '#heap/exports/naming.ts';
import { pictureName } from './saving.ts';
import { svgOf } from './svg.ts';
import { edge, fold, heldCycle, node, picture, plainWording } from './testing/pictures.ts';
import type { Subgraph } from '#heap/model/pictures.ts';

const tokens = { colour: (name: string) => `#${name.length}${name.length}0`, fontUi: '"A" & B', fontMono: 'mono' };

function svgFor(subgraph: Subgraph, title = 'a picture'): string {
  const drawing = drawingOf(subgraph, plainWording);
  const work = layout(planOf(drawing));
  while (work.step());
  const cuts = new Set(drawing.edges.slice(0, 1).map((one) => one.id));
  const pinned = new Set(drawing.nodes.slice(0, 1).map((one) => one.id));
  const legend = legendOf(drawing, cuts, pinned);
  const place = { drawing, positions: work.result(), pinned, cuts, legend, hull: 'component c-1', leftOut: 'host' };
  return svgOf({ title, ...place, words: graphEn, tokens }).text;
}

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
}

/** A strict reader of the XML we write: no comments, no doctype, no processing instruction may be there. */
function parse(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const plain = (text: string): string => {
    const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
    return text.replace(/&(\w*);?/g, (_, name: string) => entities[name] ?? expect.fail(`entity ${name}`));
  };
  const part = /<\/([a-z]+)>|<([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = part.exec(xml); match !== null; match = part.exec(xml)) {
    at = part.lastIndex;
    const [, close, name, attributes = '', empty, text] = match;
    if (close !== undefined) expect(open.pop()?.name).toBe(close);
    else if (text !== undefined) open.at(-1)!.text += plain(text);
    else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(
        ([, key, value]) => [key!, plain(value!)] as const,
      );
      const element = { name, attributes: new Map(pairs), text: '' };
      elements.push(element);
      if (empty === '') open.push(element);
    }
  }
  expect([at, open.length]).toEqual([xml.length, 0]);
  return elements;
}

const textsIn = (xml: string): readonly string[] =>
  parse(xml).flatMap((element) => (element.name === 'text' ? [element.text] : []));

test('every shape and reference is there, with its label', () => {
  const elements = parse(svgFor(heldCycle(6)));
  const texts = elements.filter((element) => element.name === 'text').map((element) => element.text);
  expect(texts.filter((text) => text === 'Session')).toHaveLength(7);
  expect(texts).toContain('app.main');
  expect(texts).toContain("['u1']");
  expect(texts).toContain('component c-1');
  expect(elements.filter((element) => element.name === 'ellipse').length).toBeGreaterThanOrEqual(6);
});

test('the legend is part of it', () => {
  const texts = textsIn(svgFor(picture([node(1), node(2)], [edge(1, 2, 'weak')], [fold(1, 40)])));
  expect(texts).toEqual(expect.arrayContaining(['instance', 'folded', 'cut candidate', 'pinned']));
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"/><image href="x" onerror="alert(1)"/>',
  ']]><!--&amp;&#x3c;',
  "'&lt;\u0000\u0007\u202e\ud800x\uffff",
  'javascript:alert(1)',
  '</text></svg>',
];

test.each(HOSTILE)('%j stays text', (name) => {
  const hostile = picture(
    [
      node(1, { type: name, preview: name }),
      node(2, { shape: 'module', preview: name, badges: [{ label: name, object: 9 as never, count: 2 }] }),
    ],
    [edge(1, 2, 'strong', name), edge(2, 1, 'weak', name)],
    [fold(1, 3, name)],
  );
  const xml = svgFor(hostile, name);
  const elements = parse(xml);
  expect(new Set(elements.map((element) => element.name))).toEqual(
    new Set([...new Set(elements.map((element) => element.name))].filter((one) => KNOWN.has(one))),
  );
  for (const { attributes } of elements) for (const key of attributes.keys()) expect(key).not.toMatch(/^on|href|style/);
  expect(xml).not.toMatch(/[\ufffe\uffff]|\p{Cc}|\p{Cs}/u);
});

const KNOWN = new Set(['svg', 'title', 'desc', 'rect', 'g', 'path', 'polygon', 'ellipse', 'text', 'circle']);

test('a file is named after what it shows, by letters that every system takes', () => {
  expect(pictureName('c-3  Session, User ×2', 'svg', PLAIN_NAMING)).toBe('c-3-Session-User-2.svg');
  expect(pictureName('../../etc', 'white', PLAIN_NAMING)).toBe('etc.png');
  expect(pictureName('对象', 'dot', PLAIN_NAMING)).toBe('picture.dot');
  expect(
    pictureName(
      'Session',
      'svg',
      redactedNaming(() => '1'),
    ),
  ).toBe('picture-redacted.svg');
});
