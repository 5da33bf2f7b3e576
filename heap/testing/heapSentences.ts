// What a heap holds as sentences with everything in them, in the order of its tables.
import { stringAt } from '../base/strings.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId } from '../model/ids.ts';
import { referenceKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { labelOf } from '../queries/labels.ts';

/** `address>address kind label`, in the order of the table. */
export function referenceSentences(heap: Heap): readonly string[] {
  const { first, target, kind } = heap.references;
  const { address } = heap.objects;
  return Array.from({ length: heap.objects.length }, (_, from) =>
    Array.from({ length: first[from + 1] - first[from] }, (__, i) => {
      const row = first[from] + i;
      const label = labelOf(heap, referenceId(row));
      return `${address[from]}>${address[target[row]]} ${referenceKind(kind[row])} ${label}`;
    }),
  ).flat();
}

/** `address type size length text`. */
export function objectSentences(heap: Heap): readonly string[] {
  const { address, type, selfSize, size, length } = heap.objects;
  const texts = new Map(
    Array.from(heap.previews.object, (object, row) => [object as number, stringAt(heap.previews.texts, row)]),
  );
  return Array.from({ length }, (_, i) => {
    const name = qualifiedName(typeNameOf(heap, type[objectId(i)]));
    return `${address[i]} ${name} ${selfSize[i]} ${size[i] | 0} ${texts.get(i) ?? '-'}`;
  });
}
