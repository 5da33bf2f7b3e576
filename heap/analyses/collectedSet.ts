// Which objects CPython's collector looks at in a full collection.
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { isImmortalOrStatic } from './refcountAudit.ts';

/** Tracked, not frozen, not immortal: T in cpython/semantics.md 3. */
export function isCollected(heap: Heap, object: number): boolean {
  const tracked = (heap.objects.flags[object] & FLAG.tracked) !== 0;
  return tracked && !isFrozen(heap, object) && !isImmortalOrStatic(heap, object);
}

/** In the permanent generation (`gc.freeze`): no collection looks at it. */
export function isFrozen(heap: Heap, object: number): boolean {
  return (heap.objects.flags[object] & FLAG.frozen) !== 0 || heap.objects.generation[object] === GENERATION.permanent;
}
