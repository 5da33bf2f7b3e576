// References in the order of their objects: a graph may write them anywhere, and an object on several lines.
import { countBits, hasBit } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { allocateF64, allocateU32, allocateU8, release, type Column, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import { indexAddresses, releaseIndex, resolveAddresses, type AddressIndex } from '../../model/addressIndex.ts';
import { note } from '../../model/diagnostics.ts';
import type { Reading } from './reading.ts';

/**
 * Gives every reference of the draft to the first row of its object, and appends those of other lines; references of one object
 * keep their order, those of object lines first. References from what is no object are counted as dangling. Later rows of an
 * object have no references left. O(objects + references), 17 bytes per reference while it runs.
 */
export function ownReferences(reading: Reading, ledger: Ledger, task: Task): void {
  const { draft, loose } = reading;
  const index = indexAddresses(draft.objects.address.finish(), ledger, task);
  if (loose.from.length > 0 || countBits(index.dropped) > 0) {
    const owner = ownersOf(reading, index, ledger);
    arrange(reading, owner, ledger);
    release(owner.byteLength, ledger);
  }
  release(index.byAddress.buffer.byteLength, ledger);
  releaseIndex(index, ledger);
}

/** The row each reference belongs to, those of the draft first; NONE for none. */
function ownersOf({ draft, loose }: Reading, index: AddressIndex, ledger: Ledger): Uint32Array {
  const { objects, references } = draft;
  const inline = references.target.length;
  const owner = allocateU32(inline + loose.from.length, 'reference owners', ledger);
  const first = allocateU32(objects.address.length, 'first rows', ledger);
  resolveAddresses(index, objects.address.finish(), first);
  const counts = objects.references.finish();
  let at = 0;
  for (let row = 0; row < counts.length; row++) {
    const end = at + counts[row];
    owner.fill(hasBit(index.dropped, row) ? first[row] : row, at, end);
    at = end;
  }
  resolveAddresses(index, loose.from.finish(), owner.subarray(inline));
  release(first.byteLength, ledger);
  return owner;
}

function arrange({ draft, loose }: Reading, owner: Uint32Array, ledger: Ledger): void {
  const { references } = draft;
  const counts = draft.objects.references.finish().fill(0);
  let kept = 0;
  for (let i = 0; i < owner.length; i++) {
    if (owner[i] === NONE) continue;
    counts[owner[i]]++;
    kept++;
  }
  note(draft.log, 'danglingTarget', owner.length - kept);
  const place = placesOf(owner, counts, ledger);
  const added = kept - references.target.length;
  // All three have room for what is moved before anything is.
  for (const [cells, more, whole] of [
    [references.target, loose.target, allocateF64(kept, 'reference addresses', ledger)],
    [references.kind, loose.kind, allocateU8(kept, 'reference kinds', ledger)],
    [references.label, loose.label, allocateU32(kept, 'reference labels', ledger)],
  ] as const) {
    const inline = cells.finish();
    scatter(inline, place.subarray(0, inline.length), whole);
    scatter(more.finish(), place.subarray(inline.length), whole);
    if (added > 0) cells.extend(added);
    else cells.length = kept;
    cells.finish().set(whole);
    release(whole.byteLength, ledger);
  }
  release(place.byteLength, ledger);
}

/** Where each reference goes; NONE for those without an owner. Stable. */
function placesOf(owner: Uint32Array, counts: Uint32Array, ledger: Ledger): Uint32Array {
  const next = allocateU32(counts.length, 'reference cursor', ledger);
  for (let row = 1; row < counts.length; row++) next[row] = next[row - 1] + counts[row - 1];
  const place = allocateU32(owner.length, 'reference places', ledger);
  for (let i = 0; i < owner.length; i++) place[i] = owner[i] === NONE ? NONE : next[owner[i]]++;
  release(next.byteLength, ledger);
  return place;
}

function scatter(from: Column, place: Uint32Array, to: Column): void {
  for (let i = 0; i < from.length; i++) if (place[i] !== NONE) to[place[i]] = from[i];
}
