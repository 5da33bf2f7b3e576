// Everything one load of a Meliae dump carries from line to line.
import type { Ledger } from '../../base/column.ts';
import { GrowingU32 } from '../../base/growing.ts';
import type { Draft } from '../../model/draft.ts';
import { Interned } from '../interned.ts';

/** Names of types that mean something to us; their number in `names` is their place here. */
export const KNOWN_TYPES = [
  'dict',
  'list',
  'tuple',
  'set',
  'frozenset',
  'module',
  'function',
  'frame',
  'instance',
  'cell',
  'weakref',
  'instancemethod',
  'str',
  'unicode',
  'bytes',
  'NoneType',
  'code',
  'classobj',
  'type',
  'object',
] as const;

export const TYPE = Object.fromEntries(KNOWN_TYPES.map((name, number) => [name, number])) as Readonly<
  Record<(typeof KNOWN_TYPES)[number], number>
>;

/** More type names than this in one dump are a fault. */
const MOST_TYPES = 1_000_000;

export interface Reading {
  readonly draft: Draft;
  /** Names of types. While lines are read, `draft.objects.type` holds numbers of this table. */
  readonly names: Interned;
  /** Rows of type objects, and their names as numbers of `names`. */
  readonly classes: { readonly row: GrowingU32; readonly name: GrowingU32 };
  /** Rows of modules, and their names as strings of the draft. */
  readonly modules: { readonly row: GrowingU32; readonly name: GrowingU32 };
}

export function openReading(draft: Draft, ledger: Ledger): Reading {
  const names = new Interned(draft.strings, MOST_TYPES, 'types', ledger);
  for (const name of KNOWN_TYPES) names.addText(name);
  return {
    draft,
    names,
    classes: { row: new GrowingU32('classes', ledger, 64), name: new GrowingU32('classes', ledger, 64) },
    modules: { row: new GrowingU32('modules', ledger, 64), name: new GrowingU32('modules', ledger, 64) },
  };
}

export function closeReading(reading: Reading): void {
  reading.names.drop();
  for (const { row, name } of [reading.classes, reading.modules]) {
    row.drop();
    name.drop();
  }
}
