// A reference as a fragment of a Python expression, features.md F15.
import { NONE } from '../base/brand.ts';
import { ownerOfRow } from '../base/csr.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, stringId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { referenceKind, type ReferenceKind } from '../model/kinds.ts';
import { hexAddress } from '../model/addresses.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { previewForm, previewOf } from './objectRow.ts';
import { scriptLabel } from './scriptLabels.ts';

/** Fragments of kinds whose label is fixed. */
const FIXED: Readonly<Partial<Record<ReferenceKind, string>>> = {
  key: ' key',
  element: '{…}',
  dict: '.__dict__',
  cell: '.cell_contents',
  closure: '.__closure__',
  globals: '.__globals__',
  builtins: '.__builtins__',
  code: '.__code__',
  traceback: '.__traceback__',
  self: '.__self__',
  function: '.__func__',
  module: '.__module__',
  weak: ' weak',
  callback: '.__callback__',
  instanceType: '.__class__',
};

/** Characters of a key shown inside brackets. */
const MOST_KEY_CHARACTERS = 40;

/** `.user`, `['u1']`, `[3]`, ` key`, ` local rows`. Starts with a space when it is no legal Python. */
export function labelOf(heap: Heap, reference: ReferenceId): string {
  const kind = referenceKind(heap.references.kind[reference]);
  const cell = heap.references.label[reference];
  if (heap.manifest.runtime.language === 'v8') return scriptLabel(heap, kind, cell);
  switch (kind) {
    case 'item':
      return `[${cell}]`;
    case 'stack':
      return ` stack ${cell}`;
    case 'value':
      return cell === NONE ? ' value' : `[${keyText(heap, objectId(cell))}]`;
    case 'local':
      return ` local ${nameAt(heap, stringId(cell)) || '?'}`;
    default:
      return ofHolder(heap, reference, kind) ?? named(kind, nameAt(heap, stringId(cell)));
  }
}

/** The key of a `value` reference when it is a recorded identifier, so that a namespace reads `.name`. */
export function identifierKey(heap: Heap, reference: ReferenceId): string | undefined {
  if (referenceKind(heap.references.kind[reference]) !== 'value') return undefined;
  const cell = heap.references.label[reference];
  if (cell === NONE) return undefined;
  const text = previewOf(heap, objectId(cell));
  return text !== undefined && /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text) ? text : undefined;
}

/** A dict key as source text when its value was recorded, otherwise what it is: `str#19`, `<app.Key 0x7f..>`. */
export function keyText(heap: Heap, key: ObjectId): string {
  const text = previewOf(heap, key);
  const type = qualifiedName(typeNameOf(heap, heap.objects.type[key]));
  if (text === undefined) {
    const size = heap.objects.size[key];
    return (type === 'str' || type === 'bytes') && size !== NONE
      ? `${type}#${size}`
      : `<${type} ${hexAddress(heap.objects.address[key])}>`;
  }
  const form = (previewForm(heap, key) ?? 0) & 15;
  if (type === 'str') return pythonString(text);
  if (form === 1 || form === 2) return cut(text);
  return type === 'bytes' ? `b${pythonString(text)}` : `<${type} ${cut(text)}>`;
}

/** `text` as a Python string literal in single quotes, cut at 40 characters. Controls are escaped. */
export function pythonString(text: string): string {
  let body = '';
  for (const character of cut(text)) {
    if (character === "'" || character === '\\') body += `\\${character}`;
    else if (character === '\n') body += '\\n';
    else if (character < ' ' || character === '\x7f')
      body += `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    else body += character;
  }
  return `'${body}'`;
}

function named(kind: ReferenceKind, name: string): string {
  const fixed = FIXED[kind];
  if (name !== '') return `.${name}`;
  if (fixed !== undefined) return fixed;
  switch (kind) {
    case 'constant':
      return '.co_consts';
    case 'default':
      return '.__defaults__';
    case 'frame':
      return '.frame';
    case 'exception':
      return '.args';
    case 'name':
      return '.__name__';
    case 'type':
      return '.type';
    default:
      return ' ?';
  }
}

/** Kinds whose names formats/ouro.md leaves out, and what they are called in holders of some types. */
const BY_HOLDER: Readonly<Partial<Record<ReferenceKind, Readonly<Record<string, string>>>>> = {
  traceback: { traceback: '.tb_next' },
  frame: { traceback: '.tb_frame' },
  function: { 'functools.partial': '.func' },
};

function ofHolder(heap: Heap, reference: ReferenceId, kind: ReferenceKind): string | undefined {
  const names = BY_HOLDER[kind];
  const type = names === undefined ? undefined : Object.keys(names).find((name) => isOf(heap, reference, name));
  return type === undefined ? undefined : names?.[type];
}

/** Whether the holder of `reference` is an instance of the type of that name. */
function isOf(heap: Heap, reference: ReferenceId, type: string): boolean {
  const holder = objectId(ownerOfRow(heap.references.first, reference));
  return qualifiedName(typeNameOf(heap, heap.objects.type[holder])) === type;
}

function cut(text: string): string {
  return text.length > MOST_KEY_CHARACTERS ? `${text.slice(0, MOST_KEY_CHARACTERS)}…` : text;
}
