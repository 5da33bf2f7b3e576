// Long texts that one wide character makes two or four times as large.
import type { Heap } from '../../model/heap.ts';
import { objectId } from '../../model/ids.ts';
import type { Check } from './check.ts';
import { typesNamed } from './equalValues.ts';
import { isLeftOut } from './leftOut.ts';

/** `PyASCIIObject` lost its `wstr` pointer. */
const SHORTER_HEAD = 0x030c0000;
/** Shorter texts are not worth a look. */
const LEAST_CHARACTERS = 64;

export const WIDE_TEXTS_CHECK: Check = {
  kind: 'wideTexts',
  confidence: 'hint',
  needs: ['lengths'],
  find: (heap, found) => {
    const { objects, manifest } = heap;
    const isText = typesNamed(heap, new Set(['str']));
    for (let object = 0; object < objects.length; object++) {
      const type = objects.type[objectId(object)];
      if (isText[type] === 0 || isLeftOut(heap, object)) continue;
      const narrow = narrowBytes(heap, object, manifest.runtime.hexversion);
      if (narrow > 0) found(type, object, objects.selfSize[object], narrow);
    }
  },
};

/** Bytes with one byte per character, where the text has two or four (Objects/unicodeobject.c, `unicode_sizeof`); 0 elsewhere. */
function narrowBytes({ objects }: Heap, object: number, hexversion: number): number {
  const length = objects.size[object];
  if (length < LEAST_CHARACTERS) return 0;
  const head = hexversion >= SHORTER_HEAD ? 56 : 72;
  const size = objects.selfSize[object];
  const isWide = size === head + 2 * (length + 1) || size === head + 4 * (length + 1);
  return isWide ? head + length + 1 : 0;
}
