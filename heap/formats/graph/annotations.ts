// What the annotations of refcycle say (refcycle/annotations.py, `object_annotation` and `annotated_references`).
import { NONE } from '../../base/brand.ts';
import type { ReferenceKind } from '../../model/kinds.ts';
import type { Described } from './objects.ts';

/** What a vertex is: `list[3]`, `object\nmodule.Name`, `function\nname`, or the repr of a text or number. */
export function vertexOf(annotation: string): Described {
  return quotedOf(annotation) ?? linesOf(annotation) ?? sizedOf(annotation) ?? plainOf(annotation);
}

export interface EdgeLabel {
  readonly kind: ReferenceKind;
  /** An index for `item`, else a text; 0 for none. */
  readonly label: number | string;
}

/** What an edge is: `item[3]`, `key`, `value['name']`, `element` or the name of an attribute. */
export function edgeLabel(annotation: string): EdgeLabel {
  const fixed = FIXED.get(annotation);
  if (fixed !== undefined) return { kind: fixed, label: 0 };
  const index = insideOf(annotation, 'item');
  const position = index === undefined ? undefined : wholeOf(index);
  if (position !== undefined && position < NONE) return { kind: 'item', label: position };
  const key = insideOf(annotation, 'value');
  return { kind: 'attribute', label: key === undefined ? annotation : (unquoted(key) ?? annotation) };
}

const FIXED = new Map<string, ReferenceKind>([
  ['key', 'key'],
  ['element', 'element'],
  ['cell_contents', 'cell'],
  ['__dict__', 'dict'],
  ['__class__', 'instanceType'],
  ['__closure__', 'closure'],
  ['__globals__', 'globals'],
  ['__code__', 'code'],
  ['__self__', 'self'],
  ['__func__', 'function'],
  ['__callback__', 'callback'],
]);

function quotedOf(annotation: string): Described | undefined {
  const prefix = annotation.startsWith('u') || annotation.startsWith('b') ? 1 : 0;
  const text = unquoted(annotation.slice(prefix));
  if (text === undefined) return undefined;
  return { type: annotation.startsWith('b') ? 'bytes' : annotation.startsWith('u') ? 'unicode' : 'str', text };
}

/** Two lines, for Graphviz: parted by a backslash and an n. */
function linesOf(annotation: string): Described | undefined {
  const at = annotation.indexOf('\\n');
  if (at < 0) return undefined;
  const [first, rest] = [annotation.slice(0, at), annotation.slice(at + 2)];
  if (first === 'object' || first === 'instance') return { type: rest };
  return { type: first === 'instancemethod' ? 'method' : first, text: rest };
}

function sizedOf(annotation: string): Described | undefined {
  const at = annotation.indexOf('[');
  const length = at > 0 ? wholeOf(insideOf(annotation, annotation.slice(0, at)) ?? '') : undefined;
  return length === undefined ? undefined : { type: annotation.slice(0, at), length };
}

function plainOf(text: string): Described {
  if (text.startsWith('weakref')) return { type: 'weakref', text };
  if (text === 'True' || text === 'False') return { type: 'bool', text };
  return { type: numberType(text) ?? '<not named>', text };
}

function numberType(text: string): string | undefined {
  if (text === 'inf' || text === '-inf' || text === 'nan') return 'float';
  if (text.endsWith('L') && wholeOf(text.slice(0, -1)) !== undefined) return 'long';
  if (text.endsWith('j') || text.endsWith('j)')) return 'complex';
  if (text === '' || Number.isNaN(Number(text))) return undefined;
  return text.includes('.') || text.includes('e') ? 'float' : 'int';
}

/** `3` of `item[3]`; undefined when `annotation` is no `name[...]`. */
function insideOf(annotation: string, name: string): string | undefined {
  const isSo = annotation.startsWith(`${name}[`) && annotation.endsWith(']');
  return isSo ? annotation.slice(name.length + 1, -1) : undefined;
}

function unquoted(text: string): string | undefined {
  const mark = text.charAt(0);
  const isQuoted = text.length >= 2 && (mark === "'" || mark === '"') && text.endsWith(mark);
  return isQuoted ? text.slice(1, -1) : undefined;
}

function wholeOf(text: string): number | undefined {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
