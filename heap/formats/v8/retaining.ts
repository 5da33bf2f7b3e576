// Which references retain (formats.md, V8): the others are marked, so that every analysis passes over them.
import { emptyBits, hasBit, setBit, type Bits } from '../../base/bits.ts';
import { allocateU32, release } from '../../base/column.ts';
import { KIND, NOT_RETAINING } from '../../model/kinds.ts';
import { DOCUMENTS, rowsOfText, weakMapPairs, type WeakMapPair } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { codeOf } from './kinds.ts';

const WEAK = KIND.weak;
const INTERNAL = KIND.internal;
const SHORTCUT = KIND.shortcut;

/**
 * Sets `NOT_RETAINING` in the kinds of references by which DevTools' dominators pass: shortcuts of other objects than the
 * root, the table's side of WeakMap entries, and references into the page from objects outside it. Weak ones are known by their
 * kind. O(references + bytes of strings).
 */
export function markNotRetaining(graph: Graph): void {
  const { length, first, target, edgeKind, root, texts, ledger, task } = graph;
  const pairs = weakMapPairs(texts.finish());
  const hasPairs = pairs.size > 0;
  const owned = pageOwned(graph);
  task.phase('marking', length);
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const isRoot = object === root;
    const isOwned = hasBit(owned, object);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const kind = edgeKind[row];
      if (kind === WEAK) continue;
      const intoPage = !isOwned && hasBit(owned, target[row]);
      const passed = !isRoot && (intoPage || kind === SHORTCUT);
      if (passed || (kind === INTERNAL && hasPairs && isTableSide(graph, pairs, object, row))) {
        edgeKind[row] = kind | NOT_RETAINING;
      }
    }
  }
  release(owned.byteLength, ledger);
}

/** The value of a WeakMap entry is held by its key and by the table; the key's side is the useful one. */
function isTableSide(
  { id, label }: Graph,
  pairs: ReadonlyMap<number, WeakMapPair>,
  object: number,
  row: number,
): boolean {
  return pairs.get(label[row])?.table === id[object];
}

/** What the globals and documents of the page reach over references that are not weak. */
function pageOwned(graph: Graph): Bits {
  const { length, first, target, edgeKind, ledger, task } = graph;
  const owned = emptyBits(length, 'page-owned', ledger);
  const stack = allocateU32(length, 'page-owned stack', ledger);
  let top = 0;
  for (const object of pageSeeds(graph)) {
    if (hasBit(owned, object)) continue;
    setBit(owned, object);
    stack[top++] = object;
  }
  let seen = 0;
  while (top > 0) {
    const object = stack[--top];
    if ((++seen & 4095) === 0) task.step(0);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      const to = target[row];
      if (edgeKind[row] === WEAK || hasBit(owned, to)) continue;
      setBit(owned, to);
      stack[top++] = to;
    }
  }
  release(stack.byteLength, ledger);
  return owned;
}

function pageSeeds({ first, target, edgeKind, kind, name, root, texts }: Graph): readonly number[] {
  if (root === undefined) return [];
  const documents = rowsOfText(texts.finish(), DOCUMENTS);
  const isDocuments = (to: number): boolean => kind[to] === SYNTHETIC && documents.has(name[to]);
  const seeds: number[] = [];
  for (let row = first[root]; row < first[root + 1]; row++) {
    const to = target[row];
    if (edgeKind[row] === SHORTCUT || (edgeKind[row] === KIND.item && isDocuments(to))) seeds.push(to);
  }
  return seeds;
}

const SYNTHETIC = codeOf('synthetic');
