// What a heap holds as sorted-out lines, so that a test can compare heaps whose numbers differ.
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import type { Diagnostic } from '../model/manifest.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';

/** The diagnostics of a heap, sorted. */
export function codes(heap: Heap): readonly Diagnostic['code'][] {
  return heap.manifest.completeness.diagnostics.map(({ code }) => code).sort();
}

/** `from>to:kind` by number. */
export function edges(heap: Heap): readonly string[] {
  const { first, target, kind } = heap.references;
  return Array.from({ length: heap.objects.length }, (_, object) =>
    Array.from(
      target.subarray(first[object], first[object + 1]),
      (to, i) => `${object}>${to}:${kind[first[object] + i]}`,
    ),
  ).flat();
}

/** What an object is, whatever its number. */
export function objectLines(heap: Heap): readonly string[] {
  const { objects } = heap;
  return Array.from({ length: objects.length }, (_, i) => i)
    .filter((i) => (objects.flags[i] & FLAG.synthetic) === 0)
    .map((i) => {
      const name = qualifiedName(typeNameOf(heap, objects.type[objectId(i)]));
      return `${objects.address[i]} ${name} ${objects.refcount[i]} ${objects.size[i]} ${objects.generation[i]}`;
    });
}

/** `from>to:kind` by address. */
export function edgesByAddress(heap: Heap): readonly string[] {
  const { references, objects } = heap;
  const lines: string[] = [];
  for (let object = 0; object < objects.length; object++) {
    for (let i = references.first[object]; i < references.first[object + 1]; i++) {
      lines.push(`${objects.address[object]}>${objects.address[references.target[i]]}:${references.kind[i]}`);
    }
  }
  return lines;
}

/** Lines of `some` that `all` does not have as often. */
export function missingFrom(some: readonly string[], all: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of all) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
