import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { isStrong } from '../model/kinds.ts';
import { TYPE_CLASS } from './typeClasses.ts';

/**
 * Code objects, what they refer to (constants, names, tables) and the contents of their constant tuples and frozensets.
 * O(objects + references of code); 1 bit per object kept, 4 bytes per object while it runs.
 */
export function codeMembers(heap: Heap, classes: Uint8Array, ledger: Ledger): Bits {
  const { length, type } = heap.objects;
  const { first, target, kind } = heap.references;
  const members = emptyBits(length, 'code members', ledger);
  const stack = allocateU32(length, 'code members stack', ledger);
  let top = 0;
  for (let object = 0; object < length; object++) {
    if (classes[type[object]] !== TYPE_CLASS.code || hasBit(members, object)) continue;
    setBit(members, object);
    stack[top++] = object;
    while (top > 0) {
      const source = stack[--top];
      for (let row = first[source]; row < first[source + 1]; row++) {
        const to = target[row];
        if (hasBit(members, to) || !isStrong(kind[row]) || !isConstantType(classes[type[to]])) continue;
        setBit(members, to);
        if (isConstantContainer(classes[type[to]])) stack[top++] = to;
      }
    }
  }
  release(stack.byteLength, ledger);
  return members;
}

function isConstantContainer(typeClass: number): boolean {
  return typeClass === TYPE_CLASS.tuple || typeClass === TYPE_CLASS.frozenset || typeClass === TYPE_CLASS.code;
}

/** A code object refers to nothing mutable; its type and the like are not its members. */
function isConstantType(typeClass: number): boolean {
  return typeClass !== TYPE_CLASS.type && typeClass !== TYPE_CLASS.frame && typeClass !== TYPE_CLASS.module;
}
