// One object as a row: what every list, card and drawing shows first.
import { NONE } from '../base/brand.ts';
import { stringAt } from '../base/strings.ts';
import type { PartialResults } from '../analyses/results.ts';
import { identityText } from '../model/addresses.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import type { ObjectId } from '../model/ids.ts';
import { hasCapability } from '../model/manifest.ts';
import { typeNameOf } from '../model/names.ts';
import type { ObjectRow } from '../model/rows.ts';
import { shapeOf } from './shape.ts';

/** Cost: O(log previews) and four short strings; no allocation per heap object. */
export function objectRow(heap: Heap, results: PartialResults, object: ObjectId): ObjectRow {
  const { objects } = heap;
  const size = objects.size[object];
  const component = results.componentsDefault?.of[object];
  return {
    object,
    address: objects.address[object],
    id: identityText(heap.manifest.identity, objects.address[object]),
    type: typeNameOf(heap, objects.type[object]),
    shape: shapeOf(heap, object),
    size: size === NONE ? undefined : size,
    selfSize: objects.selfSize[object],
    retained: results.dominators?.retained[object],
    refcount: hasCapability(heap.manifest, 'refcounts') ? objects.refcount[object] : undefined,
    immortal: (objects.flags[object] & (FLAG.immortal | FLAG.static)) !== 0,
    generation: generationOf(heap, object),
    preview: previewOf(heap, object),
    component: component === NONE ? undefined : component,
  };
}

/** 0, 1, 2, 3 (permanent), or undefined when untracked or not recorded. */
export function generationOf(heap: Heap, object: ObjectId): number | undefined {
  const generation = heap.objects.generation[object];
  return generation <= GENERATION.permanent && hasCapability(heap.manifest, 'generations') ? generation : undefined;
}

/** The recorded text of an object, by binary search; of a V8 object its name where the type does not say it. */
export function previewOf(heap: Heap, object: ObjectId): string | undefined {
  if (heap.snapshot.length > 0) return snapshotName(heap, object);
  const row = previewRow(heap, object);
  return row < 0 ? undefined : stringAt(heap.previews.texts, row);
}

function snapshotName({ snapshot, strings, types, objects }: Heap, object: ObjectId): string | undefined {
  const name = snapshot.name[object];
  return name === types.qualname[objects.type[object]] ? undefined : stringAt(strings, name) || undefined;
}

/** `form` byte of the preview; undefined when there is none. */
export function previewForm(heap: Heap, object: ObjectId): number | undefined {
  const row = previewRow(heap, object);
  return row < 0 ? undefined : heap.previews.form[row];
}

function previewRow(heap: Heap, object: ObjectId): number {
  const { object: owners } = heap.previews;
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (owners[middle] < object) low = middle + 1;
    else high = middle;
  }
  return low < owners.length && owners[low] === object ? low : -1;
}
