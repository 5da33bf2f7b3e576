import { expect, test } from 'vitest';
import { drawingOf } from './drawing.ts';
import { legendOf } from './legend.ts';
import { bounded, merged, picked } from './merge.ts';
import { edge, fold, heldCycle, node, picture, plainWording } from './testing/pictures.ts';
import { beginning, walk, type Step } from './walk.ts';
import { objectId } from '#heap/model/ids.ts';

const star = drawingOf(
  picture([node(0), node(1), node(2), node(3), node(4)], [edge(0, 1), edge(1, 2), edge(1, 3), edge(1, 4)]),
  plainWording,
);
const positions = new Map([
  ['o0', { x: 0, y: 0 }],
  ['o1', { x: 1, y: 0 }],
  ['o2', { x: 2, y: -10 }],
  ['o3', { x: 2, y: 1 }],
  ['o4', { x: 2, y: 10 }],
]);

function route(...steps: Step[]): string {
  let stand = beginning(star, 'o1')!;
  for (const step of steps) stand = walk(star, positions, stand, step);
  return stand.at;
}

test('right is a reference, left a referrer', () => {
  expect(route('right')).toBe('o3');
  expect(route('left')).toBe('o0');
});

test('up and down are the siblings on the side one came from', () => {
  expect(route('right', 'up')).toBe('o2');
  expect(route('right', 'down')).toBe('o4');
  expect(route('right', 'down', 'down')).toBe('o4');
});

test('left leads back to where one came from', () => {
  expect(route('right', 'down', 'left')).toBe('o1');
});

test('where nothing lies one stays', () => {
  expect(route('left', 'left')).toBe('o0');
});

test('the legend explains only what is drawn', () => {
  const rows = legendOf(drawingOf(heldCycle(3), plainWording), new Set(), new Set());
  expect(rows).toEqual([
    { kind: 'role', role: 'root' },
    { kind: 'shape', shape: 'instance' },
    { kind: 'shape', shape: 'container' },
    { kind: 'role', role: 'inside' },
    { kind: 'edge', role: 'inside' },
    { kind: 'edge', role: 'entry' },
    { kind: 'edge', role: 'path' },
  ]);
});

test('a cut reference brings its line into the legend', () => {
  const drawing = drawingOf(heldCycle(3), plainWording);
  expect(legendOf(drawing, new Set([drawing.edges[0]!.id]), new Set())).toContainEqual({ kind: 'edge', role: 'cut' });
});

test('an expansion adds and keeps the roles already drawn', () => {
  const base = heldCycle(2);
  const more = picture([node(0), node(2), node(77)], [edge(0, 1, 'strong'), edge(0, 77)], [fold(0, 3)]);
  const grown = merged(base, more, objectId(0));
  expect(grown.nodes).toHaveLength(5);
  expect(grown.nodes.find((one) => one.object.object === 0)?.inComponent).toBe(true);
  expect(grown.edges.find((one) => one.from === 0 && one.to === 1)?.role).toBe('inside');
  expect(grown.folds).toHaveLength(1);
});

test('picking from a fold takes only what was picked', () => {
  const more = picture([node(5), node(6)], [edge(1, 5), edge(1, 6)]);
  const taken = picked(more, new Set([objectId(5)]), new Set([objectId(1)]));
  expect(taken.nodes.map((one) => one.object.object)).toEqual([5]);
  expect(taken.edges).toHaveLength(1);
});

test('what is over the hard limit is counted as left, members stay', () => {
  const base = heldCycle(30);
  const kept = bounded(base, 20, 4000);
  expect(kept.nodes).toHaveLength(20);
  expect(kept.left).toBe(12);
  expect(kept.nodes.filter((one) => one.isRoot)).toHaveLength(1);
});
