import { expect, test } from 'vitest';
import { objectId, referenceId, typeId } from '#heap/model/ids.ts';
import type { ReferenceKind } from '#heap/model/kinds.ts';
import type { ReferenceRow, Shape } from '#heap/model/rows.ts';
import { heldBy, holdersOf } from './sides.ts';

interface Part {
  readonly name?: string;
  readonly shape?: Shape;
  readonly kind?: ReferenceKind;
  readonly weak?: boolean;
  readonly sameComponent?: boolean;
  readonly object?: number;
}

let next = 0;

function row({
  name = 'Thing',
  shape = 'instance',
  kind = 'attribute',
  weak = false,
  sameComponent = false,
  object = 1,
}: Part): ReferenceRow {
  return {
    reference: referenceId(next++),
    other: {
      object: objectId(object),
      address: 0x1000 + object,
      id: '0x0',
      type: { type: typeId(0), module: '', name },
      shape,
      size: undefined,
      selfSize: 48,
      retained: undefined,
      refcount: 1,
      immortal: false,
      generation: undefined,
      preview: undefined,
      component: undefined,
    },
    kind,
    label: '.x',
    hidden: false,
    weak,
    sameComponent,
  };
}

test('holders of an object in a cycle come as entry, cycle, stack, weak', () => {
  const rows = [row({ weak: true }), row({ kind: 'local', shape: 'frame' }), row({ sameComponent: true }), row({})];
  expect(holdersOf(rows, true).map(({ group }) => group)).toEqual(['entry', 'cycle', 'stack', 'weak']);
});

test('without a cycle nothing is an entry', () => {
  expect(holdersOf([row({})], false).map(({ group }) => group)).toEqual(['object']);
});

test('no holder is lost or shown twice', () => {
  const rows = [row({}), row({ weak: true, sameComponent: true }), row({ kind: 'stack' }), row({})];
  expect(holdersOf(rows, true).flatMap((holders) => holders.rows)).toHaveLength(rows.length);
});

test('types and None are hubs, counted once per object', () => {
  const none = { name: 'NoneType', shape: 'atom', object: 7 } as const;
  const held = heldBy([
    row({ shape: 'type', kind: 'instanceType', object: 3 }),
    row(none),
    row({ object: 5 }),
    row(none),
  ]);
  expect(held.rows.map((reference) => reference.other.object)).toEqual([5]);
  expect(held.hubs.map((hub) => [hub.reference.other.object, hub.count])).toEqual([
    [3, 1],
    [7, 2],
  ]);
});

test('a type that an attribute names is a reference like any other', () => {
  expect(heldBy([row({ shape: 'type', kind: 'attribute' })]).hubs).toEqual([]);
});
