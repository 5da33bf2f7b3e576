import { expect, test } from 'vitest';
import { objectId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphRequest } from '#heap/model/pictures.ts';
import { Picture } from './picture.svelte.ts';
import { edge, heldCycle, node, picture as pictureOf, plainWording } from './testing/pictures.ts';

interface Opened {
  readonly picture: Picture;
  readonly asked: SubgraphRequest[];
  /** What the program's own undo would do. */
  readonly steps: { readonly undo: () => void; readonly redo: () => void }[];
}

async function opened(first: Subgraph, expansion: Subgraph = first): Promise<Opened> {
  const asked: SubgraphRequest[] = [];
  const steps: Opened['steps'] = [];
  const picture = new Picture({
    ask: (request) => {
      asked.push(request);
      return Promise.resolve({ ok: true, value: request.kind === 'expand' ? expansion : first });
    },
    wording: () => plainWording,
    chosen: () => undefined,
    open: () => Promise.resolve(),
    seed: (request) => asked.push(request),
    expanded(_, undo, redo) {
      steps.push({ undo, redo });
      redo();
    },
  });
  await picture.show({ kind: 'neighbourhood', object: objectId(0), limit: 150 });
  return { picture, asked, steps };
}

const grown = (): Subgraph => {
  const base = heldCycle(6);
  return pictureOf([...base.nodes, node(50), node(51)], [...base.edges, edge(0, 50), edge(0, 51)]);
};

test('selecting, walking and marking move nothing and ask nothing', async () => {
  const { picture, asked } = await opened(heldCycle(30));
  const { positions } = picture;
  for (const id of ['o3', 'o7', undefined, 'o31']) picture.select(id, 'replace');
  picture.select('o4', 'add');
  picture.walk('right');
  picture.walk('down');
  picture.toggleCut();
  picture.hover('o2');
  expect(picture.positions).toBe(positions);
  expect(asked).toHaveLength(1);
});

test('an expansion moves nothing that was drawn', async () => {
  const { picture } = await opened(heldCycle(6), grown());
  const before = picture.positions;
  await picture.expand('o0');
  expect(picture.positions.size).toBe(before.size + 2);
  for (const [id, point] of before) expect(picture.positions.get(id)).toEqual(point);
});

test('a moved shape is pinned, stays when all else is tidied, and both are taken back', async () => {
  const { picture } = await opened(heldCycle(6));
  const first = picture.positions;
  picture.moved('o2', { x: 400.4, y: -300 });
  expect(picture.arrangement.pinned).toEqual(new Set(['o2']));
  await picture.tidy();
  expect(picture.positions.get('o2')).toEqual({ x: 400, y: -300 });
  expect(picture.positions.get('o3')).not.toEqual(first.get('o3'));
  expect([picture.undo(), picture.undo(), picture.undo()]).toEqual([true, true, false]);
  expect(picture.positions).toEqual(first);
  expect(picture.arrangement.pinned.size).toBe(0);
  expect([picture.redo(), picture.redo(), picture.redo()]).toEqual([true, true, false]);
  expect(picture.positions.get('o2')).toEqual({ x: 400, y: -300 });
});

test('the key pins what is selected, and unpins it again', async () => {
  const { picture } = await opened(heldCycle(6));
  picture.select('o1', 'replace');
  picture.select('o2', 'add');
  picture.togglePin();
  expect(picture.arrangement.pinned).toEqual(new Set(['o1', 'o2']));
  picture.togglePin();
  expect(picture.arrangement.pinned.size).toBe(0);
});

test('an expansion is a wall: the program takes it back, and moves stay', async () => {
  const { picture, steps } = await opened(heldCycle(6), grown());
  picture.moved('o2', { x: 900, y: 0 });
  await picture.expand('o0');
  expect(picture.undo()).toBe(false);
  picture.moved('o3', { x: 800, y: 0 });
  steps[0]!.undo();
  expect(picture.positions.has('o50')).toBe(false);
  expect(picture.positions.get('o3')).toEqual({ x: 800, y: 0 });
  expect(picture.undo()).toBe(true);
  expect(picture.positions.get('o2')).not.toEqual({ x: 900, y: 0 });
});

test('a component drawn as one shape opens as a picture of its members', async () => {
  const group = { lens: 'default', component: 7 as never, objects: 40, bytes: 4096 } as const;
  const { picture, asked } = await opened(pictureOf([node(0, { group })]));
  await picture.expand('o0');
  expect(asked.at(-1)).toMatchObject({ kind: 'component', component: 7 });
});
