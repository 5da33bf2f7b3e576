// The class table of Chrome DevTools from an oracle heap, slowly.
import type { OracleHeap, OracleNode } from './snapshotOracle.ts';

export interface OracleType {
  readonly name: string;
  count: number;
  self: number;
  retained: number;
  zeroSized: number;
}

/** Types with counted objects, the largest retained first. */
export function oracleTypes(heap: OracleHeap): readonly OracleType[] {
  const names = classNames(heap);
  const keys = heap.nodes.map(({ kind }, i) => `${(kind === 'object' ? heap.locations.get(i) : '') ?? ''},${names[i]}`);
  const types = new Map<string, OracleType>();
  heap.nodes.forEach(({ self }, i) => {
    const type = types.get(keys[i]) ?? { name: names[i], count: 0, self: 0, retained: 0, zeroSized: 0 };
    types.set(keys[i], type);
    if (self === 0) {
      type.zeroSized++;
      return;
    }
    type.count++;
    type.self += self;
    if (!hasSameAbove(heap, i, keys)) type.retained += heap.retained[i];
  });
  return [...types.values()].filter(({ count }) => count > 0).sort((a, b) => b.retained - a.retained);
}

function hasSameAbove({ nodes, dominator }: OracleHeap, object: number, keys: readonly string[]): boolean {
  const own = keys[object];
  for (let i = dominator[object]; i >= 0; i = dominator[i]) if (nodes[i].self !== 0 && keys[i] === own) return true;
  return false;
}

function classNames({ nodes }: OracleHeap): readonly string[] {
  const plain = nodes.flatMap(({ kind, name }, i) => (kind === 'object' && name === 'Object' ? [i] : []));
  const properties = new Map(plain.map((i) => [i, propertiesOf(nodes[i])]));
  const counts = new Map<string, { count: number; readonly labels: readonly string[] }>();
  for (const labels of properties.values()) {
    const taken = candidate(labels);
    const text = `{${taken.map(written).join(', ')}}`;
    if (taken.length > 0) counts.set(text, { labels: taken, count: (counts.get(text)?.count ?? 0) + 1 });
  }
  const kept = [...counts].filter(([, { count }]) => count >= Math.max(2, plain.length / 1000));
  kept.sort(([, a], [, b]) => b.count - a.count);
  kept.sort(([, a], [, b]) => b.labels.length - a.labels.length);
  return nodes.map((node, i) => {
    const own = properties.get(i);
    if (own === undefined) return plainName(node);
    const set = new Set(own);
    return kept.find(([, { labels }]) => labels.every((label) => set.has(label)))?.[0] ?? 'Object';
  });
}

function propertiesOf(node: OracleNode): readonly string[] {
  const labels = node.edges.filter(({ kind }) => kind === 'property').map(({ label }) => String(label));
  return labels.filter((label) => label !== '__proto__');
}

function candidate(labels: readonly string[]): readonly string[] {
  let text = '';
  return labels.slice(
    0,
    labels.findIndex((label, i) => {
      const isFull = i > 0 && text.length + written(label).length > 120;
      text += i === 0 ? `{${written(label)}` : `, ${written(label)}`;
      return isFull;
    }) >>> 0,
  );
}

function written(label: string): string {
  return /[,'"{}]/.test(label) ? JSON.stringify(label) : label;
}

function plainName({ kind, name }: OracleNode): string {
  switch (kind) {
    case 'hidden':
      return '(system)';
    case 'code':
      return '(compiled code)';
    case 'closure':
      return 'Function';
    case 'regexp':
      return 'RegExp';
    case 'object':
    case 'native':
      return name.replace(/^((?:Detached )?<[^ ]*) .*$/s, '$1>');
    default:
      return `(${kind})`;
  }
}
