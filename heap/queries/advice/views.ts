// Buffers that only memory views hold: the whole of it lives for the part that is seen.
import { allocateU32, release } from '../../base/column.ts';
import { objectId } from '../../model/ids.ts';
import { isStrong } from '../../model/kinds.ts';
import type { Check } from './check.ts';
import { typesNamed } from './equalValues.ts';
import { isLeftOut } from './leftOut.ts';

export const VIEWS_CHECK: Check = {
  kind: 'views',
  confidence: 'hint',
  needs: [],
  find: (heap, found, { ledger, task }) => {
    const { objects, references } = heap;
    const isView = typesNamed(heap, new Set(['managedbuffer', 'memoryview']));
    const isBuffer = typesNamed(heap, new Set(['bytes', 'bytearray', 'array.array', 'mmap.mmap']));
    const others = allocateU32(objects.length, 'other holders', ledger);
    const views = allocateU32(objects.length, 'views', ledger);
    for (let object = 0; object < objects.length; object++) {
      if ((object & 4095) === 4095) task.step(4096);
      const counts = isView[objects.type[objectId(object)]] === 1 ? views : others;
      for (let row = references.first[object]; row < references.first[object + 1]; row++) {
        if (isStrong(references.kind[row])) counts[references.target[row]]++;
      }
    }
    for (let object = 0; object < objects.length; object++) {
      const type = objects.type[objectId(object)];
      if (isBuffer[type] === 0 || views[object] === 0 || others[object] > 0 || isLeftOut(heap, object)) continue;
      // A count that the views do not explain is another holder.
      if (objects.refcount[object] > views[object]) continue;
      found(type, object, objects.selfSize[object], 0);
    }
    release(others.byteLength + views.byteLength, ledger);
  },
};
