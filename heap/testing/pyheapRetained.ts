// PyHeap's own rule for its retained heap, as slow as it is there: pyheap_ui/heap.py, `RetainedHeapCalculator`.
import type { Heap } from '../model/heap.ts';
import { isStrong } from '../model/kinds.ts';

/** Distinct holders of each object. */
export function inboundReferences(heap: Heap): readonly ReadonlySet<number>[] {
  const { first, target, kind } = heap.references;
  const inbound = Array.from({ length: heap.objects.length }, () => new Set<number>());
  for (let from = 0; from < inbound.length; from++) {
    for (let row = first[from]; row < first[from + 1]; row++) if (isStrong(kind[row])) inbound[target[row]].add(from);
  }
  return inbound;
}

/** The object goes; of whatever it held one holder less is counted; at none it goes too. Bytes of all that went. */
export function retainedHeap(heap: Heap, inbound: readonly ReadonlySet<number>[], object: number): number {
  const { first, target, kind } = heap.references;
  const left = new Map<number, number>([[object, 0]]);
  const deleted = new Set<number>();
  const front = [object];
  let bytes = 0;
  for (let at = front.pop(); at !== undefined; at = front.pop()) {
    if (deleted.has(at) || left.get(at) !== 0) continue;
    deleted.add(at);
    bytes += heap.objects.selfSize[at];
    const held = new Set<number>();
    for (let row = first[at]; row < first[at + 1]; row++) if (isStrong(kind[row])) held.add(target[row]);
    for (const to of held) {
      if (deleted.has(to)) continue;
      left.set(to, (left.get(to) ?? inbound[to].size) - 1);
      front.push(to);
    }
  }
  return bytes;
}
