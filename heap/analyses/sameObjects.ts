// Which objects of a later dump are objects of an earlier one.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU8, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { GRADE, type Kinship, type Matched } from '../model/comparing.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { idColumn, typeId } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import { newPairing, releasePairing, spreadProofs, type Pairing, type Pass } from './sameContents.ts';
import { ORDER, orderOf, partnersOf } from './sameOrder.ts';
import { atSamePlace, ranFully } from './samePlaces.ts';

/** Rounds of proofs, each one pass over the references; the first ones without the order. */
const ROUNDS: readonly Pass[] = ['prove', 'prove', 'prove', 'prove', 'refuse', 'refuse', 'believe'];
const BY_CONTENTS = 2;

/**
 * What two manifests say of each other. process: number, start and boot of the process agree. assumed: nothing recorded speaks
 * against one process, and its number or name agrees. ids: V8 numbers objects for the life of an isolate. none: two processes.
 */
export function kinshipOf(a: Manifest, b: Manifest): Kinship {
  if (a.identity !== b.identity || a.runtime.language !== b.runtime.language) return 'none';
  if (a.identity === 'id') return 'ids';
  const known = [
    [a.runtime.bootId, b.runtime.bootId],
    [a.runtime.pid, b.runtime.pid],
    [a.runtime.startTicks, b.runtime.startTicks],
  ] as const;
  if (known.some(([before, after]) => before !== undefined && after !== undefined && before !== after)) return 'none';
  if (a.runtime.hexversion !== b.runtime.hexversion) return 'none';
  if (known.every(([before, after]) => before !== undefined && after !== undefined)) return 'process';
  return a.runtime.pid !== undefined && a.runtime.pid === b.runtime.pid ? 'assumed' : 'none';
}

/**
 * The same objects of two dumps of one process. CPython does not move objects, so a survivor is at its address; an address that
 * serves another object is told by its type, length, content tag and generation (`atSamePlace`), by what an immutable object
 * holds, by contents that are its own (`spreadProofs`) and by the order of the collector's lists (`orderOf`). Not found: an
 * object without references outside the collector's lists (a float, an int) that was freed and made anew at the same
 * address with the same length: it is graded `unproven`. Formats with ids are matched by id and type alone.
 * O(objects + references), 14 bytes per object while it runs, 5 afterwards. Used columns: everything of the objects but
 * `refcount` and `selfSize`, the references but their labels, types, strings, tags.
 */
export function sameObjects(earlier: Heap, later: Heap, ledger: Ledger, task: Task): Matched {
  task.phase('comparing', later.objects.length * 2);
  const found = atSamePlace(earlier, later, ledger);
  task.step(later.objects.length);
  if (later.manifest.identity === 'id') {
    const grade = allocateU8(found.length, 'grades', ledger);
    for (let b = 0; b < found.length; b++) if (found[b] !== NONE) grade[b] = GRADE.certain;
    return { of: idColumn(found), grade, reused: 0 };
  }
  const partner = partnersOf(earlier, found, ledger);
  const pairing = newPairing(earlier, later, found, partner, ledger);
  const isOrdered = !ranFully(earlier.manifest, later.manifest);
  const standing = standingOf(pairing, isOrdered ? 0 : 2);
  const floats = floatingOf(earlier, ledger);
  const mayRefuse = (b: number, said: number): boolean =>
    !hasBit(floats, found[b]) && (isOrdered || said === ORDER.random || earlier.objects.generation[found[b]] === 2);
  let order = allocateU8(0, 'order', ledger);
  for (let round = 0; round < ROUNDS.length; round++) {
    task.step(later.objects.length / ROUNDS.length);
    if (round >= BY_CONTENTS) order = orderOf(later, found, standing, ledger);
    spreadProofs(pairing, order, ROUNDS[round], mayRefuse);
  }
  dropLostTypes(pairing);
  dropStrays(pairing, ledger);
  for (let b = 0; b < found.length; b++) {
    if (found[b] === NONE) pairing.grade[b] = GRADE.none;
    else if (pairing.grade[b] === GRADE.none) pairing.grade[b] = GRADE.unproven;
  }
  releasePairing(pairing, ledger);
  release(partner.byteLength, ledger);
  return { of: idColumn(found), grade: pairing.grade, reused: sharedAddresses(earlier, later) - countOf(found) };
}

/**
 * What an object says of the order about it: 1 a survivor, -1 new, 0 nothing. A full collection appends the youngest objects
 * before those of generation 1 (`gc_list_merge` of each younger list in turn, gc_collect_main), so what is new then may stand
 * before what is old: only survivors that were in the oldest generation speak.
 */
function standingOf({ earlier, found, grade }: Pairing, least: number): (b: number) => number {
  const { generation } = earlier.objects;
  return (b) => {
    const a = found[b];
    if (a === NONE) return -1;
    return grade[b] >= GRADE.likely && generation[a] >= least ? 1 : 0;
  };
}

/**
 * Objects that one of their type holds which stands after them in their list: a collection meets them before their holder, and
 * moves them to the end (`move_unreachable`).
 */
function floatingOf({ objects, references }: Heap, ledger: Ledger): Bits {
  const floats = emptyBits(objects.length, 'floating', ledger);
  const { first, target } = references;
  for (let a = 0; a < objects.length; a++) {
    for (let row = first[a]; row < first[a + 1]; row++) {
      const to = target[row];
      if (to < a && objects.type[to] === objects.type[a] && objects.generation[to] === objects.generation[a])
        setBit(floats, to);
    }
  }
  return floats;
}

/** Values nothing proves, when no survivor holds them: a new object came with a value of its own to an address of before. */
function dropStrays({ later, found, grade, holders }: Pairing, ledger: Ledger): void {
  const held = emptyBits(found.length, 'held by survivors', ledger);
  const { first, target } = later.references;
  for (let b = 0; b < found.length; b++) {
    if (found[b] === NONE) continue;
    for (let row = first[b]; row < first[b + 1]; row++) setBit(held, target[row]);
  }
  const { generation, flags } = later.objects;
  for (let b = 0; b < found.length; b++) {
    if (found[b] === NONE || grade[b] !== GRADE.none || generation[b] !== GENERATION.untracked) continue;
    if (holders[b] === 0 || hasBit(held, b) || (flags[b] & FLAG.immortal) !== 0) continue;
    found[b] = NONE;
  }
  release(held.byteLength, ledger);
}

/** No instance outlives its class. */
function dropLostTypes({ later, found, grade }: Pairing): void {
  const lost = Uint8Array.from({ length: later.types.length }, (_, row) => {
    const object = later.types.object[typeId(row)];
    const isHeapType = (later.types.flags[row] & (1 << 9)) !== 0;
    return object !== NONE && isHeapType && found[object] === NONE ? 1 : 0;
  });
  if (!lost.includes(1)) return;
  const { type } = later.objects;
  for (let b = 0; b < found.length; b++) {
    if (found[b] === NONE || lost[type[b]] === 0) continue;
    found[b] = NONE;
    grade[b] = GRADE.none;
  }
}

function countOf(found: Uint32Array): number {
  let count = 0;
  for (let b = 0; b < found.length; b++) if (found[b] !== NONE) count++;
  return count;
}

function sharedAddresses(earlier: Heap, later: Heap): number {
  const { byAddress: a, address: before } = earlier.objects;
  const { byAddress: b, address: after } = later.objects;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const difference = before[a[i]] - after[b[j]];
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}
