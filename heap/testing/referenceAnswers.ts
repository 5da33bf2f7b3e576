// What the examples about references, roots and everything else answer, from the heap itself.
import { objectId, typeId } from '../model/ids.ts';
import { rootKind } from '../model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { NONE } from '../base/brand.ts';
import type { SqlExampleId } from '../model/sqlExamples.ts';
import { previewOf } from '../queries/objectRow.ts';
import { bytesOf, counted, groups, orNull, sorted, top, type Facts, type Row } from './sqlFacts.ts';

function popular({ objects, refs }: Facts): readonly Row[] {
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

export const REFERENCE_ANSWERS = {
  popular,
  fanOut: ({ objects, refs }) =>
    top(
      counted(refs, ({ source }) => source).map(([source, held]) => ({ source, type: objects[source]!.type, held })),
      '-held',
      'source',
    ),
  kinds: ({ refs }) =>
    sorted(
      [...groups(refs, ({ kind }) => kind)].map(([kind, of]) => ({
        kind,
        refs: of.length,
        strong: of.filter(({ strong }) => strong).length,
      })),
      '-refs',
      'kind',
    ),
  attributes: ({ refs }) => {
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
  typePairs: ({ objects, refs }) => {
    const found = counted(refs, ({ source, target }) => `${objects[source]!.type}\n${objects[target]!.type}`);
    return top(
      found.map(([pair, n]) => ({ holder: pair.split('\n')[0], held: pair.split('\n')[1], refs: n })),
      '-refs',
      'holder',
      'held',
    );
  },
  weak: ({ refs }) =>
    top(
      counted(
        refs.filter(({ kind }) => kind === 'weak'),
        ({ target }) => target,
      ).map(([target, weak]) => ({ target, weak })),
      '-weak',
      'target',
    ),
  selfReferences: ({ refs }) =>
    refs
      .filter(({ source, target }) => source === target)
      .slice(0, 50)
      .map(({ source, kind, name }) => ({ object: source, kind, name })),
  rootKinds: ({ heap }) => {
    const rows = Array.from(heap.roots.object, (object, row) => ({ object, kind: rootKind(heap.roots.kind[row]!) }));
    const found = [...groups(rows, ({ kind }) => kind)];
    return sorted(
      found.map(([kind, of]) => ({ kind, roots: of.length, objects: new Set(of.map(({ object }) => object)).size })),
      '-roots',
      'kind',
    );
  },
  rootsRetain: ({ heap, objects }) =>
    top(
      [...new Set(heap.roots.object)].map((object) => ({
        object: Number(object),
        type: objects[object]!.type,
        retained: objects[object]!.retained,
      })),
      '-retained',
      'object',
    ),
  longTexts: ({ heap }) => {
    const rows = Array.from(heap.previews.object, (object) => {
      const text = previewOf(heap, objectId(object)) ?? '';
      return { object: Number(object), characters: [...text].length, text: [...text].slice(0, 60).join('') };
    });
    return top(rows, '-characters', 'object');
  },
  repeatedTexts: ({ heap, objects }) => {
    const texts = Array.from(heap.previews.object, (object) => ({
      text: previewOf(heap, objectId(object))!,
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
  halfEmpty: ({ heap, objects }) => {
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
  pools: ({ heap }) => {
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
  stacks: ({ heap }) => {
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
  typesOnce: ({ heap, objects }) => {
    const found = groups(objects, ({ id }) => Number(heap.objects.type[objectId(id)]));
    const rows = [...found]
      .filter(([, of]) => of.length === 1)
      .map(([type, of]) => ({
        name: qualifiedName(typeNameOf(heap, typeId(type))),
        module: nameAt(heap, heap.types.module[typeId(type)]!),
        instances: 1,
        self: bytesOf(of),
      }));
    return top(rows, '-self', 'name');
  },
  pathToLargest: ({ results, objects, refs }) => {
    const [largest] = sorted(
      objects.filter(({ depth }) => depth !== null && depth > 0).map((facts) => ({ ...facts })),
      '-retained',
      'id',
    );
    const ownerOf = new Map(refs.map(({ id, source }) => [id, source]));
    const above = (id: number): number | null => ownerOf.get(results.distances.by[objectId(id)]!) ?? null;
    const path = chain(Number(largest!['id']), above).toReversed();
    return path.map((id, step) => ({ step, id, type: objects[id]!.type, retained: objects[id]!.retained }));
  },
  ownersOfLargest: ({ objects }) => {
    const [largest] = sorted(
      objects.filter(({ dominator }) => dominator !== null).map((facts) => ({ ...facts })),
      '-retained',
      'id',
    );
    const up = chain(Number(largest!['id']), (id) => objects[id]!.dominator);
    return up.map((id, step) => ({ step, id, type: objects[id]!.type, retained: objects[id]!.retained }));
  },
  holdersOfPopular: (facts) => {
    const { objects, refs } = facts;
    const [first] = popular(facts);
    const held = refs.filter(({ target }) => target === first!['target']);
    const found = counted(held, ({ source, kind }) => `${objects[source]!.type}\n${kind}`);
    return top(
      found.map(([key, n]) => ({ type: key.split('\n')[0], kind: key.split('\n')[1], refs: n })),
      '-refs',
      'type',
      'kind',
    );
  },
} satisfies Readonly<Partial<Record<SqlExampleId, (facts: Facts) => readonly Row[]>>>;
