import { expect, test } from 'vitest';
import { graphEn as words } from '../words/cycles.en.ts';
import { drawingOf } from './drawing.ts';
import { elementsOf } from './elements.ts';
import { legendOf, legendText } from './legend.ts';
import { edgeSvg, lineSvg } from './svgEdges.ts';
import { edge, node, picture, plainWording } from './testing/pictures.ts';
import { referenceTwins } from './twin.ts';

const possible = { ...edge(1, 2), kind: 'possible' } as const;
const heldByIt = { ...edge(2, 3, 'entry'), kind: 'possible' } as const;
const shown = picture([node(1), node(2), node(3)], [possible, heldByIt, edge(3, 1)]);

test('a possible reference is dashed whatever its role, and says so in words', () => {
  const drawing = drawingOf(shown, plainWording);
  expect(elementsOf(drawing, new Map()).edges.map((one) => one.classes)).toEqual([
    ['strong', 'possible'],
    ['entry', 'possible'],
    ['strong'],
  ]);
  const rows = legendOf(drawing, new Set(), new Set());
  expect(rows).toContainEqual({ kind: 'edge', role: 'possible' });
  expect(rows.map((row) => legendText(row, words))).toContain('possible');
  expect(referenceTwins(drawing, new Set(), words).map((twin) => twin.role)).toEqual([
    'possible',
    'entry, possible',
    'strong',
  ]);
});

const tokens = { colour: () => '#000000', fontUi: 'sans-serif', fontMono: 'monospace' };

test('the file has the same lines', () => {
  const { nodes, edges } = drawingOf(shown, plainWording);
  const place = (id: string, x: number): Parameters<typeof edgeSvg>[2] => {
    const found = nodes.find((one) => one.id === id);
    if (found === undefined) throw new Error(id);
    return { node: found, at: { x, y: 0 } };
  };
  const lines = edges.map((one) => edgeSvg(one, 'kept', place(one.from, 0), place(one.to, 200), tokens));
  const sample = lineSvg('possible', { x: 0, y: 0 }, { x: 28, y: 0 }, undefined, tokens);
  const dashed = [...lines, sample].map((line) => line.includes('stroke-dasharray="6 4"'));
  expect(dashed).toEqual([true, true, false, true]);
});
