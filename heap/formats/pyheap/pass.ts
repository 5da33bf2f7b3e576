// What the one pass through the records carries: the block being read, the rows being written, and what only the end can settle.
import { NONE } from '../../base/brand.ts';
import { GrowingF64, GrowingU32 } from '../../base/growing.ts';
import type { Draft } from '../../model/draft.ts';
import { GENERATION } from '../../model/heap.ts';
import { closeNames, openNames, type AttributeNames } from './attributeNames.ts';
import type { Header } from './header.ts';
import { LEAST_RECORD_BYTES } from './layout.ts';
import { closeTexts, openTexts, type Texts } from './texts.ts';
import { closeTypes, openTypes, type TypeIndex } from './typeIndex.ts';

export interface Pass {
  readonly draft: Draft;
  readonly types: TypeIndex;
  readonly names: AttributeNames;
  readonly texts: Texts;
  readonly withTexts: boolean;
  /** The number of objects is not known, so records are believed only as long as they look like records. */
  readonly isDoubtful: boolean;
  /** Records in the file, as far as it says so. */
  readonly most: number;
  readonly classes: ClassAttributes;
  readonly rivals: Rivals;
  readonly interpreter: Interpreter;

  /** The block: offsets of the pass are positions in it; `base` is where it stands in the file. */
  base: number;
  bytes: Uint8Array;
  view: DataView;
  /** Where reading stands. After a record was cut short: within it. */
  at: number;

  /** Columns of the draft with room for everything the block can hold. */
  target: Float64Array;
  kind: Uint8Array;
  label: Uint32Array;
  address: Float64Array;
  type: Uint32Array;
  selfSize: Float64Array;
  size: Uint32Array;
  count: Uint32Array;
  /** Whole records and their references. */
  objects: number;
  references: number;

  /** Of the record being read: where its references end, where its referents begin, and one bit per low address of these. */
  written: number;
  referents: number;
  mask: number;
  /** References that attributes named. */
  named: number;
}

/** Attributes of type objects, in file order: what tells an attribute of an instance from one of its class. */
export interface ClassAttributes {
  readonly owner: GrowingF64;
  /** `first[i] .. first[i + 1]` are the attributes of class i; one cell more than classes. */
  readonly first: GrowingU32;
  readonly name: GrowingU32;
  readonly value: GrowingF64;
}

/** One row per further name of a reference that already had one. */
export interface Rivals {
  readonly object: GrowingU32;
  readonly reference: GrowingU32;
  readonly name: GrowingU32;
}

/** Addresses of what `sys` holds; 0 unknown. */
export interface Interpreter {
  modules: number;
  version: number;
  hexversion: number;
}

export function openPass(draft: Draft, header: Header): Pass {
  const { ledger, references, objects } = draft;
  const first = new GrowingU32('class attributes', ledger, 16);
  first.push(0);
  const empty = objects.address.reserve(0);
  return {
    draft,
    types: openTypes(draft, header.traits),
    names: openNames(draft, header.names),
    texts: openTexts(draft),
    withTexts: header.withTexts,
    isDoubtful: header.objects === 0,
    most: header.objects || Infinity,
    classes: {
      owner: new GrowingF64('class attributes', ledger, 16),
      first,
      name: new GrowingU32('class attributes', ledger, 16),
      value: new GrowingF64('class attributes', ledger, 16),
    },
    rivals: {
      object: new GrowingU32('rival names', ledger, 16),
      reference: new GrowingU32('rival names', ledger, 16),
      name: new GrowingU32('rival names', ledger, 16),
    },
    interpreter: { modules: 0, version: 0, hexversion: 0 },
    base: 0,
    bytes: NO_BYTES,
    view: viewOf(NO_BYTES),
    at: 0,
    target: references.target.reserve(0),
    kind: references.kind.reserve(0),
    label: references.label.reserve(0),
    address: empty,
    type: objects.type.reserve(0),
    selfSize: objects.selfSize.reserve(0),
    size: objects.size.reserve(0),
    count: objects.references.reserve(0),
    objects: 0,
    references: 0,
    written: 0,
    referents: 0,
    mask: 0,
    named: 0,
  };
}

const NO_BYTES = Uint8Array.of();

/** Makes `bytes`, which stand at `base`, the block, with room in the columns for all that can be in it. */
export function openBlock(pass: Pass, bytes: Uint8Array, base: number): void {
  pass.base = base;
  pass.bytes = bytes;
  pass.view = viewOf(bytes);
  pass.at = 0;
  const { references, objects } = pass.draft;
  // The columns grow from what is written; a record that is not whole yet is written beyond the whole ones.
  references.target.length = references.kind.length = references.label.length = pass.written;
  const most = bytes.length >>> 3;
  pass.target = references.target.reserve(most);
  pass.kind = references.kind.reserve(most);
  pass.label = references.label.reserve(most);
  // Not more than there are: columns that were allocated for all of them never grow.
  const records = Math.min(Math.ceil(bytes.length / LEAST_RECORD_BYTES) + 1, pass.most - pass.objects);
  pass.address = objects.address.reserve(records);
  pass.type = objects.type.reserve(records);
  pass.selfSize = objects.selfSize.reserve(records);
  pass.size = objects.size.reserve(records);
  pass.count = objects.references.reserve(records);
}

/** Gives the whole records of the block to the draft. */
export function closeBlock(pass: Pass): void {
  dropUnfinished(pass);
  const { objects } = pass.draft;
  const from = objects.address.length;
  const rows = pass.objects - from;
  for (const column of [objects.address, objects.type, objects.selfSize, objects.size, objects.references]) {
    column.length = pass.objects;
  }
  // Neither counts nor generations are in the file: see the capabilities.
  objects.refcount.extend(rows).fill(0, from, pass.objects);
  objects.flags.extend(rows).fill(0, from, pass.objects);
  objects.generation.extend(rows).fill(GENERATION.untracked, from, pass.objects);
}

/** The rows of a record that turned out not to be whole go. */
export function dropUnfinished(pass: Pass): void {
  const { references } = pass.draft;
  pass.written = pass.references;
  references.target.length = references.kind.length = references.label.length = pass.references;
  const { rivals } = pass;
  let kept = rivals.reference.length;
  const cells = rivals.reference.reserve(0);
  while (kept > 0 && cells[kept - 1] >= pass.references) kept--;
  rivals.reference.length = rivals.object.length = rivals.name.length = kept;
}

/** Frees what only the pass and its end need. */
export function closePass(pass: Pass): void {
  const { classes, rivals } = pass;
  closeTypes(pass.types);
  closeNames(pass.names);
  closeTexts(pass.texts);
  for (const column of Object.values(classes)) column.drop();
  for (const column of Object.values(rivals)) column.drop();
}

/** Of a container: the cell that says nothing about its length. */
export const NO_LENGTH = NONE;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
