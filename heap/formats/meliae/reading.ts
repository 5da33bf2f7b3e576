// Everything one load of a Meliae dump carries from line to line.
import { allocateU8, release, type Ledger } from '../../base/column.ts';
import { GrowingU32 } from '../../base/growing.ts';
import type { Draft } from '../../model/draft.ts';
import { Interned } from '../interned.ts';

/** Names of types, and two of modules, that mean something to us; their number in `names` is their place here. */
const KNOWN_NAMES = [
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
  'bool',
  '__builtin__',
  'builtins',
] as const;

export const TYPE = Object.fromEntries(KNOWN_NAMES.map((name, number) => [name, number])) as Readonly<
  Record<(typeof KNOWN_NAMES)[number], number>
>;

/** More names of types and modules than this in one dump are a fault. */
const MOST_TYPES = 1_000_000;

export interface NamedRows {
  readonly row: GrowingU32;
  readonly name: GrowingU32;
}

export interface Reading {
  readonly draft: Draft;
  /** Names of types and modules. While lines are read, `draft.objects.type` holds numbers of this table. */
  readonly names: Interned;
  /** Rows of type objects and of modules, and their names as numbers of `names`. */
  readonly classes: NamedRows;
  readonly modules: NamedRows;
  /** Previews of `str` with bytes above 0x7f, ascending. */
  readonly latin: GrowingU32;
  /** Room for one text. */
  readonly scratch: Uint8Array;
}

/** A text of `MOST_TEXT_BYTES` characters, all of them escapes, in quotes. */
const SCRATCH_BYTES = 6 * 4096 + 16;

export function openReading(draft: Draft, ledger: Ledger): Reading {
  const names = new Interned(draft.strings, MOST_TYPES, 'types', ledger);
  for (const name of KNOWN_NAMES) names.addText(name);
  return {
    draft,
    names,
    classes: { row: new GrowingU32('classes', ledger, 64), name: new GrowingU32('classes', ledger, 64) },
    modules: { row: new GrowingU32('modules', ledger, 64), name: new GrowingU32('modules', ledger, 64) },
    latin: new GrowingU32('texts of bytes', ledger, 16),
    scratch: allocateU8(SCRATCH_BYTES, 'one text', ledger),
  };
}

export function closeReading(reading: Reading, ledger: Ledger): void {
  reading.names.drop();
  reading.latin.drop();
  release(reading.scratch.byteLength, ledger);
  for (const { row, name } of [reading.classes, reading.modules]) {
    row.drop();
    name.drop();
  }
}
