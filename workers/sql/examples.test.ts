// Every example of the gallery is run over heaps that have what it asks about, and its answer checked against the analyses.
import { beforeAll, describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { hasBit } from '#heap/base/bits.ts';
import { FLAG, GENERATION, type Heap } from '#heap/model/heap.ts';
import { objectId, stringId, typeId } from '#heap/model/ids.ts';
import { isStrong, KIND, KIND_MASK, referenceKind, rootKind } from '#heap/model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { EXPLANATIONS, VERDICTS } from '#heap/model/rows.ts';
import { SQL_EXAMPLES, type SqlExampleId } from '#heap/model/sqlExamples.ts';
import { previewOf } from '#heap/queries/objectRow.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { load } from '#heap/testing/loading.ts';
import { sqlOver, type SqlOver } from '../testing/sqlOver.ts';
import { readFileSync } from 'node:fs';

type Row = Readonly<Record<string, unknown>>;

let heap: Heap;
let results: ReturnType<typeof analysed>;
let sql: SqlOver;
/** Of every object and reference, as the views of the page have them. */
let objects: readonly ObjectFacts[];
let refs: readonly RefFacts[];

interface ObjectFacts {
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

interface RefFacts {
  readonly id: number;
  readonly source: number;
  readonly target: number;
  readonly kind: string;
  readonly strong: boolean;
  readonly name: string | null;
}

beforeAll(async () => {
  heap = (await load(readFileSync('samples/demo.ouro'))).heap;
  results = analysed(heap);
  sql = await sqlOver(heap, results);
  objects = Array.from({ length: heap.objects.length }, (_, id) => objectFacts(id));
  refs = objects.flatMap(({ id }) => {
    const [first, end] = [heap.references.first[id]!, heap.references.first[id + 1]!];
    return Array.from({ length: end - first }, (_, at) => refFacts(id, first + at));
  });
}, 60_000);

const orNull = (cell: number): number | null => (cell === NONE ? null : cell);

function objectFacts(id: number): ObjectFacts {
  const object = objectId(id);
  return {
    id,
    type: qualifiedName(typeNameOf(heap, heap.objects.type[object])),
    self: heap.objects.selfSize[id]!,
    retained: results.dominators.retained[id]!,
    refcount: heap.objects.refcount[id]!,
    tracked: (heap.objects.flags[id]! & FLAG.tracked) !== 0,
    dominator: orNull(results.dominators.parent[object]),
    component: orNull(results.componentsDefault.of[object]),
    depth: orNull(results.distances.depth[id]!),
  };
}

const UNNAMED: ReadonlySet<number> = new Set([KIND.item, KIND.stack, KIND.hiddenSlot, KIND.value]);

function refFacts(source: number, id: number): RefFacts {
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

function groups<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const found = new Map<Key, Item[]>();
  for (const item of items) {
    const known = found.get(keyOf(item));
    if (known === undefined) found.set(keyOf(item), [item]);
    else known.push(item);
  }
  return found;
}

const bytesOf = (items: readonly ObjectFacts[]): number => items.reduce((sum, { self }) => sum + self, 0);
const amount = (items: readonly ObjectFacts[]): Row => ({ objects: items.length, bytes: bytesOf(items) });

/** Ascending by the values of `keys`; a `-` before the name turns one round. Texts by code point. */
function sorted(rows: readonly Row[], ...keys: readonly string[]): readonly Row[] {
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const name = key.replace('-', '');
      const [x, y] = [a[name] as number, b[name] as number];
      if (x !== y) return (x < y ? -1 : 1) * (key === name ? 1 : -1);
    }
    return 0;
  });
}

function byType(items: readonly ObjectFacts[]): readonly Row[] {
  const rows = [...groups(items, ({ type }) => type)].map(([type, of]) => ({ type, ...amount(of) }));
  return sorted(rows, '-bytes', 'type').slice(0, 50);
}

function counted<Key>(items: readonly RefFacts[], keyOf: (ref: RefFacts) => Key): readonly (readonly [Key, number])[] {
  return [...groups(items, keyOf)].map(([key, of]) => [key, of.length] as const);
}

const top = (rows: readonly Row[], ...keys: readonly string[]): readonly Row[] => sorted(rows, ...keys).slice(0, 50);
const at = (values: readonly number[], part: number): number => {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(part * ascending.length) - 1)]!;
};

function popular(): readonly Row[] {
  const rows = counted(refs, ({ target }) => target).map(([target, referrers]) => ({
    target,
    type: objects[target]!.type,
    referrers,
  }));
  return top(rows, '-referrers', 'target');
}

function chain(id: number, above: (id: number) => number | null): readonly number[] {
  const next = above(id);
  return next === null ? [id] : [id, ...chain(next, above)];
}

const ORACLES: Readonly<Record<SqlExampleId, () => readonly Row[]>> = {
  typesBySize: () => byType(objects),
  largest: () =>
    top(
      objects.map(({ id, type, self, retained }) => ({ object: id, type, self, retained })),
      '-retained',
      'object',
    ),
  packages: () => {
    const found = groups(
      objects.filter(({ type }) => type.includes('.')),
      ({ type }) => type.split('.')[0]!,
    );
    return sorted(
      [...found].map(([name, of]) => ({ package: name, ...amount(of) })),
      '-bytes',
      'package',
    );
  },
  sizeHistogram: () => {
    const found = groups(objects, ({ self }) => 2 ** Math.floor(Math.log2(Math.max(self, 1))));
    return sorted(
      [...found].map(([at_least, of]) => ({ at_least, ...amount(of) })),
      'at_least',
    );
  },
  percentiles: () => {
    const sizes = objects.map(({ self }) => self);
    const ascending = [...sizes].sort((a, b) => a - b);
    const middle = (ascending.length - 1) / 2;
    const median = (ascending[Math.floor(middle)]! + ascending[Math.ceil(middle)]!) / 2;
    return [{ objects: sizes.length, median, p99: at(sizes, 0.99), largest: ascending.at(-1) }];
  },
  generations: () => {
    const found = groups(
      objects.filter(({ tracked }) => tracked),
      ({ id }) => {
        const generation = heap.objects.generation[id]!;
        return generation <= GENERATION.permanent ? generation : null;
      },
    );
    return sorted(
      [...found].map(([generation, of]) => ({ generation, ...amount(of) })),
      'generation',
    );
  },
  untracked: () => byType(objects.filter(({ tracked }) => !tracked)),
  lonely: () =>
    top(
      objects
        .filter(({ refcount, self }) => refcount === 1 && self >= 64)
        .map(({ id, type, self }) => ({ object: id, type, self })),
      '-self',
      'object',
    ),
  unexplained: () =>
    top(
      objects
        .filter(({ id }) => EXPLANATIONS[results.refcounts.explanation[id]!] === 'unexplained')
        .map(({ id, type, refcount }) => ({ object: id, type, refcount, excess: results.refcounts.residual[id] })),
      '-excess',
      'object',
    ),
  verdicts: () =>
    sorted(
      [...groups(objects, ({ id }) => VERDICTS[results.collector.verdict[id]!])].map(([verdict, of]) => ({
        verdict,
        ...amount(of),
      })),
      '-bytes',
      'verdict',
    ),
  unreachable: () => byType(objects.filter(({ id }) => !hasBit(results.dominators.reached, id))),
  depths: () =>
    sorted(
      [
        ...groups(
          objects.filter(({ depth }) => depth !== null),
          ({ depth }) => depth,
        ),
      ].map(([depth, of]) => ({ depth, ...amount(of) })),
      'depth',
    ),
  dominatorChildren: () => {
    const found = groups(
      objects.filter(({ dominator }) => dominator !== null),
      ({ dominator }) => dominator,
    );
    const rows = [...found].map(([dominator, of]) => ({
      dominator,
      children: of.length,
      bytes: of.reduce((sum, { retained }) => sum + retained, 0),
    }));
    return top(rows, '-children', 'dominator');
  },
  smallKeepers: () =>
    top(
      objects
        .filter(({ self, retained }) => retained > self)
        .map(({ id, type, self, retained }) => ({
          object: id,
          type,
          self,
          retained,
          times: Math.floor(retained / Math.max(self, 1)),
        })),
      '-times',
      'object',
    ),
  cycles: () => {
    const { componentsDefault: found, cycleRetained } = results;
    const rows = Array.from({ length: found.length }, (_, component) => ({
      component,
      objects: found.first[component + 1]! - found.first[component]!,
      refs: found.references[component],
      self: found.selfSize[component],
      retained: cycleRetained[component],
    }));
    return top(rows, '-retained', 'component');
  },
  cycleTypes: () => {
    const found = groups(
      objects.filter(({ component }) => component !== null),
      ({ type }) => type,
    );
    const rows = [...found].map(([type, of]) => ({
      type,
      objects: of.length,
      cycles: new Set(of.map(({ component }) => component)).size,
    }));
    return top(rows, '-objects', 'type');
  },
  popular,
  fanOut: () =>
    top(
      counted(refs, ({ source }) => source).map(([source, held]) => ({ source, type: objects[source]!.type, held })),
      '-held',
      'source',
    ),
  kinds: () =>
    sorted(
      [...groups(refs, ({ kind }) => kind)].map(([kind, of]) => ({
        kind,
        refs: of.length,
        strong: of.filter(({ strong }) => strong).length,
      })),
      '-refs',
      'kind',
    ),
  attributes: () => {
    const found = groups(
      refs.filter(({ name }) => name !== null),
      ({ name }) => name,
    );
    return top(
      [...found].map(([name, of]) => ({
        name,
        refs: of.length,
        holders: new Set(of.map(({ source }) => source)).size,
      })),
      '-refs',
      'name',
    );
  },
  typePairs: () => {
    const found = counted(refs, ({ source, target }) => `${objects[source]!.type}\n${objects[target]!.type}`);
    return top(
      found.map(([pair, n]) => ({ holder: pair.split('\n')[0], held: pair.split('\n')[1], refs: n })),
      '-refs',
      'holder',
      'held',
    );
  },
  weak: () =>
    top(
      counted(
        refs.filter(({ kind }) => kind === 'weak'),
        ({ target }) => target,
      ).map(([target, weak]) => ({ target, weak })),
      '-weak',
      'target',
    ),
  selfReferences: () =>
    refs
      .filter(({ source, target }) => source === target)
      .slice(0, 50)
      .map(({ source, kind, name }) => ({ object: source, kind, name })),
  rootKinds: () => {
    const rows = Array.from(heap.roots.object, (object, row) => ({ object, kind: rootKind(heap.roots.kind[row]!) }));
    const found = [...groups(rows, ({ kind }) => kind)];
    return sorted(
      found.map(([kind, of]) => ({ kind, roots: of.length, objects: new Set(of.map(({ object }) => object)).size })),
      '-roots',
      'kind',
    );
  },
  rootsRetain: () =>
    top(
      [...new Set(heap.roots.object)].map((object) => ({
        object: Number(object),
        type: objects[object]!.type,
        retained: objects[object]!.retained,
      })),
      '-retained',
      'object',
    ),
  longTexts: () => {
    const rows = Array.from(heap.previews.object, (object) => {
      const text = previewOf(heap, object) ?? '';
      return { object: Number(object), characters: [...text].length, text: [...text].slice(0, 60).join('') };
    });
    return top(rows, '-characters', 'object');
  },
  repeatedTexts: () => {
    const texts = Array.from(heap.previews.object, (object) => ({
      text: previewOf(heap, object)!,
      object: objects[object]!,
    }));
    const found = [
      ...groups(
        texts.filter(({ object }) => object.type === 'str'),
        ({ text }) => text,
      ),
    ].filter(([, of]) => of.length > 1);
    return top(
      found.map(([text, of]) => ({ text, copies: of.length, bytes: bytesOf(of.map(({ object }) => object)) })),
      '-bytes',
      'text',
    );
  },
  halfEmpty: () => {
    const { containers } = heap;
    const rows = Array.from(containers.object, (object, row) => ({
      object: Number(object),
      type: objects[object]!.type,
      used: orNull(containers.used[row]!),
      capacity: orNull(containers.capacity[row]!),
    }));
    const empty = rows.filter(
      ({ used, capacity }) => used !== null && capacity !== null && capacity >= 8 && used * 2 < capacity,
    );
    const room = empty.map((row) => ({ ...row, room: row.capacity! - row.used! }));
    return top(room, '-room', 'object').map(({ room: _room, ...row }) => row);
  },
  pools: () => {
    const { pools } = heap;
    const rows = Array.from(pools.sizeClass, (size, row) => ({
      block: (size + 1) * 16,
      used: pools.used[row]!,
      capacity: pools.capacity[row]!,
    }));
    const found = [...groups(rows, ({ block }) => block)];
    const sum = (of: readonly { used: number; capacity: number }[], part: 'used' | 'capacity'): number =>
      of.reduce((all, row) => all + row[part], 0);
    return sorted(
      found.map(([block, of]) => ({ block, pools: of.length, used: sum(of, 'used'), capacity: sum(of, 'capacity') })),
      'block',
    );
  },
  stacks: () => {
    const { frames } = heap;
    const rows = Array.from(frames.line, (line, frame) => ({
      thread: orNull(frames.thread[frame]!),
      frame,
      function: nameAt(heap, frames.function[frame]!) || null,
      file: nameAt(heap, frames.file[frame]!) || null,
      line,
    }));
    const last = rows.map((row) => ({ ...row, order: row.thread ?? NONE }));
    return sorted(last, 'order', 'frame')
      .slice(0, 200)
      .map(({ order: _order, ...row }) => row);
  },
  typesOnce: () => {
    const found = groups(objects, ({ id }) => heap.objects.type[objectId(id)]);
    const rows = [...found]
      .filter(([, of]) => of.length === 1)
      .map(([type, of]) => ({
        name: qualifiedName(typeNameOf(heap, typeId(type))),
        module: nameAt(heap, heap.types.module[type]),
        instances: 1,
        self: bytesOf(of),
      }));
    return top(rows, '-self', 'name');
  },
  pathToLargest: () => {
    const [largest] = sorted(
      objects.filter(({ depth }) => depth !== null && depth > 0).map((facts) => ({ ...facts })),
      '-retained',
      'id',
    );
    const ownerOf = new Map(refs.map(({ id, source }) => [id, source]));
    const above = (id: number): number | null => ownerOf.get(results.distances.by[objectId(id)]) ?? null;
    const path = chain(Number(largest!['id']), above).toReversed();
    return path.map((id, step) => ({ step, id, type: objects[id]!.type, retained: objects[id]!.retained }));
  },
  ownersOfLargest: () => {
    const [largest] = sorted(
      objects.filter(({ dominator }) => dominator !== null).map((facts) => ({ ...facts })),
      '-retained',
      'id',
    );
    const up = chain(Number(largest!['id']), (id) => objects[id]!.dominator);
    return up.map((id, step) => ({ step, id, type: objects[id]!.type, retained: objects[id]!.retained }));
  },
  holdersOfPopular: () => {
    const [first] = popular();
    const held = refs.filter(({ target }) => target === first!['target']);
    const found = counted(held, ({ source, kind }) => `${objects[source]!.type}\n${kind}`);
    return top(
      found.map(([key, n]) => ({ type: key.split('\n')[0], kind: key.split('\n')[1], refs: n })),
      '-refs',
      'type',
      'kind',
    );
  },
};

describe('the gallery', () => {
  test('has at least 25 examples', () => expect(SQL_EXAMPLES.length).toBeGreaterThanOrEqual(25));

  test.each(SQL_EXAMPLES)('$id says what the analyses say', async ({ id, sql: text }) => {
    expect(await sql.rows(text)).toEqual(ORACLES[id]());
  });

  test('nearly all of them have something to say about the sample', async () => {
    const silent = SQL_EXAMPLES.filter(({ id }) => ORACLES[id]().length === 0).map(({ id }) => id);
    expect(silent.length, silent.join(', ')).toBeLessThanOrEqual(3);
  });
});
