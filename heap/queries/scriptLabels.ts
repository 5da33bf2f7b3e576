// A reference of a V8 heap as people write it (formats.md, V8).
import type { Heap } from '../model/heap.ts';
import { stringId } from '../model/ids.ts';
import type { ReferenceKind } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';

/** Characters of a name shown inside brackets. */
const MOST_CHARACTERS = 40;

/** `.user`, `["two words"]`, `[3]`, `->captured`, ` {map}`, ` [[listener]]`. Starts with a space when it is no expression. */
export function scriptLabel(heap: Heap, kind: ReferenceKind, cell: number): string {
  switch (kind) {
    case 'item':
      return `[${cell}]`;
    case 'hiddenSlot':
      return ` {${cell}}`;
    case 'context':
      return `->${textOf(heap, cell)}`;
    case 'internal':
      return ` {${textOf(heap, cell)}}`;
    case 'weak':
      return ` [[${textOf(heap, cell)}]]`;
    case 'shortcut':
      return shortcut(textOf(heap, cell));
    default:
      return property(textOf(heap, cell));
  }
}

function shortcut(name: string): string {
  return /^\d{1,10}$/.test(name) ? `[${name}]` : property(name);
}

function property(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function textOf(heap: Heap, cell: number): string {
  const name = nameAt(heap, stringId(cell));
  return name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}…` : name;
}
