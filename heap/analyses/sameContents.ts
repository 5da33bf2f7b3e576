// What pairs of objects hold, as evidence that they are one object: proofs begin at values and spread over references.
import { NONE } from '../base/brand.ts';
import { allocateU8, release, type Ledger } from '../base/column.ts';
import { GRADE } from '../model/comparing.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { ORDER } from './sameOrder.ts';
import { hasSharedTags } from './samePlaces.ts';

/** An object that more hold than this says nothing about one of its holders: a constant, a shared name. */
const MOST_HOLDERS = 2;

/** Exact types whose references never change. */
const IMMUTABLE = new Set(['frozenset', 'method', 'slice', 'range', 'mappingproxy', 'builtin_function_or_method']);
const TUPLE_SUBCLASS = 1 << 26;
const MUTABLE = 0;
const TUPLE = 1;
const FROZEN = 2;

/** Both dumps, who is taken for whom so far, and what is proven. `found`, `partner` and `grade` are changed in place. */
export interface Pairing {
  readonly earlier: Heap;
  readonly later: Heap;
  readonly found: Uint32Array;
  /** The other way round, per object of `earlier`. */
  readonly partner: Uint32Array;
  readonly grade: Uint8Array;
  /** Per type of `later`: `MUTABLE`, `TUPLE` (its items never change) or `FROZEN`. */
  readonly frozen: Uint8Array;
  /** At the same place of a proven holder: 1 a changeable one, 2 one that cannot be changed. */
  readonly held: Uint8Array;
  /** References from others, at most 255; not of types and weak ones. */
  readonly holdersBefore: Uint8Array;
  readonly holders: Uint8Array;
}

export function newPairing(
  earlier: Heap,
  later: Heap,
  found: Uint32Array,
  partner: Uint32Array,
  ledger: Ledger,
): Pairing {
  const n = later.objects.length;
  const pairing: Pairing = {
    earlier,
    later,
    found,
    partner,
    grade: allocateU8(n, 'grades', ledger),
    frozen: Uint8Array.from({ length: later.types.length }, (_, row) => frozenKind(later, row)),
    held: allocateU8(n, 'held alike', ledger),
    holdersBefore: holdersOf(earlier, ledger),
    holders: holdersOf(later, ledger),
  };
  gradeValues(pairing);
  return pairing;
}

/** Frees everything but the grades. */
export function releasePairing({ held, holders, holdersBefore }: Pairing, ledger: Ledger): void {
  release(held.byteLength + holders.byteLength + holdersBefore.byteLength, ledger);
}

function frozenKind(heap: Heap, row: number): number {
  if ((heap.types.flags[row] & TUPLE_SUBCLASS) !== 0) return TUPLE;
  return IMMUTABLE.has(qualifiedName(typeNameOf(heap, typeId(row)))) ? FROZEN : MUTABLE;
}

function holdersOf({ objects, references }: Heap, ledger: Ledger): Uint8Array {
  const count = allocateU8(objects.length, 'holders', ledger);
  const { target, kind } = references;
  for (let row = 0; row < target.length; row++) {
    const code = kind[row] & KIND_MASK;
    if (code !== KIND.instanceType && code !== KIND.weak && count[target[row]] < 255) count[target[row]]++;
  }
  return count;
}

/** A pair that is left has equal tags where both have one (`atSamePlace`); V8 never gives a number twice. */
function gradeValues({ earlier, later, found, grade }: Pairing): void {
  if (!hasSharedTags(earlier.manifest, later.manifest)) return;
  const { object } = later.tags;
  for (let i = 0; i < object.length; i++) if (found[object[i]] !== NONE) grade[object[i]] = GRADE.certain;
}

/** What a pass may do besides proving: refuse what lost its contents, then believe what is held where it was. */
export type Pass = 'prove' | 'refuse' | 'believe';

/**
 * One pass of proofs up and down. `order` empty: by contents alone. Guesses come last, so that none stands where a proof may still
 * come. Returns how much changed. O(references).
 */
export function spreadProofs(
  pairing: Pairing,
  order: Uint8Array,
  pass: Pass,
  mayRefuse: (b: number, said: number) => boolean,
): number {
  const { found, grade, later, frozen } = pairing;
  let changed = 0;
  for (let b = 0; b < found.length; b++) {
    if (found[b] === NONE) continue;
    const kind = frozen[later.objects.type[b]];
    if (kind !== MUTABLE && !holdsTheSame(pairing, b, kind)) {
      refuse(pairing, b);
      changed++;
      continue;
    }
    if (grade[b] < GRADE.likely)
      changed += decide(pairing, b, order.length === 0 ? ORDER.nothing : order[b], pass, mayRefuse);
    if (found[b] !== NONE && grade[b] >= GRADE.likely) support(pairing, b, kind);
  }
  return changed;
}

function refuse({ found, partner, grade }: Pairing, b: number): void {
  partner[found[b]] = NONE;
  found[b] = NONE;
  grade[b] = GRADE.none;
}

/** What cannot change still holds what it held: one target that is another object now, and so is its holder. */
function holdsTheSame({ earlier, later, found }: Pairing, b: number, frozen: number): boolean {
  const a = found[b];
  const before = earlier.references;
  const after = later.references;
  const from = after.first[b];
  const fromBefore = before.first[a];
  const count = after.first[b + 1] - from;
  const countBefore = before.first[a + 1] - fromBefore;
  if (frozen === FROZEN && count !== countBefore) return false;
  const shared = Math.min(count, countBefore);
  for (let i = 0; i < shared; i++) {
    const code = after.kind[from + i] & KIND_MASK;
    if (frozen === TUPLE && code !== KIND.item) continue;
    if (!isStrong(after.kind[from + i]) || code === KIND.instanceType) continue;
    if (found[after.target[from + i]] !== before.target[fromBefore + i]) return false;
  }
  return true;
}

/** 1 when the pair was proven or refused. */
function decide(
  pairing: Pairing,
  b: number,
  said: number,
  pass: Pass,
  mayRefuse: (b: number, said: number) => boolean,
): number {
  const { grade } = pairing;
  if (isProvenNow(pairing, b, said)) {
    grade[b] = GRADE.likely;
    return 1;
  }
  if ((said === ORDER.moved || said === ORDER.random) && (mayRefuse(b, said) || hasLost(pairing, b))) {
    refuse(pairing, b);
    return 1;
  }
  return pass === 'prove' || !hasRows(pairing.later, b) ? 0 : guess(pairing, b, said, pass);
}

function isProvenNow(pairing: Pairing, b: number, said: number): boolean {
  if (said === ORDER.kept || pairing.held[b] === 2 || hasProvenContent(pairing, b)) return true;
  return said === ORDER.near && !hasLost(pairing, b);
}

function guess(pairing: Pairing, b: number, said: number, pass: Pass): number {
  const isHeld = pairing.held[b] === 1 && said !== ORDER.shuffled;
  const lost = hasLost(pairing, b);
  if (lost ? isHeld : pass === 'refuse' || !isHeld) return 0;
  if (lost) refuse(pairing, b);
  else pairing.grade[b] = GRADE.likely;
  return 1;
}

function hasRows({ references }: Heap, b: number): boolean {
  return references.first[b + 1] > references.first[b];
}

/** At one place in both: a proven object that hardly anybody else holds. */
function hasProvenContent({ earlier, later, found, grade, holders }: Pairing, b: number): boolean {
  const a = found[b];
  const before = earlier.references;
  const after = later.references;
  const from = after.first[b];
  const fromBefore = before.first[a];
  const shared = Math.min(after.first[b + 1] - from, before.first[a + 1] - fromBefore);
  for (let i = 0; i < shared; i++) {
    const target = after.target[from + i];
    if (holders[target] > MOST_HOLDERS || grade[target] < GRADE.likely) continue;
    if (found[target] !== before.target[fromBefore + i] || (later.objects.flags[target] & NOT_OWN) !== 0) continue;
    if (isStrong(after.kind[from + i]) && (after.kind[from + i] & KIND_MASK) !== KIND.instanceType) return true;
  }
  return false;
}

/** Interned, immortal and static objects outlive their holders. */
const NOT_OWN = FLAG.interned | FLAG.immortal | FLAG.static;

/** It held something of its own that is gone. */
function hasLost({ earlier, found, partner, holdersBefore }: Pairing, b: number): boolean {
  const { first, target, kind } = earlier.references;
  const a = found[b];
  for (let row = first[a]; row < first[a + 1]; row++) {
    const held = target[row];
    if (partner[held] !== NONE || holdersBefore[held] > MOST_HOLDERS || !isStrong(kind[row])) continue;
    if ((earlier.objects.flags[held] & FLAG.dumper) === 0) return true;
  }
  return false;
}

/** Marks what a proven object holds at the same place as before. */
function support({ earlier, later, found, grade, held }: Pairing, b: number, frozen: number): void {
  const a = found[b];
  const before = earlier.references;
  const after = later.references;
  const from = after.first[b];
  const fromBefore = before.first[a];
  const shared = Math.min(after.first[b + 1] - from, before.first[a + 1] - fromBefore);
  for (let i = 0; i < shared; i++) {
    const target = after.target[from + i];
    if (grade[target] >= GRADE.likely || found[target] !== before.target[fromBefore + i]) continue;
    const code = after.kind[from + i];
    if (!isStrong(code)) continue;
    const isBound = frozen !== MUTABLE || (code & KIND_MASK) === KIND.dict || (code & KIND_MASK) === KIND.instanceType;
    if (isBound) held[target] = 2;
    else if (held[target] === 0) held[target] = 1;
  }
}
