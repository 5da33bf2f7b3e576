// The rules of Chrome DevTools for V8 snapshots, slowly: the whole file as one object. Shares nothing with the loader.

export interface OracleEdge {
  readonly kind: string;
  /** A text, or the number of an element or hidden reference. */
  readonly label: string | number;
  readonly to: number;
}

export interface OracleNode {
  readonly kind: string;
  name: string;
  readonly id: number;
  readonly selfInFile: number;
  self: number;
  state: number;
  readonly edges: readonly OracleEdge[];
}

export interface OracleHeap {
  readonly nodes: readonly OracleNode[];
  readonly root: number;
  /** Script, line and column by ordinal. */
  readonly locations: ReadonlyMap<number, string>;
  /** Ordinal of the immediate dominator; -1 for the root. */
  readonly dominator: readonly number[];
  readonly retained: readonly number[];
  /** -1: unreachable. */
  readonly distance: readonly number[];
}

interface SnapshotFile {
  readonly snapshot: {
    readonly root_index?: number;
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly edge_fields: readonly string[];
      readonly location_fields?: readonly string[];
      readonly node_types: readonly (readonly string[])[];
      readonly edge_types: readonly (readonly string[])[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly locations?: readonly number[];
  readonly strings: readonly string[];
}

export function oracleHeap(text: string): OracleHeap {
  const file = JSON.parse(text) as SnapshotFile;
  const { nodes, locations, root } = tables(file);
  if (file.snapshot.meta.node_fields.includes('detachedness')) spreadState(nodes);
  const users = nodes[root].edges.map(({ to }) => to).filter((to) => isUser(nodes[to]));
  const distance = distances(nodes, root, users);
  if (users.length > 0) attribute(nodes, root);
  const held = essential(nodes, root);
  const dominator = dominators(held, root);
  return { nodes, root, locations, dominator, retained: retainedSizes(nodes, dominator), distance };
}

function tables(file: SnapshotFile) {
  const { meta } = file.snapshot;
  const at = (fields: readonly string[], name: string): number => fields.indexOf(name);
  const width = meta.node_fields.length;
  const edgeWidth = meta.edge_fields.length;
  let edge = 0;
  const nodes = Array.from({ length: file.nodes.length / width }, (_, i): OracleNode => {
    const field = (name: string): number => file.nodes[i * width + at(meta.node_fields, name)];
    const edges = Array.from({ length: field('edge_count') }, (): OracleEdge => {
      const of = (name: string): number => file.edges[edge * edgeWidth + at(meta.edge_fields, name)];
      const kind = meta.edge_types[at(meta.edge_fields, 'type')][of('type')];
      const label = of('name_or_index');
      const made = {
        kind,
        label: kind === 'element' || kind === 'hidden' ? label : file.strings[label],
        to: of('to_node') / width,
      };
      edge++;
      return made;
    });
    return {
      kind: meta.node_types[at(meta.node_fields, 'type')][field('type')],
      name: file.strings[field('name')],
      id: field('id'),
      selfInFile: field('self_size'),
      self: field('self_size'),
      state: meta.node_fields.includes('detachedness') ? field('detachedness') : 0,
      edges,
    };
  });
  const fields = meta.location_fields ?? [];
  const rows = file.locations ?? [];
  const locations = new Map<number, string>();
  for (let row = 0; fields.length > 0 && row < rows.length; row += fields.length) {
    const part = (name: string): number => rows[row + at(fields, name)];
    locations.set(part('object_index') / width, `${part('script_id')},${part('line')},${part('column')}`);
  }
  return { nodes, locations, root: (file.snapshot.root_index ?? 0) / width };
}

function isUser(node: OracleNode): boolean {
  return node.kind !== 'synthetic' || node.name === '(Document DOM trees)';
}

function spreadState(nodes: readonly OracleNode[]): void {
  const visited = new Set<number>();
  const queues: readonly number[][] = [[], [], []];
  const process = (i: number, state: number): void => {
    if (visited.has(i)) return;
    visited.add(i);
    if (nodes[i].kind !== 'native') return;
    nodes[i].state = state;
    if (state === 2) nodes[i].name = `Detached ${nodes[i].name}`;
    queues[state].push(i);
  };
  nodes.forEach(({ state }, i) => {
    if (state !== 0) process(i, state);
  });
  for (const state of [1, 2]) {
    for (const i of queues[state]) {
      for (const { kind, to } of nodes[i].edges) if (kind !== 'hidden' && kind !== 'weak') process(to, state);
    }
  }
  for (const node of nodes) if (node.kind !== 'native') node.state = 0;
}

const PAIR = /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

const SYSTEM_BASE = 100_000_000;

function distances(nodes: readonly OracleNode[], root: number, users: readonly number[]): readonly number[] {
  const distance = nodes.map(() => -1);
  const pairs = new Set<string>();
  const passes = (from: OracleNode, { kind, label }: OracleEdge): boolean => {
    if (kind === 'weak') return false;
    if (from.kind === 'hidden' && from.name === 'system / NativeContext' && label === 'sloppy_function_map')
      return false;
    if (from.kind === 'array' && from.name === '(map descriptors)') {
      const index = typeof label === 'number' ? label : Number.parseInt(label, 10);
      return !(index >= 2 && index % 3 === 1);
    }
    const pair = kind === 'internal' ? PAIR.exec(String(label)) : null;
    if (pair === null) return true;
    if (pairs.delete(pair[1])) return true;
    pairs.add(pair[1]);
    return false;
  };
  const search = (queue: number[]): void => {
    for (const i of queue) {
      for (const edge of nodes[i].edges) {
        if (distance[edge.to] !== -1 || !passes(nodes[i], edge)) continue;
        distance[edge.to] = distance[i] + 1;
        queue.push(edge.to);
      }
    }
  };
  const starts = [...new Set(users)];
  for (const i of starts) distance[i] = 1;
  search([...starts]);
  distance[root] = users.length > 0 ? SYSTEM_BASE : 0;
  search([root]);
  return distance;
}

/** Every owner of every part, as sets: a part with one owner gives its size away. */
function attribute(nodes: readonly OracleNode[], root: number): void {
  const isPart = ({ kind, name }: OracleNode): boolean =>
    kind === 'hidden' || kind === 'array' || (kind === 'native' && name === 'system / ExternalStringData');
  const owner = nodes.map((node, i): number | 'many' | 'none' => (isPart(node) ? 'none' : i));
  const work = nodes.flatMap((node, i) => (isPart(node) ? [] : [i]));
  for (const i of work) {
    const by = owner[i];
    for (const { kind, to } of nodes[i].edges) {
      const has = owner[to];
      if (kind === 'weak' || has === to || has === 'many' || has === by) continue;
      owner[to] = has === 'none' ? by : 'many';
      work.push(to);
    }
  }
  owner.forEach((by, i) => {
    if (typeof by === 'string' || by === i || by === root || nodes[by].kind === 'synthetic') return;
    nodes[by].self += nodes[i].self;
    nodes[i].self = 0;
  });
}

/** Targets of essential references by source. */
function essential(nodes: readonly OracleNode[], root: number): readonly (readonly number[])[] {
  const page = new Set<number>();
  for (const { kind, to } of nodes[root].edges) {
    const isDocuments = nodes[to].kind === 'synthetic' && nodes[to].name === '(Document DOM trees)';
    if (kind === 'shortcut' || (kind === 'element' && isDocuments)) page.add(to);
  }
  for (const i of page) for (const { kind, to } of nodes[i].edges) if (kind !== 'weak') page.add(to);
  return nodes.map((node, from) =>
    node.edges
      .filter(({ kind, label, to }) => {
        if (kind === 'weak' || from === to) return false;
        if (kind === 'internal' && Number(PAIR.exec(String(label))?.[2]) === node.id) return false;
        return from === root || (kind !== 'shortcut' && (!page.has(to) || page.has(from)));
      })
      .map(({ to }) => to),
  );
}

/** Cooper, Harvey and Kennedy: intersect along reverse postorder until nothing changes. */
function dominators(held: readonly (readonly number[])[], root: number): readonly number[] {
  const referrers: number[][] = held.map(() => []);
  held.forEach((targets, from) => targets.forEach((to) => referrers[to].push(from)));
  const below = [...held[root]];
  let order = postorder(held, root, below);
  const met = new Set(order);
  for (let i = 0; i < held.length; i++) {
    if (met.has(i) || referrers[i].length > 0) continue;
    below.push(i);
    referrers[i].push(root);
  }
  order = postorder(held, root, below);
  const place = held.map(() => -1);
  order.forEach((i, at) => (place[i] = at));
  const dominator = held.map(() => root);
  const known = new Set([root]);
  const meet = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (place[x] < place[y]) x = dominator[x];
      while (place[y] < place[x]) y = dominator[y];
    }
    return x;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const i of order.toReversed()) {
      if (i === root) continue;
      const among = referrers[i].filter((from) => known.has(from));
      const found = among.reduce(meet);
      if (known.has(i) && dominator[i] === found) continue;
      dominator[i] = found;
      known.add(i);
      changed = true;
    }
  }
  // What has no place is held by nothing but its own circle: it stays with the root.
  dominator[root] = -1;
  return dominator;
}

function postorder(held: readonly (readonly number[])[], root: number, below: readonly number[]): readonly number[] {
  const order: number[] = [];
  const visited = new Set([root]);
  const stack = [{ object: root, targets: below, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const to = top.targets.at(top.next++);
    if (to === undefined) {
      order.push(top.object);
      stack.pop();
    } else if (!visited.has(to)) {
      visited.add(to);
      stack.push({ object: to, targets: held[to], next: 0 });
    }
  }
  return order;
}

function retainedSizes(nodes: readonly OracleNode[], dominator: readonly number[]): readonly number[] {
  const retained = nodes.map(({ self }) => self);
  const waiting = nodes.map(() => 0);
  for (const above of dominator) if (above >= 0) waiting[above]++;
  // Leaves of the tree first; whoever has nothing left below is done.
  const done = nodes.flatMap((_, i) => (waiting[i] === 0 ? [i] : []));
  for (const i of done) {
    const above = dominator[i];
    if (above < 0) continue;
    retained[above] += retained[i];
    if (--waiting[above] === 0) done.push(above);
  }
  return retained;
}
