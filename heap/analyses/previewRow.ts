import type { PreviewTable } from '../model/heap.ts';

/** The row of an object's preview, by binary search; undefined when it has none. */
export function previewRow(previews: PreviewTable, object: number): number | undefined {
  let low = 0;
  let high = previews.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (previews.object[middle] < object) low = middle + 1;
    else high = middle;
  }
  return low < previews.length && previews.object[low] === object ? low : undefined;
}
