// Objects that say nothing about the program.
import { FLAG, type Heap } from '../../model/heap.ts';

/** The dumper's own objects, immortal ones and those whose size is not known say nothing about the program. */
export function isLeftOut({ objects }: Heap, object: number): boolean {
  return (objects.flags[object] & (FLAG.dumper | FLAG.immortal | FLAG.synthetic | FLAG.sizeEstimated)) !== 0;
}
