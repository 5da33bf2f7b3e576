// Totals per type: the first thing a person sees of a heap.
import { allocateF64, allocateU32, type Ledger } from '../base/column.ts';
import { stringAt, type StringTable } from '../base/strings.ts';
import { qualifiedName } from './names.ts';
import { typeId } from './ids.ts';

/** Totals per type, sent as soon as the object table is read and before references are resolved. */
export interface FirstHistogram {
  readonly objects: number;
  readonly selfSize: number;
  readonly types: readonly { readonly name: string; readonly count: number; readonly selfSize: number }[];
}

/** Cells per type: instances and the sum of their self sizes. */
export interface Histogram {
  readonly count: Uint32Array;
  readonly selfSize: Float64Array;
}

/** The first histogram names no more types than this, the largest. */
const MOST_FIRST_TYPES = 500;

export function histogramOf(types: number, type: Uint32Array, selfSize: Float64Array, ledger: Ledger): Histogram {
  const count = allocateU32(types, 'histogram.count', ledger);
  const sum = allocateF64(types, 'histogram.selfSize', ledger);
  for (let row = 0; row < type.length; row++) {
    count[type[row]]++;
    sum[type[row]] += selfSize[row];
  }
  return { count, selfSize: sum };
}

export function totalOf(selfSize: Float64Array): number {
  let total = 0;
  for (let row = 0; row < selfSize.length; row++) total += selfSize[row];
  return total;
}

/** The types with the most bytes, largest first, under the names people know. */
export function firstHistogramOf(
  histogram: Histogram,
  names: { readonly module: Uint32Array; readonly qualname: Uint32Array },
  strings: StringTable,
): FirstHistogram {
  let objects = 0;
  for (const count of histogram.count) objects += count;
  const order = Array.from(histogram.count, (_, type) => type).filter((type) => histogram.count[type] > 0);
  order.sort((a, b) => histogram.selfSize[b] - histogram.selfSize[a] || a - b);
  const types = order.slice(0, MOST_FIRST_TYPES).map((row) => {
    const type = typeId(row);
    const module = stringAt(strings, names.module[type]);
    const name = stringAt(strings, names.qualname[type]);
    return {
      name: qualifiedName({ module: module === 'builtins' ? '' : module, name }),
      count: histogram.count[type],
      selfSize: histogram.selfSize[type],
    };
  });
  return { objects, selfSize: totalOf(histogram.selfSize), types };
}
