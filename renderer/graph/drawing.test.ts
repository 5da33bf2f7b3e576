import { expect, test } from 'vitest';
import { drawingOf, foldGroups } from './drawing.ts';
import { elementsOf } from './elements.ts';
import { boxOf, diameterOf, LARGEST, SMALLEST } from './shapes.ts';
import { edge, fold, heldCycle, node, picture, plainWording } from './testing/pictures.ts';
import { cut, visible } from './text.ts';

const draw = (subgraph: Parameters<typeof drawingOf>[0]) => drawingOf(subgraph, plainWording);

test('the size of a shape is the logarithm of its bytes, from 24 to 64 px', () => {
  expect(diameterOf(0)).toBe(SMALLEST);
  expect(diameterOf(2 ** 6)).toBe(SMALLEST);
  expect(diameterOf(2 ** 17)).toBe((SMALLEST + LARGEST) / 2);
  expect(diameterOf(2 ** 40)).toBe(LARGEST);
});

test('numbers and strings are flat, containers wider than high', () => {
  expect(boxOf('atom', 1000).height).toBeLessThan(boxOf('atom', 1000).width / 2);
  expect(boxOf('container', 1000).width).toBeGreaterThan(boxOf('container', 1000).height);
});

test('retained size decides the size, self size where nothing else is known', () => {
  const [large, small] = draw(picture([node(1, { retained: 2 ** 20 }), node(2)])).nodes;
  expect(large!.width).toBeGreaterThan(small!.width);
});

test('a label is a type and then bytes; a module is its name', () => {
  const [instance, module] = draw(
    picture([node(1, { retained: 96 }), node(2, { shape: 'module', preview: 'app.main' })]),
  ).nodes;
  expect([instance!.title, instance!.detail]).toEqual(['Session', '96 B']);
  expect([module!.title, module!.detail]).toEqual(['app.main', 'module']);
});

test('labels are cut at 24 characters and show what is invisible', () => {
  expect([...cut('x'.repeat(30))]).toHaveLength(24);
  expect(cut('x'.repeat(24))).toBe('x'.repeat(24));
  expect(visible('a\u202Eb\u200Bc', 80)).toBe('a<U+202E>b<U+200B>c');
  expect([...cut('\u202E'.repeat(5000))].length).toBeLessThanOrEqual(24);
});

test('three pills at most, the last one counts the others', () => {
  const badges = ['None', 'True', 'a', 'b', 'c'].map((label, i) => ({
    label,
    object: node(50 + i).object.object,
    count: i === 0 ? 2 : 1,
  }));
  const [drawn] = draw(picture([node(1, { badges })])).nodes;
  expect(drawn!.badges.map((badge) => badge.text)).toEqual(['None ×2', 'True', 'a', '+2']);
});

test('a reference of an object to itself is a pill, not an edge', () => {
  const drawing = draw(picture([node(1)], [edge(1, 1, 'inside', '.me')]));
  expect(drawing.edges).toEqual([]);
  expect(drawing.nodes[0]!.badges.map((badge) => badge.text)).toEqual(['self .me']);
});

test('parallel references are one edge with their number, opposite ones are bent apart', () => {
  const drawing = draw(picture([node(1), node(2), node(3)], [edge(1, 2, 'strong', '.a', 3), edge(2, 1), edge(1, 3)]));
  expect(drawing.edges.map((one) => [one.label, one.paired])).toEqual([
    ['.a ×3', true],
    ['.next', true],
    ['.next', false],
  ]);
});

test('an edge to an object that is not drawn is left out', () => {
  expect(draw(picture([node(1)], [edge(1, 2)])).edges).toEqual([]);
});

test('the two largest fans of a side stand alone, the others share one fold', () => {
  const folds = [
    fold(1, 5, 'a'),
    fold(1, 9, 'bb'),
    fold(1, 3, 'ccc'),
    fold(1, 2, 'dddd'),
    fold(1, 4, 'str', 'referrers'),
  ];
  const groups = foldGroups(folds);
  expect(groups.map((group) => [group.side, group.count, group.types.length])).toEqual([
    ['references', 9, 1],
    ['references', 5, 1],
    ['references', 5, 2],
    ['referrers', 4, 1],
  ]);
});

test('a fold is drawn on the side it hides', () => {
  const drawing = draw(picture([node(1)], [], [fold(1, 14), fold(1, 3, 'dict', 'referrers')]));
  expect(drawing.nodes.slice(1).map((one) => [one.title, one.detail])).toEqual([
    ['+14 more', 'of type str'],
    ['+3 more', 'of type dict'],
  ]);
  expect(drawing.edges.map((one) => [one.from, one.role])).toEqual([
    ['o1', 'fold'],
    ['f1-referrers-104', 'fold'],
  ]);
});

test('roles are classes: member, root, entry', () => {
  const drawing = draw(heldCycle(2));
  const { nodes, edges } = elementsOf(drawing, new Map());
  expect(nodes.map((one) => one.classes)).toEqual([
    ['module', 'root'],
    ['container'],
    ['instance', 'inside'],
    ['instance', 'inside'],
  ]);
  expect(edges.map((one) => one.classes)).toEqual([['inside', 'paired'], ['inside', 'paired'], ['path'], ['entry']]);
});

test('above 500 shapes plain references are bare lines, roles keep their arrows', () => {
  const many = picture(
    Array.from({ length: 501 }, (_, i) => node(i)),
    [edge(0, 1), edge(1, 2, 'path')],
  );
  expect(elementsOf(draw(many), new Map()).edges.map((one) => one.classes)).toEqual([['strong', 'bare'], ['path']]);
});
