// A small heap and the writing of its index, for tests.
import type { Task } from '#heap/base/task.ts';
import type { LoadedHeap } from '#heap/formats/format.ts';
import { columnsOf } from '#heap/model/columns.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { draw } from '#heap/testing/draw.ts';
import { growIndex } from '../growingIndex.ts';
import { nodeDisk, type IndexDisk } from '../indexDisk.ts';
import type { IndexPlace } from '../indexFolder.ts';

export function drawn(): LoadedHeap {
  const drawing = draw('root -> a; a -.user-> b; b -> a; b: type=app.User size=48 text=hello items=3; root -[3]-> c');
  const types = drawing.heap.types.length;
  return {
    heap: drawing.heap,
    histogram: { count: new Uint32Array(types).fill(1), selfSize: new Float64Array(types).fill(8) },
  };
}

/** With every column of the heap at the end, or all of them ahead of it. */
export function writeIndex(
  at: IndexPlace,
  loaded: LoadedHeap,
  task: Task,
  disk: IndexDisk = nodeDisk,
  when: 'at the end' | 'ahead of the end' = 'at the end',
): Promise<Manifest> {
  const growing = growIndex(at, disk);
  if (when === 'ahead of the end') growing.add(columnsOf(loaded.heap));
  return growing.finish(loaded, task);
}
