// V8 snapshots for tests: written from plain objects, in every layout that a reader must take.
import type { Random } from './random.ts';

export interface SnapshotNode {
  readonly kind: string;
  readonly name: string;
  readonly id: number;
  readonly self: number;
  readonly detached?: number;
  /** `id` of a trace node. */
  readonly trace?: number;
}

export interface SnapshotEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: string;
  readonly label: string | number;
}

export interface SnapshotParts {
  readonly nodes: readonly SnapshotNode[];
  readonly edges: readonly SnapshotEdge[];
  /** Object, script, line, column. */
  readonly locations?: readonly (readonly number[])[];
  readonly traces?: SnapshotTraces;
}

export interface SnapshotTraces {
  /** Name, script, line, column. */
  readonly functions: readonly (readonly [string, string, number, number])[];
  readonly tree: readonly TraceNode[];
}

export interface TraceNode {
  readonly id: number;
  /** Row of `functions`. */
  readonly f: number;
  readonly count: number;
  readonly bytes: number;
  readonly below: readonly TraceNode[];
}

export interface SnapshotLayout {
  /** Default: those of Node 20. Unknown ones hold 7. */
  readonly nodeFields?: readonly string[];
  readonly edgeFields?: readonly string[];
  /** Between records. */
  readonly between?: string;
  /** Sections to leave out. */
  readonly without?: readonly string[];
  /** Text of further sections, before the nodes: `"more":[1],`. */
  readonly more?: string;
}

export const NODE_KINDS: readonly string[] = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
  'a kind of tomorrow',
];

export const EDGE_KINDS: readonly string[] = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
  'an edge of tomorrow',
];

const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'];
const EDGE_FIELDS = ['type', 'name_or_index', 'to_node'];

/** One JSON text; ASCII unless a name is not. */
export function snapshotText(
  { nodes, edges, locations = [], traces }: SnapshotParts,
  layout: SnapshotLayout = {},
): string {
  const { nodeFields = NODE_FIELDS, edgeFields = EDGE_FIELDS, between = '', without = [], more = '' } = layout;
  const strings = ['<dummy>', ''];
  const text = (name: string): number => {
    const known = strings.indexOf(name);
    return known >= 0 ? known : strings.push(name) - 1;
  };
  const width = nodeFields.length;
  const rows = nodes.map((node, from) => {
    const values: Readonly<Record<string, number>> = {
      type: NODE_KINDS.indexOf(node.kind),
      name: text(node.name),
      id: node.id,
      self_size: node.self,
      edge_count: edges.filter((edge) => edge.from === from).length,
      trace_node_id: node.trace ?? 0,
      detachedness: node.detached ?? 0,
    };
    return nodeFields.map((field) => values[field] ?? 7).join(',');
  });
  const sorted = nodes.flatMap((_, from) => edges.filter((edge) => edge.from === from));
  const edgeRows = sorted.map(({ kind, label, to }) => {
    const values: Readonly<Record<string, number>> = {
      type: EDGE_KINDS.indexOf(kind),
      name_or_index: typeof label === 'number' ? label : text(label),
      to_node: to * width,
    };
    return edgeFields.map((field) => values[field] ?? 7).join(',');
  });
  const functions = (traces?.functions ?? []).map(([name, script, line, column], i) =>
    [i, text(name), text(script), 9, line, column].join(','),
  );
  const placed = locations.map(([object, ...rest]) => [object * width, ...rest].join(','));
  const meta = {
    node_fields: nodeFields,
    node_types: nodeFields.map((field) => (field === 'type' ? NODE_KINDS : 'number')),
    edge_fields: edgeFields,
    edge_types: edgeFields.map((field) => (field === 'type' ? EDGE_KINDS : 'number')),
    location_fields: ['object_index', 'script_id', 'line', 'column'],
    trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
  };
  const join = (list: readonly string[]): string => `[${list.join(`${between},`)}${between}]`;
  const sections = [
    `"snapshot":${JSON.stringify({ meta, node_count: nodes.length, edge_count: sorted.length })}`,
    ...(more === '' ? [] : [more]),
    ...[
      ['nodes', join(rows)],
      ['edges', join(edgeRows)],
      ...(traces === undefined
        ? []
        : [
            ['trace_function_infos', join(functions)],
            ['trace_tree', treeText(traces.tree)],
          ]),
      ['locations', join(placed)],
      ['strings', `[${strings.map((string) => JSON.stringify(string)).join(`,${between}`)}]`],
    ].flatMap(([name, body]) => (without.includes(name) ? [] : [`"${name}":${body}`])),
  ];
  return `{${sections.join(`,${between}`)}}`;
}

function treeText(nodes: readonly TraceNode[]): string {
  const rows = nodes.map(({ id, f, count, bytes, below }) => [id, f, count, bytes, treeText(below)].join(','));
  return `[${rows.join(',')}]`;
}

/** Names and labels that the rules ask for, and some that they do not. */
const NAMES = [
  'Object',
  'Object',
  'Thing',
  '<div id=a>',
  '<div>',
  '(Document DOM trees)',
  'system / NativeContext',
  '',
];
const MORE_NAMES = [
  '(map descriptors)',
  'system / ExternalStringData',
  '__proto__',
  'caf\u00e9 \ud83d\udc0d',
  'lone \ud83d',
];
const LABELS = ['a', 'b', 'c,d', '__proto__', 'sloppy_function_map', '7', '"quoted"'];
/** Twice each, so that most labels are of the graph's own rules. */
const RULE_KINDS = ['property', 'internal', 'element', 'hidden', 'context', 'weak', 'shortcut', 'an edge of tomorrow'];

/** At most `most` objects of all kinds; WeakMap pairs whose tables are there, parts, pages, circles and islands. */
export function randomSnapshot(random: Random, most: number): SnapshotParts {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const below = (limit: number): number => Math.floor(random() * limit);
  const count = 1 + below(most);
  const nodes = Array.from({ length: count }, (_, i): SnapshotNode => {
    if (i === 0) return { kind: 'synthetic', name: '', id: 1, self: 0 };
    const kind = random() < 0.6 ? pick(['object', 'hidden', 'array', 'native', 'synthetic']) : pick(NODE_KINDS);
    const name = pick(random() < 0.7 ? NAMES : MORE_NAMES);
    const self = random() < 0.2 ? 0 : 8 * (1 + below(20));
    return { kind, name, id: 2 * i + 1, self, detached: random() < 0.2 ? 1 + below(2) : 0 };
  });
  const edges = Array.from({ length: below(count * 4) }, (): SnapshotEdge => {
    const from = random() < 0.15 ? 0 : below(count);
    const kind = pick(RULE_KINDS);
    const isNumbered = kind === 'element' || kind === 'hidden';
    const label = isNumbered
      ? below(12)
      : kind === 'internal' && random() < 0.6
        ? pairLabel(random, count)
        : pick(LABELS);
    return { from, to: below(count), kind, label };
  });
  const places = nodes.flatMap((_, i) => (random() < 0.3 ? [[i, below(3), below(2), below(2)]] : []));
  return { nodes, edges, locations: places };
}

function pairLabel(random: Random, count: number): string {
  const id = (): number => 2 * Math.floor(random() * Math.min(count, 4)) + 1;
  const number = Math.floor(random() * 3);
  return `${number} / part of key (Key @${id()}) -> value (Value @${id()}) pair in WeakMap (table @${id()})`;
}
