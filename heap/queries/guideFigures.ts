// The numbers of the open heap that the guide teaches with.
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { GuideFigures } from '../model/guideRows.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import { hasCapability } from '../model/manifest.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { objectRow } from './objectRow.ts';

/** `SMALL_REQUEST_THRESHOLD` (Objects/obmalloc.c). */
const SMALL = 512;
/** Py_TPFLAGS_HAVE_GC. */
const HAVE_GC = 1 << 14;

/** One pass over objects and one over references; 4 bytes per object and 8 per type while it runs. */
export function guideFigures(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): GuideFigures {
  const { objects, manifest } = heap;
  const counts = counted(heap, ledger, task);
  const known = (capability: Parameters<typeof hasCapability>[1], value: number): number | undefined =>
    hasCapability(manifest, capability) ? value : undefined;
  return {
    objects: objects.length,
    selfSize: counts.selfSize,
    trackable: known('tracked', counts.trackable),
    small: counts.small,
    largestType: largestType(heap, ledger),
    mortal: known('refcounts', counts.mortal),
    singleHolder: known('refcounts', counts.singleHolder),
    immortal: known('refcounts', counts.immortal),
    interned: known('flags', counts.interned),
    mostReferenced: mostReferenced(heap, results, ledger, task),
    generations: hasCapability(manifest, 'generations') ? counts.generations : undefined,
  };
}

function counted({ objects, types }: Heap, ledger: Ledger, task: Task): Counts {
  const trackable = Uint8Array.from(types.flags, (flags) => Number((flags & HAVE_GC) !== 0));
  const generations = allocateU32(256, 'generations', ledger);
  const sums = { selfSize: 0, trackable: 0, small: 0, mortal: 0, singleHolder: 0, immortal: 0, interned: 0 };
  task.phase('searching', objects.length);
  for (let object = 0; object < objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const flags = objects.flags[object];
    const isMortal = (flags & (FLAG.immortal | FLAG.static)) === 0;
    sums.selfSize += objects.selfSize[object];
    sums.trackable += trackable[objects.type[objectId(object)]];
    sums.small += Number(objects.selfSize[object] <= SMALL);
    sums.mortal += Number(isMortal);
    sums.singleHolder += Number(isMortal && objects.refcount[object] === 1);
    sums.immortal += Number(!isMortal);
    sums.interned += Number((flags & FLAG.interned) !== 0);
    generations[objects.generation[object]]++;
  }
  const found = { ...sums, generations: [generations[0], generations[1], generations[2]] };
  release(generations.byteLength, ledger);
  return found;
}

interface Counts {
  readonly selfSize: number;
  readonly trackable: number;
  readonly small: number;
  readonly mortal: number;
  readonly singleHolder: number;
  readonly immortal: number;
  readonly interned: number;
  readonly generations: readonly number[];
}

function largestType(heap: Heap, ledger: Ledger): GuideFigures['largestType'] {
  const { objects, types } = heap;
  if (objects.length === 0) return undefined;
  const sizes = allocateF64(types.length, 'bytes by type', ledger);
  for (let object = 0; object < objects.length; object++) {
    sizes[objects.type[objectId(object)]] += objects.selfSize[object];
  }
  const selfSize = sizes.reduce((most, size) => Math.max(most, size), 0);
  const type = typeId(sizes.indexOf(selfSize));
  release(sizes.byteLength, ledger);
  return { name: qualifiedName(typeNameOf(heap, type)), selfSize };
}

function mostReferenced(
  heap: Heap,
  results: PartialResults,
  ledger: Ledger,
  task: Task,
): GuideFigures['mostReferenced'] {
  const { objects, references } = heap;
  if (references.length === 0) return undefined;
  const counts = allocateU32(objects.length, 'references to each object', ledger);
  task.phase('searching', references.length);
  for (let row = 0; row < references.length; row++) {
    if ((row & 4095) === 4095) task.step(4096);
    if (isStrong(references.kind[row])) counts[references.target[row]]++;
  }
  let most = 0;
  for (let object = 1; object < counts.length; object++) if (counts[object] > counts[most]) most = object;
  const found = { row: objectRow(heap, results, objectId(most)), references: counts[most] };
  release(counts.byteLength, ledger);
  return found;
}
