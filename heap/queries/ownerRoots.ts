// Which owner accounts for each root.
import type { RootSet } from '../analyses/results.ts';
import { ROOT_REASON } from '../analyses/rootSet.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, type FrameId } from '../model/ids.ts';
import { rootKind, type RootKind } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';
import { ownerNameOf } from './ownerGroups.ts';
import type { OwnerHomes } from './ownerHomes.ts';

/** The row of a module, or what no module accounts for. */
export type RootOwner = number | 'threads' | 'interpreter' | 'outside';

/**
 * Each root once, every ROOT row of it: a local belongs to the module whose code runs in the frame. A frame of the standard library
 * works for its caller: it counts to the nearest frame of the program outside of it in the thread, else inside; so an event loop does
 * not own what the program runs in it. A thread object belongs to `threads`, other rows to the interpreter, and what only its count
 * keeps alive is held from outside. Rows of modules are left out: code has its home. O(roots + frames).
 */
export function rootOwners(
  heap: Heap,
  rootSet: RootSet,
  homes: OwnerHomes,
  take: (object: number, owner: RootOwner) => void,
): void {
  const { roots } = heap;
  const ofFrame = frameModules(heap, homes);
  for (let row = 0; row < roots.length; row++) {
    const kind = rootKind(roots.kind[row]);
    if (roots.object[row] >= heap.objects.length || CODE.includes(kind)) continue;
    const otherwise = OF_THREADS.includes(kind) ? 'threads' : 'interpreter';
    const hasFrame = roots.frame[row] < heap.frames.length;
    take(roots.object[row], hasFrame ? (ofFrame[roots.frame[row]] ?? 'threads') : otherwise);
  }
  for (let i = 0; i < rootSet.length; i++) {
    const counted = rootSet.reason[i] === ROOT_REASON.unexplainedCount || rootSet.reason[i] === ROOT_REASON.heldOutside;
    if (counted) take(rootSet.object[i], 'outside');
  }
}

const CODE: readonly RootKind[] = ['module', 'builtins'];
const OF_THREADS: readonly RootKind[] = ['thread', 'frame', 'local'];

/** By frame: the row of the module it works for. */
function frameModules(heap: Heap, homes: OwnerHomes): readonly (number | undefined)[] {
  const own = Array.from({ length: heap.frames.length }, (_, row) => homes.byFile.get(fileOf(heap, frameId(row))));
  const found = [...own];
  const isLibrary = (row: number): boolean => {
    const module = own[row];
    return (
      module === undefined || ownerNameOf(homes.names[module], homes.files[module], 'distribution').kind === 'python'
    );
  };
  for (let thread = 0; thread < heap.threads.length; thread++) {
    const start = heap.threads.firstFrame[thread];
    const end = Math.min(start + heap.threads.frames[thread], heap.frames.length);
    // Innermost first: what lies behind is outside.
    let nearest: number | undefined;
    for (let row = end - 1; row >= start; row--) {
      if (!isLibrary(row)) nearest = own[row];
      else if (nearest !== undefined) found[row] = nearest;
    }
    nearest = undefined;
    for (let row = start; row < end; row++) {
      if (!isLibrary(row)) nearest = own[row];
      else if (nearest !== undefined && found[row] === own[row]) found[row] = nearest;
    }
  }
  return found;
}

const fileOf = (heap: Heap, frame: FrameId): string => nameAt(heap, heap.frames.file[frame]);
