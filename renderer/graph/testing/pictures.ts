// Small subgraphs for tests.
import { objectId, typeId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphEdge, SubgraphFold, SubgraphNode } from '#heap/model/pictures.ts';
import type { Shape } from '#heap/model/rows.ts';
import type { Wording } from '../drawing.ts';

export const plainWording: Wording = {
  bytes: (bytes) => `${bytes} B`,
  count: (count) => String(count),
  more: (count) => `+${count} more`,
  ofType: (name) => `of type ${name}`,
  ofTypes: (count) => `of ${count} types`,
  self: (label) => `self ${label}`,
  group: (component, type) => `c-${component} ${type}`,
  root: 'root',
  module: 'module',
};

export interface NodeWishes {
  readonly shape?: Shape;
  readonly type?: string;
  readonly retained?: number;
  readonly size?: number;
  readonly preview?: string;
  readonly isRoot?: boolean;
  readonly inComponent?: boolean;
  readonly garbage?: boolean;
  readonly badges?: SubgraphNode['badges'];
  readonly group?: SubgraphNode['group'];
}

export function node(row: number, wishes: NodeWishes = {}): SubgraphNode {
  return {
    object: {
      object: objectId(row),
      address: 0x7f3a_9000_0000 + row * 64,
      id: '0x0',
      type: { type: typeId((wishes.type ?? 'Session').length), module: 'app', name: wishes.type ?? 'Session' },
      shape: wishes.shape ?? 'instance',
      size: wishes.size,
      selfSize: 48,
      retained: wishes.retained,
      refcount: 1,
      immortal: false,
      generation: 2,
      preview: wishes.preview,
      component: undefined,
    },
    isRoot: wishes.isRoot ?? false,
    inComponent: wishes.inComponent ?? false,
    garbage: wishes.garbage ?? false,
    badges: wishes.badges ?? [],
    group: wishes.group,
  };
}

export function edge(
  from: number,
  to: number,
  role: SubgraphEdge['role'] = 'strong',
  label = '.next',
  count = 1,
): SubgraphEdge {
  return { from: objectId(from), to: objectId(to), label, kind: 'attribute', role, count };
}

export function fold(at: number, count: number, type = 'str', side: SubgraphFold['side'] = 'references'): SubgraphFold {
  return { at: objectId(at), side, type: { type: typeId(100 + type.length), module: '', name: type }, count };
}

export function picture(
  nodes: readonly SubgraphNode[],
  edges: readonly SubgraphEdge[] = [],
  folds: readonly SubgraphFold[] = [],
): Subgraph {
  return { nodes, edges, folds, left: 0, answer: 'drawn' };
}

/** A root that holds a dict that holds a cycle of `n` objects. */
export function heldCycle(n: number): Subgraph {
  const members = Array.from({ length: n }, (_, i) => node(i, { inComponent: true, retained: 2 ** (6 + (i % 20)) }));
  const ring = members.map((_, i) => edge(i, (i + 1) % n, 'inside'));
  const holders = [
    node(n, { shape: 'module', isRoot: true, preview: 'app.main' }),
    node(n + 1, { shape: 'container', size: 3 }),
  ];
  return picture([...holders, ...members], [...ring, edge(n, n + 1, 'path'), edge(n + 1, 0, 'entry', "['u1']")]);
}
