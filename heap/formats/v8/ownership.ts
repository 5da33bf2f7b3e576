// Self sizes after attribution (formats.md, V8): what is a part of exactly one object counts to it.
import { emptyBits, hasBit, setBit, type Bits } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { allocateF64, allocateU32, release } from '../../base/column.ts';
import { KIND } from '../../model/kinds.ts';
import { rowsOfText } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { codeOf } from './kinds.ts';

const MANY = NONE - 1;
const WEAK = KIND.weak;

/**
 * Moves the sizes of parts (hidden objects, arrays, data of external strings) to their only owner. Returns the sizes as they
 * were, empty when nothing moved. `kind` of references must not be marked yet. O(objects + references), 4 bytes per object and 8
 * per part while it runs.
 */
export function countPartsToOwners(graph: Graph): Float64Array {
  const { length, kind, selfSize, root, ledger } = graph;
  const owner = allocateU32(length, 'owners', ledger);
  const part = emptyBits(length, 'parts', ledger);
  const parts = markParts(graph, owner, part);
  findOwners(graph, owner, part, parts);
  let raw = allocateF64(0, 'snapshot.rawSize', ledger);
  for (let object = 0; object < length; object++) {
    const to = owner[object];
    if (to === object || to >= MANY || selfSize[object] === 0) continue;
    if (to === root || kind[to] === SYNTHETIC) continue;
    if (raw.length === 0) {
      raw = allocateF64(length, 'snapshot.rawSize', ledger);
      raw.set(selfSize);
    }
    // Sizes that no real file has must stay exact integers.
    selfSize[to] = Math.min(selfSize[to] + selfSize[object], Number.MAX_SAFE_INTEGER);
    selfSize[object] = 0;
  }
  release(owner.byteLength + part.byteLength, ledger);
  return raw;
}

const HIDDEN = codeOf('hidden');
const ARRAY = codeOf('array');
const NATIVE = codeOf('native');
const SYNTHETIC = codeOf('synthetic');

/** Parts have no owner yet, everything else owns itself. Returns how many parts there are. */
function markParts({ length, kind, name, texts }: Graph, owner: Uint32Array, part: Bits): number {
  const external = rowsOfText(texts.finish(), 'system / ExternalStringData');
  let parts = 0;
  for (let object = 0; object < length; object++) {
    const code = kind[object];
    const isPart = code === HIDDEN || code === ARRAY || (code === NATIVE && external.has(name[object]));
    owner[object] = isPart ? NONE : object;
    if (!isPart) continue;
    setBit(part, object);
    parts++;
  }
  return parts;
}

/** Owners pass through parts; a part that two owners reach has many, and passes that on. The order does not matter. */
function findOwners(
  { length, first, target, edgeKind, ledger, task }: Graph,
  owner: Uint32Array,
  part: Bits,
  parts: number,
): void {
  // A part is entered at most twice: with its first owner, and as owned by many.
  const stack = allocateU32(2 * parts + 1, 'owner stack', ledger);
  for (let start = 0; start < length; start++) {
    if ((start & 4095) === 4095) task.step(0);
    if (owner[start] !== start) continue;
    let top = 0;
    stack[top++] = start;
    while (top > 0) {
      const object = stack[--top];
      const by = owner[object];
      const end = first[object + 1];
      for (let row = first[object]; row < end; row++) {
        if (edgeKind[row] === WEAK) continue;
        const to = target[row];
        // Most targets own themselves, and the bits of parts fit into a cache where the owners do not.
        if (!hasBit(part, to)) continue;
        const has = owner[to];
        if (has === by || has === MANY) continue;
        owner[to] = has === NONE ? by : MANY;
        stack[top++] = to;
      }
    }
  }
  release(stack.byteLength, ledger);
}
