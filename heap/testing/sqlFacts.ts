// A heap as plain objects and references, as the views of the page have them: what answers in SQL are held against.
import { NONE } from '../base/brand.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, stringId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK, referenceKind } from '../model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { analysed } from './analysed.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface ObjectFacts {
  readonly id: number;
  readonly type: string;
  readonly self: number;
  readonly retained: number;
  readonly refcount: number;
  readonly tracked: boolean;
  readonly dominator: number | null;
  readonly component: number | null;
  readonly depth: number | null;
}

export interface RefFacts {
  readonly id: number;
  readonly source: number;
  readonly target: number;
  readonly kind: string;
  readonly strong: boolean;
  readonly name: string | null;
}

/** A heap with its analyses, and every object and reference of it. */
export interface Facts {
  readonly heap: Heap;
  readonly results: ReturnType<typeof analysed>;
  readonly objects: readonly ObjectFacts[];
  readonly refs: readonly RefFacts[];
}

export function factsOf(heap: Heap): Facts {
  const results = analysed(heap);
  const objects = Array.from({ length: heap.objects.length }, (_, id) => objectFacts(heap, results, id));
  const refs = objects.flatMap(({ id }) => {
    const [first, end] = [heap.references.first[id]!, heap.references.first[id + 1]!];
    return Array.from({ length: end - first }, (_, at) => refFacts(heap, id, first + at));
  });
  return { heap, results, objects, refs };
}

export const orNull = (cell: number): number | null => (cell === NONE ? null : cell);

function objectFacts(heap: Heap, results: Facts['results'], id: number): ObjectFacts {
  const object = objectId(id);
  return {
    id,
    type: qualifiedName(typeNameOf(heap, heap.objects.type[object]!)),
    self: heap.objects.selfSize[id]!,
    retained: results.dominators.retained[id]!,
    refcount: heap.objects.refcount[id]!,
    tracked: (heap.objects.flags[id]! & FLAG.tracked) !== 0,
    dominator: orNull(results.dominators.parent[object]!),
    component: orNull(results.componentsDefault.of[object]!),
    depth: orNull(results.distances.depth[id]!),
  };
}

const UNNAMED: ReadonlySet<number> = new Set([KIND.item, KIND.stack, KIND.hiddenSlot, KIND.value]);

function refFacts(heap: Heap, source: number, id: number): RefFacts {
  const code = heap.references.kind[id]!;
  const word = referenceKind(code);
  const name = UNNAMED.has(code & KIND_MASK) ? '' : nameAt(heap, stringId(heap.references.label[id]!));
  return {
    id,
    source,
    target: heap.references.target[id]!,
    kind: word === 'instanceType' ? 'type' : word,
    strong: isStrong(code),
    name: name === '' ? null : name,
  };
}

export function groups<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const found = new Map<Key, Item[]>();
  for (const item of items) {
    const known = found.get(keyOf(item));
    if (known === undefined) found.set(keyOf(item), [item]);
    else known.push(item);
  }
  return found;
}

export const bytesOf = (items: readonly ObjectFacts[]): number => items.reduce((sum, { self }) => sum + self, 0);
export const amount = (items: readonly ObjectFacts[]): Row => ({ objects: items.length, bytes: bytesOf(items) });

/** Ascending by the values of `keys`; a `-` before the name turns one round. Texts by code point. */
export function sorted(rows: readonly Row[], ...keys: readonly string[]): readonly Row[] {
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const name = key.replace('-', '');
      const [x, y] = [a[name] as number, b[name] as number];
      if (x !== y) return (x < y ? -1 : 1) * (key === name ? 1 : -1);
    }
    return 0;
  });
}

export function byType(items: readonly ObjectFacts[]): readonly Row[] {
  const rows = [...groups(items, ({ type }) => type)].map(([type, of]) => ({ type, ...amount(of) }));
  return sorted(rows, '-bytes', 'type').slice(0, 50);
}

export function counted<Key>(
  items: readonly RefFacts[],
  keyOf: (ref: RefFacts) => Key,
): readonly (readonly [Key, number])[] {
  return [...groups(items, keyOf)].map(([key, of]) => [key, of.length] as const);
}

export const top = (rows: readonly Row[], ...keys: readonly string[]): readonly Row[] =>
  sorted(rows, ...keys).slice(0, 50);
export const at = (values: readonly number[], part: number): number => {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(part * ascending.length) - 1)]!;
};
