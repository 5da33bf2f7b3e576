// Why a positive excess of a count is expected, cpython/semantics.md 2.3: evidence gathered once, then asked per object.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU8, release, type Ledger } from '../base/column.ts';
import { stringAt } from '../base/strings.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { rootKind, type RootKind } from '../model/kinds.ts';
import { hasCapability } from '../model/manifest.ts';
import { EXPLANATIONS, type Explanation } from '../model/rows.ts';
import { codeMembers } from './codeMembers.ts';
import { isModuleCopy, isSubclassTable } from './interpreterTables.ts';
import { moduleObjects } from './moduleObjects.ts';
import { previewRow } from './previewRow.ts';
import { framesByName, framesOf } from './runningFunctions.ts';
import { TYPE_CLASS, typeClasses } from './typeClasses.ts';

export interface Evidence {
  /** `TYPE_CLASS` per type. */
  readonly classes: Uint8Array;
  /** Per object: low 4 bits ROOT_NOTE, high 4 bits how many other ROOT rows name it (15: at least 15). */
  readonly rootNotes: Uint8Array;
  readonly typeObjects: Bits;
  readonly code: Bits;
  readonly modules: Bits;
  readonly moduleDicts: Bits;
  /** Strings whose preview says they are identifiers. */
  readonly identifiers: Bits;
  /** Keys of split dicts when the dump does not list the shared keys tables; otherwise empty. */
  readonly splitKeys: Bits;
  readonly frames: ReadonlyMap<string, number>;
}

/** O(objects + roots + references of code and modules); 1 byte and 6 bits per object. */
export function evidenceOf(heap: Heap, splitKeys: Bits, ledger: Ledger): Evidence {
  const classes = typeClasses(heap, ledger);
  const { modules, dicts } = moduleObjects(heap, classes, ledger);
  return {
    classes,
    rootNotes: rootNotes(heap, ledger),
    typeObjects: typeObjects(heap, classes, ledger),
    code: codeMembers(heap, classes, ledger),
    modules,
    moduleDicts: dicts,
    frames: framesByName(heap),
    identifiers: identifiers(heap, ledger),
    splitKeys,
  };
}

export function releaseEvidence(evidence: Evidence, ledger: Ledger): void {
  const { classes, rootNotes, typeObjects, code, modules, moduleDicts, identifiers, splitKeys } = evidence;
  const sets = [typeObjects, code, modules, moduleDicts, identifiers, splitKeys];
  release(classes.byteLength + rootNotes.byteLength, ledger);
  for (const bits of sets) release(bits.byteLength, ledger);
}

/** The first row of the table in semantics.md 2.3 that fits an object with `excess` > 0. */
export function explain(heap: Heap, evidence: Evidence, object: number, excess: number): number {
  return (
    byInterpreter(heap, evidence, object) ??
    byTable(heap, evidence, object, excess) ??
    byHolder(heap, evidence, object, excess)
  );
}

/** The number of an explanation in the column of the audit. */
export function explanationCode(word: Explanation): number {
  return EXPLANATIONS.indexOf(word);
}

const CODE = {
  typeObject: explanationCode('typeObject'),
  singleton: explanationCode('singleton'),
  interned: explanationCode('interned'),
  codeInternal: explanationCode('codeInternal'),
  sharedKeys: explanationCode('sharedKeys'),
  frame: explanationCode('frame'),
  module: explanationCode('module'),
  unexplained: explanationCode('unexplained'),
} as const;

/** Rows b to f: what the interpreter itself keeps. */
function byInterpreter(heap: Heap, evidence: Evidence, object: number): number | undefined {
  const notes = evidence.rootNotes[object];
  const typeClass = evidence.classes[heap.objects.type[object]];
  if (hasBit(evidence.typeObjects, object) || (notes & ROOT_NOTE.type) !== 0) return CODE.typeObject;
  if (isSingleton(heap, object, typeClass) || (notes & ROOT_NOTE.singleton) !== 0) return CODE.singleton;
  if (isInterned(heap, evidence, object, typeClass) || (notes & ROOT_NOTE.interned) !== 0) return CODE.interned;
  if (hasBit(evidence.code, object)) return CODE.codeInternal;
  return hasBit(evidence.splitKeys, object) ? CODE.sharedKeys : undefined;
}

/** Rows b and h again: dicts that only a C structure owns. */
function byTable(heap: Heap, evidence: Evidence, object: number, excess: number): number | undefined {
  const isOwnedOnce = excess === 1 && heap.objects.refcount[object] === 1;
  if (!isOwnedOnce || evidence.classes[heap.objects.type[object]] !== TYPE_CLASS.dict) return undefined;
  if (isSubclassTable(heap, evidence.classes, object)) return CODE.typeObject;
  return isModuleCopy(heap, object) ? CODE.module : undefined;
}

/** Rows g to i: running code, extension modules and registries; whatever is left is unexplained. */
function byHolder(heap: Heap, evidence: Evidence, object: number, excess: number): number {
  const notes = evidence.rootNotes[object];
  const typeClass = evidence.classes[heap.objects.type[object]];
  if (typeClass === TYPE_CLASS.frame || (notes & ROOT_NOTE.frame) !== 0) return CODE.frame;
  if (typeClass === TYPE_CLASS.function && excess <= framesOf(heap, evidence.frames, object)) return CODE.frame;
  if (typeClass === TYPE_CLASS.native || hasBit(evidence.modules, object)) return CODE.module;
  if (hasBit(evidence.moduleDicts, object)) return CODE.module;
  // A registry or the interpreter holds one count per ROOT row; anything above stays unexplained.
  return notes >>> 4 >= Math.min(excess, 15) ? CODE.module : CODE.unexplained;
}

const ROOT_NOTE = { frame: 1, type: 2, interned: 4, singleton: 8 } as const;

const NOTE_OF_ROOT: Readonly<Partial<Record<RootKind, number>>> = {
  frame: ROOT_NOTE.frame,
  local: ROOT_NOTE.frame,
  thread: ROOT_NOTE.frame,
  staticType: ROOT_NOTE.type,
  interned: ROOT_NOTE.interned,
  singleton: ROOT_NOTE.singleton,
};

function rootNotes(heap: Heap, ledger: Ledger): Uint8Array {
  const notes = allocateU8(heap.objects.length, 'root notes', ledger);
  for (let i = 0; i < heap.roots.length; i++) {
    const object = heap.roots.object[i];
    if (object >= notes.length) continue;
    const note = NOTE_OF_ROOT[rootKind(heap.roots.kind[i])];
    if (note !== undefined) notes[object] |= note;
    else if (notes[object] < 0xf0) notes[object] += 0x10;
  }
  for (let i = 0; i < heap.frames.length; i++) {
    if (heap.frames.object[i] < notes.length) notes[heap.frames.object[i]] |= ROOT_NOTE.frame;
  }
  return notes;
}

function typeObjects(heap: Heap, classes: Uint8Array, ledger: Ledger): Bits {
  const bits = emptyBits(heap.objects.length, 'type objects', ledger);
  for (let object = 0; object < heap.objects.length; object++) {
    if (classes[heap.objects.type[object]] === TYPE_CLASS.type) setBit(bits, object);
  }
  for (let i = 0; i < heap.types.length; i++) {
    if (heap.types.object[i] < heap.objects.length) setBit(bits, heap.types.object[i]);
  }
  return bits;
}

function identifiers(heap: Heap, ledger: Ledger): Bits {
  const bits = emptyBits(heap.objects.length, 'identifiers', ledger);
  for (let i = 0; i < heap.previews.length; i++) {
    if ((heap.previews.form[i] & 15) === PREVIEW_IDENTIFIER) setBit(bits, heap.previews.object[i]);
  }
  return bits;
}

const PREVIEW_NUMBER = 2;
const PREVIEW_IDENTIFIER = 3;

function isSingleton(heap: Heap, object: number, typeClass: number): boolean {
  const size = heap.objects.size[object];
  switch (typeClass) {
    case TYPE_CLASS.singleton:
      return true;
    case TYPE_CLASS.str:
    case TYPE_CLASS.bytes:
      // '' and b'', one-character latin-1 strings and one-byte bytes are cached by the interpreter.
      return size <= 1;
    case TYPE_CLASS.tuple:
      return size === 0;
    case TYPE_CLASS.int:
      return isSmallInt(heap, object);
    default:
      return false;
  }
}

/** -5..256 by the recorded value; without one, any int of a single digit may be one of them. */
function isSmallInt(heap: Heap, object: number): boolean {
  const text = numberText(heap, object);
  if (text === undefined)
    return !hasCapability(heap.manifest, 'sizes') || heap.objects.selfSize[object] <= ONE_DIGIT_INT;
  const value = Number(text);
  return value >= -5 && value <= 256;
}

// sys.getsizeof of an int below 2^30 on 64-bit builds, CPython 3.8-3.14.
const ONE_DIGIT_INT = 28;

function numberText(heap: Heap, object: number): string | undefined {
  const row = previewRow(heap.previews, object);
  if (row === undefined || (heap.previews.form[row] & 15) !== PREVIEW_NUMBER) return undefined;
  return stringAt(heap.previews.texts, row);
}

function isInterned(heap: Heap, evidence: Evidence, object: number, typeClass: number): boolean {
  if (typeClass !== TYPE_CLASS.str) return false;
  return (heap.objects.flags[object] & FLAG.interned) !== 0 || hasBit(evidence.identifiers, object);
}
