// What tests of the PyHeap reader compare: lines by address, with names and kinds spelled out.
import { stringAt } from '../base/strings.ts';
import type { Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import { referenceKind, rootKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

const hex = (address: number): string => `0x${address.toString(16)}`;

/** `0x10>0x20 attribute name`, in the order of the heap. */
export function kindsByEdge(heap: Heap): readonly string[] {
  const { references, objects, strings } = heap;
  const lines: string[] = [];
  for (let object = 0; object < objects.length; object++) {
    for (let row = references.first[object]; row < references.first[object + 1]; row++) {
      const kind = referenceKind(references.kind[row]);
      const cell = references.label[row];
      const label = kind === 'item' ? ` ${cell}` : kind === 'attribute' ? ` ${stringAt(strings, cell)}` : '';
      lines.push(`${hex(objects.address[object])}>${hex(objects.address[references.target[row]])} ${kind}${label}`);
    }
  }
  return lines;
}

/** `0x10 local name in function file:line of thread`, sorted. */
export function rootLines(heap: Heap): readonly string[] {
  const { roots, frames, threads, strings, objects } = heap;
  return Array.from({ length: roots.length }, (_, row) => {
    const root = `${hex(objects.address[roots.object[row]])} ${rootKind(roots.kind[row])} ${stringAt(strings, roots.label[row])}`;
    const frame = roots.frame[row];
    if (frame >= frames.length) return root;
    const place = `${stringAt(strings, frames.file[frame])}:${frames.line[frame]}`;
    return `${root} in ${stringAt(strings, frames.function[frame])} ${place} of ${stringAt(strings, threads.name[roots.thread[row]])}`;
  }).sort();
}

/** `app.Node heap`, sorted. */
export function typeLines(heap: Heap): readonly string[] {
  return Array.from({ length: heap.types.length }, (_, row) => {
    const name = qualifiedName(typeNameOf(heap, typeId(row)));
    return (heap.types.flags[row] & (1 << 9)) === 0 ? name : `${name} heap`;
  }).sort();
}
