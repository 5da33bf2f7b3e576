import { describe, expect, test } from 'vitest';
import { componentId } from '../model/ids.ts';
import type { Subgraph, SubgraphRequest } from '../model/pictures.ts';
import { analysed } from '../testing/analysed.ts';
import { draw, type Drawing } from '../testing/draw.ts';
import { subgraph } from './pictures.ts';

function ask({ heap }: Drawing, request: SubgraphRequest): Subgraph {
  const results = analysed(heap);
  return subgraph({ heap, results, referrers: results.referrers }, () => results.componentsDefault, request);
}

const drawnIn = ({ names }: Drawing, picture: Subgraph): readonly string[] =>
  names(picture.nodes.map((node) => node.object.object));

function edgesIn({ names }: Drawing, picture: Subgraph): readonly string[] {
  return picture.edges.map(({ from, to, role }) => `${names([from]).join()} ${role} ${names([to]).join()}`).toSorted();
}

describe('the neighbourhood of one object', () => {
  const chain = draw('root -> a; a -> b; b -> c; c -> d; d -> e');
  const within = (hops: number, limit = 150): Subgraph =>
    ask(chain, { kind: 'neighbourhood', object: chain.at('a'), limit, hops });

  test.each([
    [1, ['a', 'b', 'root']],
    [2, ['a', 'b', 'c', 'root']],
    [3, ['a', 'b', 'c', 'd', 'root']],
    [9, ['a', 'b', 'c', 'd', 'root']],
  ])('reaches %d hops', (hops, names) => {
    expect(drawnIn(chain, within(hops))).toEqual(names);
  });

  test('stops at the limit, nearest first, and counts what it left out', () => {
    const fan = draw(['root -> a', ...[1, 2, 3, 4, 5, 6].flatMap((n) => [`a -> n${n}`, `n${n} -> f${n}`])].join(';'));
    const picture = ask(fan, { kind: 'neighbourhood', object: fan.at('a'), limit: 10, hops: 2 });
    expect(drawnIn(fan, picture).filter((name) => name.startsWith('n'))).toHaveLength(6);
    expect([picture.nodes.length, picture.left]).toEqual([10, 4]);
  });

  test('counts a cut fan further away once', () => {
    const many = Array.from({ length: 40 }, (_, i) => `b -> leaf${i}`);
    const wide = draw(['root -> a; a -> b', ...many].join(';'));
    const picture = ask(wide, { kind: 'neighbourhood', object: wide.at('a'), limit: 150, hops: 2 });
    expect([picture.nodes.length, picture.left]).toEqual([33, 10]);
  });
});

describe('the dominators of an object', () => {
  const drawing = draw('root -> a; a -> b; a -> c; b -> x; c -> x; x -> y; x -> z; a -> big; big: size=900');

  test('stand in a chain, with the largest that each dominates', () => {
    const picture = ask(drawing, { kind: 'dominators', object: drawing.at('x'), limit: 150 });
    expect(drawnIn(drawing, picture)).toEqual(['a', 'b', 'big', 'c', 'root', 'x', 'y', 'z']);
    expect(edgesIn(drawing, picture)).toContain('root path a');
  });

  test('are joined where no reference joins them', () => {
    const picture = ask(drawing, { kind: 'dominators', object: drawing.at('x'), limit: 150 });
    expect(edgesIn(drawing, picture).filter((edge) => edge.includes('dominates'))).toEqual(['a dominates x']);
  });

  test('nearest ones stay under a limit, the rest is counted', () => {
    const picture = ask(drawing, { kind: 'dominators', object: drawing.at('y'), limit: 2 });
    expect(drawnIn(drawing, picture)).toEqual(['x', 'y']);
    expect(picture.left).toBe(3);
  });
});

describe('the way between two objects', () => {
  const way = (drawing: Drawing, from: string, to: string): Subgraph =>
    ask(drawing, { kind: 'between', object: drawing.at(from), to: drawing.at(to), limit: 150 });

  test('shows all shortest paths', () => {
    const drawing = draw('a -> b; a -> c; b -> d; c -> d; a -> x; x -> y; y -> d');
    const picture = way(drawing, 'a', 'd');
    expect(picture.answer).toBe('drawn');
    expect(edgesIn(drawing, picture)).toEqual(['a path b', 'a path c', 'b path d', 'c path d']);
  });

  test('is looked for the other way round too', () => {
    expect(way(draw('a -> b; b -> c'), 'c', 'a').answer).toBe('otherWay');
  });

  test('prefers any path to one over a type', () => {
    const drawing = draw('a -> t; t -> d; a -> b; b -> c; c -> d; t: type=type');
    expect(drawnIn(drawing, way(drawing, 'a', 'd'))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('says that it runs over a hub when nothing else does', () => {
    const drawing = draw('a -> m; m -> d; m: type=module');
    expect(way(drawing, 'a', 'd').answer).toBe('throughHubs');
  });

  test('none is an answer: both ends stay', () => {
    const drawing = draw('a -> b; c -> d; a -weak-> d');
    const picture = way(drawing, 'a', 'd');
    expect(picture.answer).toBe('noPath');
    expect(drawnIn(drawing, picture)).toEqual(['a', 'd']);
  });
});

describe('paths together', () => {
  test('part and join in one picture', () => {
    const drawing = draw('root1 -.a-> b; b -.x-> x; root2 -.k-> l; l -.m-> n; n -.o-> b; root1 -.other-> q');
    const picture = ask(drawing, { kind: 'pathUnion', object: drawing.at('x'), limit: 150 });
    expect(drawnIn(drawing, picture)).toEqual(['b', 'l', 'n', 'root1', 'root2', 'x']);
    expect(picture.edges.every((edge) => edge.role === 'path')).toBe(true);
  });

  test('garbage has none', () => {
    const drawing = draw('root -> a; x -> y; y -> x');
    expect(ask(drawing, { kind: 'pathUnion', object: drawing.at('x'), limit: 150 }).answer).toBe('noPath');
  });
});

describe('a component among its neighbours', () => {
  const drawing = draw(`root -> h; h -> a; a -> b; b -> a; b -> leaf; leaf -> p; p -> q; q -> p; q -> r; r -> s; s -> r
    root -> far; far -> u; u -> v; v -> u; a: size=100; p: size=100`);
  const all = analysed(drawing.heap).componentsDefault;
  const picture = ask(drawing, {
    kind: 'component',
    scope: 'condensation',
    lens: 'default',
    component: componentId(all.of[drawing.at('a')]),
    limit: 150,
  });

  test('is one node, and so is every component two references away', () => {
    expect(drawnIn(drawing, picture)).toEqual(['a', 'h', 'leaf', 'p']);
    expect(picture.nodes.flatMap((node) => (node.group === undefined ? [] : [node.group.objects]))).toEqual([2, 2]);
    expect(picture.nodes.find((node) => node.inComponent)?.group?.bytes).toBe(116);
  });

  test('has few of very many beside it, and counts the others', () => {
    const cycles = Array.from({ length: 60 }, (_, i) => `h -> a${i}; a${i} -> b${i}; b${i} -> a${i}`);
    const many = draw(['root -> h', ...cycles].join(';'));
    const around = ask(many, {
      kind: 'component',
      scope: 'condensation',
      lens: 'default',
      component: componentId(7),
      limit: 150,
    });
    expect([around.nodes.length, around.left]).toEqual([18, 43]);
  });

  test('keeps entries apart from exits', () => {
    expect(edgesIn(drawing, picture)).toEqual(['a strong leaf', 'h entry a', 'leaf strong p']);
  });
});
