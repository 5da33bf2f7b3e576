// Where code lives: the module of every module object, namespace, class and function. These are what owners begin at.
import { moduleObjects } from '../analyses/moduleObjects.ts';
import { TYPE_CLASS, typeClasses } from '../analyses/typeClasses.ts';
import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { KIND, KIND_MASK, ROOT_KINDS } from '../model/kinds.ts';
import { identityText } from '../model/addresses.ts';
import { nameAt, typeNameOf } from '../model/names.ts';
import { previewOf } from './objectRow.ts';

export interface OwnerHomes {
  /** Per object: the row of its module; NONE for everything that is not code. */
  readonly home: Uint32Array;
  readonly names: readonly string[];
  /** The file of each module as the dump writes it; '' when it does not say. */
  readonly files: readonly string[];
  readonly byFile: ReadonlyMap<string, number>;
}

/**
 * Homes of module objects and their namespaces, of classes (`__module__`), of functions without a closure (their globals) and of
 * built-in functions (their module). A function with a closure is a value like any other. Files come from classes, then from
 * functions. O(objects + references of modules and functions); 4 bytes per object.
 */
export function ownerHomes(heap: Heap, ledger: Ledger): OwnerHomes {
  const draft: Draft = {
    home: allocateU32(heap.objects.length, 'owner homes', ledger).fill(NONE),
    rows: new Map(),
    names: [],
    files: [],
  };
  const classes = typeClasses(heap, ledger);
  placeModules(heap, classes, draft, ledger);
  placeClasses(heap, draft);
  for (let object = 0; object < heap.objects.length; object++) {
    const of = classes[heap.objects.type[object]];
    if (of === TYPE_CLASS.function) placeFunction(heap, object, draft);
    else if (of === TYPE_CLASS.native) placeNative(heap, object, draft);
  }
  release(classes.byteLength, ledger);
  const { home, names, files } = draft;
  const byFile = new Map<string, number>();
  for (const [row, file] of files.entries()) if (file !== '' && !byFile.has(file)) byFile.set(file, row);
  return { home, names, files, byFile };
}

interface Draft {
  readonly home: Uint32Array;
  readonly rows: Map<string, number>;
  readonly names: string[];
  readonly files: string[];
}

function moduleRow(draft: Draft, name: string): number {
  const known = draft.rows.get(name);
  if (known !== undefined) return known;
  draft.rows.set(name, draft.names.length);
  draft.files.push('');
  return draft.names.push(name) - 1;
}

const MODULE = ROOT_KINDS.indexOf('module');

function placeModules(heap: Heap, classes: Uint8Array, draft: Draft, ledger: Ledger): void {
  const labels = moduleLabels(heap);
  const { modules, dicts } = moduleObjects(heap, classes, ledger);
  for (let object = 0; object < heap.objects.length; object++) {
    if (!hasBit(modules, object)) continue;
    const isModule = classes[heap.objects.type[object]] === TYPE_CLASS.module;
    // `os.path` is in `sys.modules` under a second name: what the module calls itself comes first.
    const said = isModule ? (previewOf(heap, objectId(object)) ?? '') : '';
    const { name, file } = namedBy(said);
    // A module whose name is not recorded must not let everybody through to what it holds.
    const known =
      name || labels.get(object) || `module ${identityText(heap.manifest.identity, heap.objects.address[object])}`;
    const row = moduleRow(draft, known);
    placeModule(heap, object, row, dicts, draft.home);
    addFile(draft, row, file);
  }
  release(modules.byteLength + dicts.byteLength, ledger);
}

const REPR = "<module '";

/** A name, or what `repr` says of a module (PyHeap): `<module 'json' from '/usr/lib/python3.11/json/__init__.py'>`. */
function namedBy(said: string): { readonly name: string; readonly file: string } {
  if (!said.startsWith(REPR)) return { name: said, file: '' };
  const [name = '', , file = ''] = said.slice(REPR.length).split("'");
  return { name, file };
}

function placeModule(heap: Heap, object: number, row: number, dicts: Bits, home: Uint32Array): void {
  const { first, target, kind } = heap.references;
  home[object] = row;
  for (let at = first[object]; at < first[object + 1]; at++) {
    const to = target[at];
    if ((kind[at] & KIND_MASK) === KIND.dict && hasBit(dicts, to) && home[to] === NONE) home[to] = row;
  }
}

/** Names in `sys.modules` by object, the first of each. */
function moduleLabels(heap: Heap): ReadonlyMap<number, string> {
  const { roots } = heap;
  const labels = new Map<number, string>();
  for (let row = 0; row < roots.length; row++) {
    if (roots.kind[row] !== MODULE || labels.has(roots.object[row])) continue;
    labels.set(roots.object[row], nameAt(heap, roots.label[row]));
  }
  return labels;
}

function placeClasses(heap: Heap, draft: Draft): void {
  for (let i = 0; i < heap.types.length; i++) {
    const type = typeId(i);
    const { module } = typeNameOf(heap, type);
    const row = moduleRow(draft, module === '' ? 'builtins' : module);
    const object = heap.types.object[type];
    if (object < heap.objects.length) draft.home[object] = row;
    addFile(draft, row, nameAt(heap, heap.types.file[type]));
  }
}

function placeFunction(heap: Heap, object: number, draft: Draft): void {
  const { first, target, kind } = heap.references;
  let row = NONE;
  for (let at = first[object]; at < first[object + 1]; at++) {
    const what = kind[at] & KIND_MASK;
    if (what === KIND.closure) return;
    if (what === KIND.globals) row = draft.home[target[at]];
  }
  if (row === NONE) return;
  draft.home[object] = row;
  if (draft.files[row] === '') addFile(draft, row, fileOf(previewOf(heap, objectId(object)) ?? ''));
}

function placeNative(heap: Heap, object: number, draft: Draft): void {
  const { first, target, kind } = heap.references;
  const { type } = heap.objects;
  for (let at = first[object]; at < first[object + 1]; at++) {
    const to = target[at];
    const isModule = draft.home[to] !== NONE && typeNameOf(heap, type[to]).name === 'module';
    if ((kind[at] & KIND_MASK) === KIND.self && isModule) draft.home[object] = draft.home[to];
  }
}

/** `load (<prefix>/lib/python3.11/json/__init__.py:274)`, formats/ouro.md PREVIEW form 4. */
function fileOf(summary: string): string {
  const from = summary.indexOf(' (');
  const to = summary.lastIndexOf(':');
  return from >= 0 && to > from && summary.endsWith(')') ? summary.slice(from + 2, to) : '';
}

/** Not `<string>`: that is no file. */
function addFile(draft: Draft, row: number, file: string): void {
  const isFile = !file.startsWith('<') || /^<(prefix|capture)>\/|^<frozen /.test(file);
  if (draft.files[row] === '' && isFile) draft.files[row] = file;
}
