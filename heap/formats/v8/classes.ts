// Types as DevTools' classes (formats.md, V8): the name of an object's class, and which objects of one name are one type.
import { NONE } from '../../base/brand.ts';
import { allocateU32, allocateU8, release } from '../../base/column.ts';
import { GrowingU32 } from '../../base/growing.ts';
import type { LocationTable, TypeTable } from '../../model/heap.ts';
import { idColumn } from '../../model/ids.ts';
import { rowsOfText } from '../../model/snapshotRules.ts';
import { SNAPSHOT_KINDS } from '../../model/snapshotKinds.ts';
import type { Graph } from './graph.ts';
import { codeOf, ODD_KIND } from './kinds.ts';
import { PairTable } from './pairTable.ts';
import { assignShapes } from './shapes.ts';

export interface Classes {
  /** Per object. */
  readonly type: Uint32Array;
  readonly table: TypeTable;
}

const OBJECT = codeOf('object');
const NATIVE = codeOf('native');

/** Kinds whose class has a name of its own; every other is `(kind)`. */
const CLASS_OF_KIND: ReadonlyMap<string, string> = new Map([
  ['hidden', '(system)'],
  ['code', '(compiled code)'],
  ['closure', 'Function'],
  ['regexp', 'RegExp'],
]);

/** O(objects + references of plain objects), 8 bytes per object and per string while it runs. */
export function classesOf(graph: Graph, locations: LocationTable): Classes {
  const { length, ledger } = graph;
  const type = allocateU32(length, 'objects.type', ledger);
  nameClasses(graph, type);
  const keys = openTypes(graph);
  keyTypes(graph, locations, type, keys);
  const table = typeTable(graph, keys);
  for (const table of keys.tables) table.drop();
  return { type, table };
}

/** The class name of a kind of the file. */
export function classOfKind(code: number, kinds: readonly string[]): string {
  const odd = code - ODD_KIND;
  const kind = odd < 0 ? SNAPSHOT_KINDS[code] : (kinds[odd] ?? '') || `unknown ${odd}`;
  return CLASS_OF_KIND.get(kind) ?? `(${kind})`;
}

/** `<div id=x>` is a `<div>`, attached or not. */
export function classOfName(name: string): string {
  const from = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 'Detached '.length : -1;
  if (from < 0) return name;
  const blank = name.indexOf(' ', from);
  return blank < 0 ? name : `${name.slice(0, blank)}>`;
}

/** Rows of class names into `className`. */
function nameClasses(graph: Graph, className: Uint32Array): void {
  const { length, kind, name, texts, header, ledger } = graph;
  const ofName = allocateU32(texts.length, 'class of name', ledger).fill(NONE);
  const canonical = new Map<string, number>();
  const row = (text: string, known?: number): number => {
    const found = canonical.get(text) ?? known ?? texts.add(text);
    canonical.set(text, found);
    return found;
  };
  const ofKind = Array.from({ length: 256 }, (_, code) => code).map((code) =>
    code === OBJECT || code === NATIVE ? NONE : NONE - 1,
  );
  const plainRows = rowsOfText(texts.finish(), 'Object');
  const plain = new GrowingU32('plain objects', ledger, 64);
  for (let object = 0; object < length; object++) {
    const code = kind[object];
    if (ofKind[code] === NONE) {
      const of = name[object];
      if (ofName[of] === NONE) {
        const text = texts.at(of);
        const shown = classOfName(text);
        ofName[of] = row(shown, shown === text ? of : undefined);
      }
      className[object] = ofName[of];
      if (code === OBJECT && plainRows.has(of)) plain.push(object);
    } else {
      if (ofKind[code] === NONE - 1) ofKind[code] = row(classOfKind(code, header.nodeKinds));
      className[object] = ofKind[code];
    }
  }
  release(ofName.byteLength, ledger);
  assignShapes(graph, plain.finish(), (object, shape) => {
    className[object] = shape;
  });
  plain.drop();
}

/** Types by key: the class name, or place and name. Places are numbered by pairs: script and line, then column, then name. */
interface Types {
  readonly name: GrowingU32;
  /** One located object per type, as row of the locations; NONE for types without a place. */
  readonly location: GrowingU32;
  readonly tables: readonly [PairTable, PairTable, PairTable];
  places: number;
}

function openTypes({ ledger }: Graph): Types {
  const table = (): PairTable => new PairTable('types by place', ledger);
  return {
    name: new GrowingU32('types.qualname', ledger, 64),
    location: new GrowingU32('types by location', ledger, 64),
    tables: [table(), table(), table()],
    places: 1,
  };
}

/** Turns class names in `type` into types. */
function keyTypes({ length, kind, task }: Graph, locations: LocationTable, type: Uint32Array, types: Types): void {
  const { object: located } = locations;
  let next = 0;
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(0);
    while (next < located.length && located[next] < object) next++;
    const isLocated = next < located.length && located[next] === object && kind[object] === OBJECT;
    const place = isLocated ? placeOf(types, locations, next) : 0;
    type[object] = typeAt(types, place, type[object], isLocated ? next : NONE);
  }
}

function placeOf(types: Types, { script, line, column }: LocationTable, row: number): number {
  const [lines, columns] = types.tables;
  return numbered(types, columns, numbered(types, lines, script[row], line[row]), column[row]);
}

function numbered(types: Types, table: PairTable, one: number, two: number): number {
  const found = table.find(one, two);
  if (found !== NONE) return found;
  table.add(one, two, types.places);
  return types.places++;
}

function typeAt(types: Types, place: number, name: number, location: number): number {
  const [, , byName] = types.tables;
  const found = byName.find(place, name);
  if (found !== NONE) return found;
  const made = types.name.length;
  byName.add(place, name, made);
  types.name.push(name);
  types.location.push(location);
  return made;
}

const EXPLICIT = 4;
const UNKNOWN_TRAITS = 1 << 5;

function typeTable({ ledger }: Graph, types: Types): TypeTable {
  const { length } = types.name;
  const none = allocateU32(length, 'types.object', ledger).fill(NONE);
  const zeros = (purpose: string): Uint32Array => allocateU32(length, purpose, ledger);
  types.location.drop();
  return {
    length,
    object: idColumn(none),
    module: idColumn(zeros('types.module')),
    qualname: idColumn<TypeTable['qualname'][number]>(types.name.finish()),
    file: idColumn(zeros('types.file')),
    flags: zeros('types.flags'),
    basicSize: zeros('types.basicSize'),
    itemSize: zeros('types.itemSize'),
    layout: allocateU8(length, 'types.layout', ledger).fill(EXPLICIT),
    traits: allocateU8(length, 'types.traits', ledger).fill(UNKNOWN_TRAITS),
  };
}
