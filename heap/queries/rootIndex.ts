// Which objects are roots, and of which sort: found once per root set, asked by every path.
import type { RootSet } from '../analyses/results.ts';
import { ROOT_REASON } from '../analyses/rootSet.ts';
import type { Heap } from '../model/heap.ts';
import { rootKind, type RootKind } from '../model/kinds.ts';

export interface RootIndex {
  /** In the ROOT rows of the dump. */
  readonly recorded: ReadonlySet<number>;
  /** Recorded for another reason than a frame, a local or a thread. */
  readonly lasting: ReadonlySet<number>;
  /** Only their counts prove them alive. */
  readonly counted: ReadonlySet<number>;
}

const OF_FRAMES: ReadonlySet<RootKind> = new Set(['frame', 'local', 'thread']);

/** Kept as long as the root set is: a dump may have a million roots. O(roots) the first time. */
const KNOWN = new WeakMap<RootSet, RootIndex>();

export function rootIndex(heap: Heap, rootSet: RootSet): RootIndex {
  const known = KNOWN.get(rootSet) ?? indexOf(heap, rootSet);
  KNOWN.set(rootSet, known);
  return known;
}

function indexOf(heap: Heap, rootSet: RootSet): RootIndex {
  const recorded = new Set<number>();
  const lasting = new Set<number>();
  const counted = new Set<number>();
  // All rows: the root set keeps one reason per object, and a local may be a module too.
  for (let row = 0; row < heap.roots.length; row++) {
    recorded.add(heap.roots.object[row]);
    if (!OF_FRAMES.has(rootKind(heap.roots.kind[row]))) lasting.add(heap.roots.object[row]);
  }
  for (let row = 0; row < rootSet.length; row++) {
    const reason = rootSet.reason[row];
    if (reason === ROOT_REASON.rootObject) recorded.add(rootSet.object[row]);
    else if (reason !== ROOT_REASON.row) counted.add(rootSet.object[row]);
  }
  return { recorded, lasting, counted };
}
