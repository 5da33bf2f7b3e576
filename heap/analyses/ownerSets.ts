// Sets of owners over the shared part of a heap, each kept once however many objects have it.
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { StrongGroups } from './stronglyConnected.ts';

/** The shared objects as a heap of their own, numbered in ascending order, and what enters it. */
export interface SharedPart {
  readonly heap: Heap;
  /** References from objects of one owner, and seeds: entered object by its number here, and the owner. */
  readonly entered: Uint32Array;
  readonly by: Uint32Array;
  readonly bytes: number;
}

/** Members of set s: `member[first[s]] .. member[first[s + 1] - 1]`, ascending. */
export interface OwnerSets {
  readonly length: number;
  readonly first: readonly number[];
  readonly member: readonly number[];
}

/** Members that all sets hold together, and members looked at while sets are joined. Beyond, the set of an object stays unknown. */
export interface SetBounds {
  readonly members: number;
  readonly looks: number;
}

export const SET_BOUNDS: SetBounds = { members: 4_000_000, looks: 60_000_000 };

/**
 * The set of an object is what enters its component, joined with the sets of the components before it. Components are taken in
 * topological order, so each set is made once and from finished ones. O(references + looks).
 */
export function ownerSets(
  part: SharedPart,
  groups: StrongGroups,
  owners: number,
  bounds: SetBounds,
  ledger: Ledger,
  task: Task,
): { readonly setOf: Uint32Array; readonly sets: OwnerSets } {
  const n = part.heap.objects.length;
  const component = allocateU32(n, 'shared components', ledger);
  for (let i = 0; i < n; i++) component[i] = groups.of[i] === NONE ? groups.length + i : groups.of[i];
  const count = groups.length + n;
  const state: State = {
    component,
    before: reversed(part, component, count, ledger),
    entries: entriesBy(part, component, count, ledger),
    of: allocateU32(count, 'shared sets', ledger).fill(NONE),
    drafted: { owners: allocateU32(owners, 'set marks', ledger), stamp: 0, list: [] },
    known: new Map(),
    met: [],
    sets: { length: 0, first: [0], member: [] },
    looks: 0,
    bounds,
  };
  const order = topological(part, component, count, ledger, task);
  task.phase('retained', order.length);
  for (let i = 0; i < order.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    state.of[order[i]] = joined(state, order[i]);
  }
  const setOf = allocateU32(n, 'owners.setOf', ledger);
  for (let i = 0; i < n; i++) setOf[i] = state.of[component[i]];
  const { before, entries } = state;
  release(before.first.byteLength + before.row.byteLength + entries.first.byteLength, ledger);
  release(entries.row.byteLength + state.of.byteLength + order.byteLength + component.byteLength, ledger);
  return { setOf, sets: state.sets };
}

interface Buckets {
  readonly first: Uint32Array;
  readonly row: Uint32Array;
}

interface State {
  readonly component: Uint32Array;
  /** By component: components that refer to it. */
  readonly before: Buckets;
  /** By component: owners that enter it. */
  readonly entries: Buckets;
  /** By component: its set. */
  readonly of: Uint32Array;
  readonly drafted: { readonly owners: Uint32Array; stamp: number; list: number[] };
  readonly known: Map<string, number>;
  /** By set: the last component that it was added to. */
  readonly met: number[];
  readonly sets: { length: number; readonly first: number[]; readonly member: number[] };
  looks: number;
  readonly bounds: SetBounds;
}

/** NONE when a bound was hit, here or before. */
function joined(state: State, component: number): number {
  const { before, entries, of, drafted } = state;
  drafted.stamp++;
  drafted.list = [];
  let last = NONE;
  let several = false;
  for (let i = before.first[component]; i < before.first[component + 1]; i++) {
    const set = of[before.row[i]];
    if (set === NONE) return NONE;
    if (set === last) continue;
    several ||= last !== NONE;
    last = set;
    addSet(state, set);
  }
  const inherited = drafted.list.length;
  for (let i = entries.first[component]; i < entries.first[component + 1]; i++) add(state, entries.row[i]);
  if (state.looks > state.bounds.looks || state.sets.member.length > state.bounds.members) return NONE;
  // Most shared objects hang below one other and have its set.
  if (!several && last !== NONE && drafted.list.length === inherited) return last;
  return interned(state);
}

function addSet(state: State, set: number): void {
  if (state.met[set] === state.drafted.stamp) return;
  state.met[set] = state.drafted.stamp;
  const { first, member } = state.sets;
  for (let i = first[set]; i < first[set + 1]; i++) add(state, member[i]);
}

function add(state: State, owner: number): void {
  const { drafted } = state;
  state.looks++;
  if (drafted.owners[owner] === drafted.stamp) return;
  drafted.owners[owner] = drafted.stamp;
  drafted.list.push(owner);
}

function interned({ drafted, known, sets }: State): number {
  const list = drafted.list.sort((a, b) => a - b);
  const key = list.join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  for (const owner of list) sets.member.push(owner);
  sets.first.push(sets.member.length);
  known.set(key, sets.length);
  return sets.length++;
}

/** References between components, by target; those inside one are left out. Counting sort. */
function reversed({ heap }: SharedPart, component: Uint32Array, count: number, ledger: Ledger): Buckets {
  const { first: from, target } = heap.references;
  const first = allocateU32(count + 1, 'components before', ledger);
  for (let i = 0; i < component.length; i++) {
    for (let row = from[i]; row < from[i + 1]; row++) {
      if (component[target[row]] !== component[i]) first[component[target[row]] + 1]++;
    }
  }
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  const row = allocateU32(first[count], 'components before', ledger);
  const next = first.slice(0, count);
  for (let i = 0; i < component.length; i++) {
    for (let at = from[i]; at < from[i + 1]; at++) {
      const to = component[target[at]];
      if (to !== component[i]) row[next[to]++] = component[i];
    }
  }
  return { first, row };
}

function entriesBy({ entered, by }: SharedPart, component: Uint32Array, count: number, ledger: Ledger): Buckets {
  const first = allocateU32(count + 1, 'component entries', ledger);
  for (let i = 0; i < entered.length; i++) first[component[entered[i]] + 1]++;
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  const row = allocateU32(entered.length, 'component entries', ledger);
  const next = first.slice(0, count);
  for (let i = 0; i < entered.length; i++) row[next[component[entered[i]]]++] = by[i];
  return { first, row };
}

/** Kahn's algorithm: components whose predecessors are all taken. Numbers of components that do not exist are taken too. */
function topological(
  { heap }: SharedPart,
  component: Uint32Array,
  count: number,
  ledger: Ledger,
  task: Task,
): Uint32Array {
  const { first: from, target } = heap.references;
  const members = membersOf(component, count, ledger);
  const open = allocateU32(count, 'components before', ledger);
  for (let i = 0; i < component.length; i++) {
    for (let row = from[i]; row < from[i + 1]; row++) {
      if (component[target[row]] !== component[i]) open[component[target[row]]]++;
    }
  }
  const order = allocateU32(count, 'component order', ledger);
  let end = 0;
  for (let i = 0; i < count; i++) if (open[i] === 0) order[end++] = i;
  task.phase('ordering', count);
  for (let next = 0; next < end; next++) {
    if ((next & 4095) === 4095) task.step(4096);
    const at = order[next];
    for (let i = members.first[at]; i < members.first[at + 1]; i++) {
      const object = members.row[i];
      for (let row = from[object]; row < from[object + 1]; row++) {
        const to = component[target[row]];
        if (to !== at && --open[to] === 0) order[end++] = to;
      }
    }
  }
  release(open.byteLength + members.first.byteLength + members.row.byteLength, ledger);
  return order;
}

function membersOf(component: Uint32Array, count: number, ledger: Ledger): Buckets {
  const first = allocateU32(count + 1, 'component members', ledger);
  for (let i = 0; i < component.length; i++) first[component[i] + 1]++;
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  const row = allocateU32(component.length, 'component members', ledger);
  const next = first.slice(0, count);
  for (let i = 0; i < component.length; i++) row[next[component[i]]++] = i;
  return { first, row };
}
