// Which class an object is of. Lines name types without module or address; the references tell equal names apart.
import { emptyBits, hasBit, setBit, type Bits } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { allocateU32, release, type Ledger } from '../../base/column.ts';
import { addType, NO_ADDRESS } from '../../model/draft.ts';
import { note } from '../../model/diagnostics.ts';
import { stringId, type StringId, type TypeId } from '../../model/ids.ts';
import { builtinFlags, EXPLICIT_LAYOUT, splitName, TYPE_FLAG, UNKNOWN_TRAITS } from '../builtinTypes.ts';
import { targetOf, type LinkedRows } from './linked.ts';
import { rowsWithText, textOfRow } from './previews.ts';
import { TYPE, type Reading } from './reading.ts';

export interface ClassFinder {
  /** Type names that classes made by Python code have: only their instances list the class. */
  readonly heapNames: Bits;
  /** Bit per class: made by Python code. */
  readonly heap: Bits;
}

/** Static types list no references (`type_traverse` returns at once without HEAPTYPE, CPython 2.7 and 3). O(classes). */
export function findClasses(reading: Reading, linked: LinkedRows, ledger: Ledger): ClassFinder {
  const rows = reading.classes.row.finish();
  const names = reading.classes.name.finish();
  const heapNames = emptyBits(reading.names.length, 'names of classes', ledger);
  const heap = emptyBits(rows.length, 'classes', ledger);
  for (let i = 0; i < rows.length; i++) {
    if (linked.classAt[rows[i]] !== i + 1 || linked.first[rows[i]] === linked.first[rows[i] + 1]) continue;
    setBit(heap, i);
    setBit(heapNames, names[i]);
  }
  return { heapNames, heap };
}

export function releaseClasses({ heapNames, heap }: ClassFinder, ledger: Ledger): void {
  release(heapNames.byteLength + heap.byteLength, ledger);
}

/**
 * The reference of `row` to its class, NONE when there is none or when it could be of several classes. An instance of an
 * old-style class (`instance`) lists its class first; any other lists one class of its own name.
 */
export function classReference(reading: Reading, linked: LinkedRows, finder: ClassFinder, row: number): number {
  const { first, type, classAt } = linked;
  const from = first[row];
  const to = first[row + 1];
  if (type[row] === TYPE.instance) return from < to && isOldStyleClass(linked, targetOf(linked, from)) ? from : NONE;
  if (!hasBit(finder.heapNames, type[row])) return NONE;
  const names = reading.classes.name.reserve(0);
  let found = NONE;
  for (let i = from; i < to; i++) {
    const target = targetOf(linked, i);
    const number = target === NONE ? 0 : classAt[target];
    if (number === 0 || names[number - 1] !== type[row] || !hasBit(finder.heap, number - 1)) continue;
    if (found === NONE) found = i;
    else if (linked.address[found] !== linked.address[i]) return NONE;
  }
  return found;
}

function isOldStyleClass({ type, classAt }: LinkedRows, row: number): boolean {
  return row !== NONE && type[row] === TYPE.classobj && classAt[row] > 0;
}

/**
 * Makes the types: one per class that `classRow` (NONE or the row of the class, per row) says an object is of, and one per name
 * for the rest. Turns `objects.type` from names into types; `classRow` is used up. O(rows + classes and their dicts).
 */
export function makeTypes(reading: Reading, linked: LinkedRows, classRow: Uint32Array, ledger: Ledger): void {
  const { draft, classes } = reading;
  const type = draft.objects.type.finish();
  const ofName = allocateU32(reading.names.length, 'types by name', ledger).fill(NONE);
  const ofClass = allocateU32(classes.row.length, 'types by class', ledger).fill(NONE);
  const makers: Makers = {
    reading,
    linked,
    meta: metaNames(reading, linked, ledger),
    static: staticClasses(reading, linked, ledger),
    moduleKeys: rowsWithText(reading, linked.rows, '__module__', ledger),
    modules: new Map(),
  };
  for (let row = 0; row < linked.rows; row++) {
    if (hasBit(linked.dropped, row)) {
      // It goes when the heap is built; a type of its own would stay.
      classRow[row] = 0;
      continue;
    }
    const number = classRow[row] === NONE ? 0 : linked.classAt[classRow[row]];
    const cells = number === 0 ? ofName : ofClass;
    const at = number === 0 ? type[row] : number - 1;
    if (cells[at] === NONE) cells[at] = number === 0 ? staticType(makers, at) : heapType(makers, at);
    classRow[row] = cells[at];
  }
  note(draft.log, 'sharedTypeName', sharedNames(reading, linked, ledger));
  type.set(classRow);
  release(ofName.byteLength + ofClass.byteLength + makers.meta.byteLength, ledger);
  release(makers.static.byteLength + makers.moduleKeys.byteLength, ledger);
}

/** Names that several type objects have. An old-style class does not count: it is not the type of its instances. */
function sharedNames({ classes, names }: Reading, linked: LinkedRows, ledger: Ledger): number {
  const seen = emptyBits(names.length, 'names of types', ledger);
  const shared = emptyBits(names.length, 'shared names', ledger);
  const rows = classes.row.finish();
  const name = classes.name.finish();
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    if (linked.classAt[rows[i]] !== i + 1 || linked.type[rows[i]] === TYPE.classobj) continue;
    if (hasBit(seen, name[i]) && !hasBit(shared, name[i])) {
      setBit(shared, name[i]);
      count++;
    }
    setBit(seen, name[i]);
  }
  release(seen.byteLength + shared.byteLength, ledger);
  return count;
}

interface Makers {
  readonly reading: Reading;
  readonly linked: LinkedRows;
  /** Names of the types of type objects. */
  readonly meta: Bits;
  /** Row of the static type object of a name, NONE for none. */
  readonly static: Uint32Array;
  /** Rows whose text is `__module__`. */
  readonly moduleKeys: Bits;
  /** By row of a class dict, what it says; a dump names at most a million types. */
  readonly modules: Map<number, StringId>;
}

function metaNames(reading: Reading, linked: LinkedRows, ledger: Ledger): Bits {
  const meta = emptyBits(reading.names.length, 'metaclasses', ledger);
  for (const row of reading.classes.row.finish()) setBit(meta, linked.type[row]);
  return meta;
}

function staticClasses(reading: Reading, linked: LinkedRows, ledger: Ledger): Uint32Array {
  const found = allocateU32(reading.names.length, 'static types', ledger).fill(NONE);
  const rows = reading.classes.row.finish();
  const names = reading.classes.name.finish();
  for (let i = rows.length - 1; i >= 0; i--) {
    const isStatic = linked.first[rows[i]] === linked.first[rows[i] + 1];
    if (isStatic && linked.classAt[rows[i]] === i + 1) found[names[i]] = rows[i];
  }
  return found;
}

function staticType(makers: Makers, name: number): TypeId {
  const { reading } = makers;
  const { module, qualname } = nameParts(reading, name);
  const row = makers.static[name];
  const isMeta = hasBit(makers.meta, name);
  return addType(reading.draft, {
    ...UNKNOWN,
    address: row === NONE ? NO_ADDRESS : reading.draft.objects.address.reserve(0)[row],
    // Without a module in its name a type is built in, or a class whose line is missing.
    module: module === '' ? builtins(reading) : internedText(reading, module),
    qualname: internedText(reading, qualname),
    flags: module === '' ? builtinFlags(qualname) || (isMeta ? TYPE_FLAG.type : 0) : isMeta ? TYPE_FLAG.type : 0,
  });
}

function heapType(makers: Makers, index: number): TypeId {
  const { reading } = makers;
  const row = reading.classes.row.reserve(0)[index];
  const name = reading.classes.name.reserve(0)[index];
  const { module, qualname } = nameParts(reading, name);
  const recorded = moduleOf(makers, row);
  return addType(reading.draft, {
    ...UNKNOWN,
    address: reading.draft.objects.address.reserve(0)[row],
    module: recorded !== 0 ? recorded : internedText(reading, module),
    qualname: internedText(reading, qualname),
    flags: TYPE_FLAG.heap + (hasBit(makers.meta, name) ? TYPE_FLAG.type : 0),
  });
}

const UNKNOWN = {
  file: stringId(0),
  basicSize: 0,
  itemSize: 0,
  layout: EXPLICIT_LAYOUT,
  traits: UNKNOWN_TRAITS,
} as const;

/** `__module__` in the dict of a class; the empty string when it is not recorded. Each dict is looked through once. */
function moduleOf(makers: Makers, row: number): StringId {
  const { linked, modules } = makers;
  for (let i = linked.first[row]; i < linked.first[row + 1]; i++) {
    const dict = targetOf(linked, i);
    if (dict === NONE || linked.type[dict] !== TYPE.dict) continue;
    const known = modules.get(dict) ?? moduleIn(makers, dict);
    modules.set(dict, known);
    return known;
  }
  return stringId(0);
}

function moduleIn({ reading, linked, moduleKeys }: Makers, dict: number): StringId {
  for (let i = linked.first[dict]; i + 1 < linked.first[dict + 1]; i += 2) {
    const key = targetOf(linked, i);
    if (key === NONE || !hasBit(moduleKeys, key)) continue;
    const value = targetOf(linked, i + 1);
    return value === NONE ? stringId(0) : textOfRow(reading, value);
  }
  return stringId(0);
}

function nameParts({ draft, names }: Reading, name: number): { readonly module: string; readonly qualname: string } {
  return splitName(draft.strings.textAt(names.stringAt(name)));
}

function internedText({ names }: Reading, text: string): StringId {
  return text === '' ? stringId(0) : names.stringAt(names.addText(text));
}

function builtins(reading: Reading): StringId {
  return internedText(reading, 'builtins');
}
