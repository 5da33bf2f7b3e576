import type { IdColumn } from '../base/brand.ts';
import type { Heap } from '../model/heap.ts';
import { idColumn, type ObjectId } from '../model/ids.ts';

/** Same objects in another order: object i of the result is object `order[i]` of `heap`. References keep their order per object. */
export function relabelled(heap: Heap, order: readonly number[]): Heap {
  const n = heap.objects.length;
  const place = new Uint32Array(n);
  order.forEach((object, at) => (place[object] = at));
  const first = new Uint32Array(n + 1);
  const rows = order.flatMap((object, at) => {
    const own: number[] = [];
    for (let row = heap.references.first[object]; row < heap.references.first[object + 1]; row++) own.push(row);
    first[at + 1] = first[at] + own.length;
    return own;
  });
  const pick = <Cells extends { [cell: number]: number; slice(): Cells }>(cells: Cells): Cells => {
    const copy = cells.slice();
    order.forEach((object, at) => (copy[at] = cells[object]));
    return copy;
  };
  const { references, objects, roots, sharedKeys } = heap;
  const moved = (cells: Iterable<number>): IdColumn<ObjectId> =>
    idColumn(Uint32Array.from(cells, (object) => place[object]));
  const type: Uint32Array = objects.type;
  return {
    ...heap,
    objects: {
      ...objects,
      type: idColumn(pick(type)),
      selfSize: pick(objects.selfSize),
      refcount: pick(objects.refcount),
      flags: pick(objects.flags),
      generation: pick(objects.generation),
      size: pick(objects.size),
    },
    references: {
      length: references.length,
      first,
      target: moved(rows.map((row) => references.target[row])),
      kind: Uint8Array.from(rows, (row) => references.kind[row]),
      label: Uint32Array.from(rows, (row) => references.label[row]),
    },
    roots: { ...roots, object: moved(roots.object) },
    sharedKeys: { ...sharedKeys, key: moved(sharedKeys.key) },
  };
}
