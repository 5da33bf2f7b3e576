// Totals per group of objects: by type, or by any column of group numbers.
import { hasBit, type Bits } from '../base/bits.ts';
import { allocateF64, allocateU32, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';

export interface Histogram {
  /** Objects per group. */
  readonly count: Uint32Array;
  /** Bytes per group. */
  readonly selfSize: Float64Array;
}

/** All objects by type. One pass, 12 bytes per type. */
export function typeHistogram(heap: Heap, ledger: Ledger, task: Task): Histogram {
  return groupHistogram(heap, heap.objects.type, heap.types.length, ledger, task);
}

/** Objects of `within` by type. */
export function typeHistogramWithin(heap: Heap, within: Bits, ledger: Ledger, task: Task): Histogram {
  const histogram = emptyHistogram(heap.types.length, ledger);
  const { length, type, selfSize } = heap.objects;
  task.phase('types', length);
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (!hasBit(within, object)) continue;
    histogram.count[type[object]]++;
    histogram.selfSize[type[object]] += selfSize[object];
  }
  return histogram;
}

/** All objects by `group`, one cell per object; cells >= `groups` (NONE) belong to no group. */
export function groupHistogram(
  heap: Heap,
  group: Uint32Array | Uint8Array,
  groups: number,
  ledger: Ledger,
  task: Task,
): Histogram {
  const histogram = emptyHistogram(groups, ledger);
  const { length, selfSize } = heap.objects;
  task.phase('types', length);
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const of = group[object];
    if (of >= groups) continue;
    histogram.count[of]++;
    histogram.selfSize[of] += selfSize[object];
  }
  return histogram;
}

function emptyHistogram(groups: number, ledger: Ledger): Histogram {
  return {
    count: allocateU32(groups, 'histogram.count', ledger),
    selfSize: allocateF64(groups, 'histogram.selfSize', ledger),
  };
}
