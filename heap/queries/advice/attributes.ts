// What `__slots__` would save, and instance dicts that lost the keys they could share.
import { NONE } from '../../base/brand.ts';
import { FLAG, type Heap } from '../../model/heap.ts';
import { objectId } from '../../model/ids.ts';
import {
  hasInlineValues,
  MOST_SHARED_KEYS,
  slottedInstanceBytes,
  splitDictBytes,
  valuesBytes,
  VALUES_APART,
} from './attributeSizes.ts';
import type { Check, Found } from './check.ts';
import { dictOf, type InstanceTypes } from './instances.ts';
import { isLeftOut } from './leftOut.ts';

export const SLOTS_CHECK: Check = {
  kind: 'slots',
  confidence: 'high',
  needs: ['containers', 'labels'],
  find: (heap, found, { instances }) => slots(heap, instances(), found),
};

export const KEY_SHARING_CHECK: Check = {
  kind: 'keySharing',
  confidence: 'high',
  needs: ['containers', 'labels'],
  find: (heap, found, { instances }) => keySharing(heap, instances(), found),
};

function slots(heap: Heap, { names, weak }: InstanceTypes, found: Found): void {
  const { objects, manifest } = heap;
  const { hexversion } = manifest.runtime;
  for (let object = 0; object < objects.length; object++) {
    const type = objects.type[objectId(object)];
    const count = names[type];
    if (count === 0 || isLeftOut(heap, object)) continue;
    const now = objects.selfSize[object] + attributeBytes(heap, object, count, hexversion);
    const after = slottedInstanceBytes(count, weak[type] === 1);
    if (after < now) found(type, object, now, after);
  }
}

/** The dict of an instance and its values, wherever they are. */
function attributeBytes(heap: Heap, object: number, names: number, hexversion: number): number {
  const dict = dictOf(heap, object);
  const values = valuesBytes(names, hexversion);
  if (dict === NONE) return values;
  const self = heap.objects.selfSize[dict];
  if (isSplit(heap, dict) && hexversion >= VALUES_APART) return 64 + values;
  return self + (hasInlineValues(hexversion) ? values : 0);
}

function keySharing(heap: Heap, { names }: InstanceTypes, found: Found): void {
  const { objects, manifest } = heap;
  for (let object = 0; object < objects.length; object++) {
    const type = objects.type[objectId(object)];
    const count = names[type];
    if (count === 0 || count >= MOST_SHARED_KEYS || isLeftOut(heap, object)) continue;
    const dict = dictOf(heap, object);
    if (dict === NONE || isSplit(heap, dict)) continue;
    const now = objects.selfSize[dict];
    const inline = hasInlineValues(manifest.runtime.hexversion) ? valuesBytes(count, manifest.runtime.hexversion) : 0;
    const after = splitDictBytes(count, manifest.runtime.hexversion) - inline;
    if (after < now) found(type, object, now, after);
  }
}

function isSplit({ objects }: Heap, dict: number): boolean {
  return (objects.flags[dict] & FLAG.splitKeys) !== 0;
}
