// Values that exist more than once: str, bytes and numbers, keys that an interned text equals, and tuples.
import { allocateU8, release, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import { FLAG, type Heap } from '../../model/heap.ts';
import { objectId, type ObjectId, type TypeId } from '../../model/ids.ts';
import { KIND, KIND_MASK } from '../../model/kinds.ts';
import type { Check } from './check.ts';
import { equalValues, typesNamed } from './equalValues.ts';
import { isLeftOut } from './leftOut.ts';

export interface DuplicateTotals {
  readonly type: TypeId;
  /** Values that exist more than once. */
  readonly groups: number;
  /** Objects beyond the first of each group. */
  readonly copies: number;
  /** Their self sizes. */
  readonly bytes: number;
  /** An object of the group with the most bytes to save. */
  readonly example: ObjectId;
}

const TUPLES = new Set(['tuple']);

export const DUPLICATE_CHECKS: readonly Check[] = [
  {
    kind: 'duplicates',
    confidence: 'high',
    needs: ['tags'],
    find: (heap, found, { equal }) => {
      const isTuple = typesNamed(heap, TUPLES);
      eachCopy(heap, equal(), (type, object) => {
        if (isTuple[type] === 0) found(type, object, heap.objects.selfSize[object], 0);
      });
    },
  },
  {
    kind: 'equalTuples',
    confidence: 'high',
    needs: ['tags'],
    find: (heap, found, { equal }) => {
      const isTuple = typesNamed(heap, TUPLES);
      eachCopy(heap, equal(), (type, object) => {
        if (isTuple[type] === 1) found(type, object, heap.objects.selfSize[object], 0);
      });
    },
  },
  {
    kind: 'keyCopies',
    confidence: 'high',
    needs: ['tags', 'labels'],
    find: (heap, found, { equal, ledger }) => {
      const isKey = keysOf(heap, ledger);
      eachCopy(heap, equal(), (type, object) => {
        const isInterned = (heap.objects.flags[object] & FLAG.interned) !== 0;
        if (isKey[object] === 1 && !isInterned) found(type, object, heap.objects.selfSize[object], 0);
      });
      release(isKey.byteLength, ledger);
    },
  },
];

/** Objects that equal an earlier one. */
function eachCopy(heap: Heap, first: Uint32Array, visit: (type: TypeId, object: ObjectId) => void): void {
  for (let row = 0; row < first.length; row++) {
    const object = objectId(row);
    if (first[row] !== row && !isLeftOut(heap, row)) visit(heap.objects.type[object], object);
  }
}

/** 1: a str that is a key of some dict. */
function keysOf(heap: Heap, ledger: Ledger): Uint8Array {
  const { references, objects } = heap;
  const isText = typesNamed(heap, new Set(['str']));
  const isKey = allocateU8(objects.length, 'keys', ledger);
  for (let row = 0; row < references.length; row++) {
    const target = references.target[row];
    if ((references.kind[row] & KIND_MASK) === KIND.key && isText[objects.type[target]] === 1) isKey[target] = 1;
  }
  return isKey;
}

/** Totals per type, largest first. Cost and exactness as `equalValues`; tuples are none of them. */
export function duplicateValues(heap: Heap, ledger: Ledger, task: Task): readonly DuplicateTotals[] {
  const first = equalValues(heap, ledger, task);
  const isTuple = typesNamed(heap, TUPLES);
  const saved = new Map<number, number>();
  const byType = new Map<TypeId, { copies: number; bytes: number }>();
  for (let row = 0; row < first.length; row++) {
    const type = heap.objects.type[objectId(row)];
    if (first[row] === row || isTuple[type] === 1) continue;
    const bytes = heap.objects.selfSize[row];
    const sum = byType.get(type) ?? { copies: 0, bytes: 0 };
    byType.set(type, { copies: sum.copies + 1, bytes: sum.bytes + bytes });
    saved.set(first[row], (saved.get(first[row]) ?? 0) + bytes);
  }
  release(first.byteLength, ledger);
  return Array.from(byType, ([type, { copies, bytes }]) => ({
    type,
    copies,
    bytes,
    ...largestGroup(heap, saved, type),
  })).sort((a, b) => b.bytes - a.bytes);
}

function largestGroup(
  { objects }: Heap,
  saved: ReadonlyMap<number, number>,
  type: TypeId,
): Pick<DuplicateTotals, 'groups' | 'example'> {
  let groups = 0;
  let example = 0;
  for (const [object, bytes] of saved) {
    if (objects.type[objectId(object)] !== type) continue;
    if (groups === 0 || bytes > (saved.get(example) ?? 0)) example = object;
    groups++;
  }
  return { groups, example: objectId(example) };
}
