import { expect, test } from 'vitest';
import type { Subgraph } from '#heap/model/pictures.ts';
import { drawingOf } from './drawing.ts';
import { fan, freeSector } from './fan.ts';
import { layout, layoutKind } from './layout.ts';
import { planOf, type Footprint, type Positions } from './place.ts';
import { edge, heldCycle, node, picture, plainWording } from './testing/pictures.ts';
import { viewportOf } from './viewport.ts';

function place(subgraph: Subgraph): Positions {
  const work = layout(planOf(drawingOf(subgraph, plainWording)));
  while (work.step());
  return work.result();
}

function overlaps(subgraph: Subgraph, positions: Positions): number {
  const { boxes } = planOf(drawingOf(subgraph, plainWording));
  const meet = (a: Footprint, b: Footprint): boolean => {
    const p = positions.get(a.id)!;
    const q = positions.get(b.id)!;
    return (
      Math.abs(p.x - q.x) < (a.width + b.width) / 2 - 1 &&
      Math.abs(p.y + a.rise - q.y - b.rise) < (a.height + b.height) / 2 - 1
    );
  };
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b))).length;
}

const chain = (n: number): Subgraph =>
  picture(
    Array.from({ length: n }, (_, i) => node(i)),
    Array.from({ length: n - 1 }, (_, i) => edge(i, i + 1)),
  );

test('holders stand left of what they hold, a chain is a straight line', () => {
  const positions = place(chain(5));
  const points = [0, 1, 2, 3, 4].map((row) => positions.get(`o${row}`)!);
  expect(points.map((point) => point.x)).toEqual(points.map((point) => point.x).toSorted((a, b) => a - b));
  expect(new Set(points.map((point) => point.y)).size).toBe(1);
});

test('a cycle outside a component is laid out as well', () => {
  const ring = picture([node(0), node(1), node(2)], [edge(0, 1), edge(1, 2), edge(2, 0)]);
  expect(new Set([...place(ring).values()].map((point) => point.x)).size).toBe(3);
});

test('a holder nobody holds stands directly before what it holds', () => {
  const base = chain(4);
  const positions = place(picture([...base.nodes, node(9)], [...base.edges, edge(9, 3)]));
  expect(positions.get('o9')!.x).toBe(positions.get('o2')!.x);
});

test('members of a component stand together, its holders to the left', () => {
  const positions = place(heldCycle(6));
  const members = [0, 1, 2, 3, 4, 5].map((row) => positions.get(`o${row}`)!.x);
  expect(positions.get('o7')!.x).toBeLessThan(Math.min(...members));
  expect(positions.get('o6')!.x).toBeLessThan(positions.get('o7')!.x);
});

test('two members stand one above the other', () => {
  const positions = place(heldCycle(2));
  expect(positions.get('o0')!.x).toBe(positions.get('o1')!.x);
  expect(positions.get('o1')!.y - positions.get('o0')!.y).toBeGreaterThan(90);
});

test.each([2, 8, 12, 40, 150])('nothing overlaps in a component of %d', (n) => {
  const subgraph = heldCycle(n);
  expect(overlaps(subgraph, place(subgraph))).toBe(0);
});

test('the same picture is placed the same way twice', () => {
  expect(place(heldCycle(40))).toEqual(place(heldCycle(40)));
});

test('above 500 shapes only rings are drawn', () => {
  expect(layoutKind(planOf(drawingOf(chain(501), plainWording)))).toBe('rings');
  expect(place(chain(501)).size).toBe(501);
});

test('a star of 150 is no tower: columns break', () => {
  const star = picture(
    Array.from({ length: 150 }, (_, i) => node(i)),
    Array.from({ length: 149 }, (_, i) => edge(0, i + 1)),
  );
  const ys = [...place(star).values()].map((point) => point.y);
  const xs = [...place(star).values()].map((point) => point.x);
  expect(overlaps(star, place(star))).toBe(0);
  expect((Math.max(...ys) - Math.min(...ys)) / (Math.max(...xs) - Math.min(...xs))).toBeLessThan(2);
});

test('an expansion opens on the free side and hits nothing', () => {
  const base = chain(3);
  const positions = place(base);
  const { boxes } = planOf(drawingOf(base, plainWording));
  const fresh = planOf(drawingOf(picture(Array.from({ length: 30 }, (_, i) => node(100 + i))), plainWording)).boxes;
  const places = fan({ parent: 'o2', side: 'references', added: fresh, placed: boxes, positions, neighbours: ['o1'] });
  expect(places.size).toBe(30);
  const parent = positions.get('o2')!;
  expect([...places.values()].every((point) => point.x > parent.x - 1)).toBe(true);
  const all = picture([...base.nodes, ...Array.from({ length: 30 }, (_, i) => node(100 + i))]);
  expect(overlaps(all, new Map([...positions, ...places]))).toBe(0);
});

test('the free sector avoids the sides in use', () => {
  const positions = new Map([
    ['p', { x: 0, y: 0 }],
    ['right', { x: 100, y: 0 }],
  ]);
  const sector = freeSector({ parent: 'p', side: 'references', positions, neighbours: ['right'] }, { x: 0, y: 0 });
  expect(Math.abs(Math.cos(sector.middle))).toBeLessThan(0.8);
});

test('a fitted picture lies inside the canvas', () => {
  const subgraph = heldCycle(20);
  const positions = place(subgraph);
  const { zoom, pan } = viewportOf(drawingOf(subgraph, plainWording), positions, 600, 320);
  for (const point of positions.values()) {
    expect(point.x * zoom + pan.x).toBeGreaterThan(0);
    expect(point.x * zoom + pan.x).toBeLessThan(600);
    expect(point.y * zoom + pan.y).toBeGreaterThan(0);
    expect(point.y * zoom + pan.y).toBeLessThan(320);
  }
});
