// Who owns the memory: code as owners, what only one of them reaches, and what they share.
import { ownerSplit, SHARED, type OwnerSplit } from '../analyses/ownerSplit.ts';
import type { DominatorTree, RootSet } from '../analyses/results.ts';
import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import type { OwnerRow, OwnersAnswer, OwnersRequest } from '../model/ownerRows.ts';
import { MOST_ROWS } from '../model/rows.ts';
import { ownerNameOf, type OwnerName } from './ownerGroups.ts';
import { ownerHomes, type OwnerHomes } from './ownerHomes.ts';
import { ownerReferences } from './ownerReferences.ts';
import { rootOwners } from './ownerRoots.ts';
import { DEFAULT_OWNERSHIP_RULES } from '../model/ownershipDefaults.ts';
import { parseOwnershipRules } from './ownershipRules.ts';

// Constants of their own: each is read once per object.
const NOBODY = NONE;
const SHARED_CELL = SHARED;

export interface Owned {
  readonly answer: OwnersAnswer;
  readonly split: OwnerSplit;
  readonly reached: Bits;
}

/**
 * Owners are modules (or packages, or distributions), names of TAG rules, and what roots stand for. An owner begins at its module
 * objects, namespaces, classes and functions, and at roots that it accounts for (`rootOwners`); it reaches over references that own
 * (`ownerReferences`), of which none leads into code. Sole: reached by one owner, as by a dominator. Shared: an object that k owners
 * reach counts for each with one k-th of its bytes. Sole + shares + unowned + unsplit + unreachable = all bytes.
 *
 * Fault `rules/invalid`. O(objects + references) and the bounded joining of sets (`ownerSets`).
 */
export function ownersOf(
  heap: Heap,
  { rootSet, tree }: { readonly rootSet: RootSet; readonly tree: DominatorTree },
  request: OwnersRequest,
  ledger: Ledger,
  task: Task,
): Owned {
  const own = parseOwnershipRules(request.rules);
  const defaults = parseOwnershipRules(heap.manifest.runtime.language === 'cpython' ? DEFAULT_OWNERSHIP_RULES : '');
  const rules = [...defaults, ...own];
  const homes = ownerHomes(heap, ledger);
  const owners = new Owners();
  const ofModule = homes.names.map((name, row) => owners.of(ownerNameOf(name, homes.files[row], request.by)));
  const { home } = homes;
  for (let object = 0; object < home.length; object++) {
    if (home[object] !== NOBODY) home[object] = ofModule[home[object]];
  }
  const tags = rules.map((rule) => (rule.kind === 'tag' ? owners.of({ kind: 'tag', name: rule.name }) : NONE));
  const { keep, matched } = ownerReferences(heap, tree.reached, home, rules, (rule) => tags[rule], ledger, task);
  const seeds = seedsOf(heap, rootSet, homes, ofModule, owners, tree.reached, ledger);
  const split = ownerSplit(heap, keep, seeds, owners.names.length, ledger, task);
  release(keep.byteLength + home.byteLength + seeds.object.byteLength + seeds.owner.byteLength, ledger);
  const idle = own.filter((_, i) => matched[defaults.length + i] === 0).map((rule) => rule.line);
  const modulesWithoutFile = homes.files.filter((file) => file === '').length;
  const answer = { ...totals(heap, split, owners, tree.reached), by: request.by, idle, modulesWithoutFile };
  return { answer, split, reached: tree.reached };
}

/** Objects of one owner (its sole ones, or those it shares), or alive ones of nobody, ascending. O(objects). */
export function objectsOfOwner(
  owned: Owned,
  owner: number | 'unowned',
  part: 'sole' | 'shared',
  ledger: Ledger,
): Uint32Array {
  const found = new GrowingU32('objects of an owner', ledger);
  if (owner === 'unowned') addUnowned(owned, found);
  else if (part === 'sole') addSole(owned.split, owner, found);
  else addShared(owned.split, owner, found);
  const objects = allocateU32(found.length, 'objects of an owner', ledger);
  objects.set(found.finish());
  found.drop();
  return objects;
}

function addUnowned({ split: { owner }, reached }: Owned, found: GrowingU32): void {
  for (let object = 0; object < owner.length; object++) {
    if (owner[object] === NOBODY && hasBit(reached, object)) found.push(object);
  }
}

function addSole({ owner }: OwnerSplit, wanted: number, found: GrowingU32): void {
  for (let object = 0; object < owner.length; object++) if (owner[object] === wanted) found.push(object);
}

function addShared(split: OwnerSplit, owner: number, found: GrowingU32): void {
  const wanted = setsWith(split, owner);
  const { shared, setOf } = split;
  for (let i = 0; i < shared.length; i++) if (setOf[i] !== NOBODY && wanted[setOf[i]] === 1) found.push(shared[i]);
}

function setsWith({ sets }: OwnerSplit, owner: number): Uint8Array {
  const wanted = new Uint8Array(sets.length);
  for (let set = 0; set < sets.length; set++) {
    for (let i = sets.first[set]; i < sets.first[set + 1]; i++) if (sets.member[i] === owner) wanted[set] = 1;
  }
  return wanted;
}

/** Owners by kind and name, numbered as they are met. */
class Owners {
  readonly names: OwnerName[] = [];
  readonly #known = new Map<string, number>();

  of(owner: OwnerName): number {
    const key = `${owner.kind} ${owner.name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.names.length);
    return this.names.push(owner) - 1;
  }
}

function seedsOf(
  heap: Heap,
  rootSet: RootSet,
  homes: OwnerHomes,
  ofModule: readonly number[],
  owners: Owners,
  reached: Bits,
  ledger: Ledger,
): { readonly object: Uint32Array; readonly owner: Uint32Array } {
  const object = new GrowingU32('owner seeds', ledger);
  const owner = new GrowingU32('owner seeds', ledger);
  const { home } = homes;
  for (let i = 0; i < home.length; i++) {
    if (home[i] === NOBODY || !hasBit(reached, i)) continue;
    object.push(i);
    owner.push(home[i]);
  }
  const places = { threads: 0, interpreter: 0, outside: 0 };
  for (const kind of ['threads', 'interpreter', 'outside'] as const) places[kind] = owners.of({ kind, name: '' });
  rootOwners(heap, rootSet, homes, (root, of) => {
    if (home[root] !== NONE) return;
    object.push(root);
    owner.push(typeof of === 'number' ? ofModule[of] : places[of]);
  });
  const seeds = { object: copied(object, ledger), owner: copied(owner, ledger) };
  object.drop();
  owner.drop();
  return seeds;
}

function copied(growing: GrowingU32, ledger: Ledger): Uint32Array {
  const cells = allocateU32(growing.length, 'owner seeds', ledger);
  cells.set(growing.finish());
  return cells;
}

type Totals = Pick<OwnersAnswer, 'rows' | 'owners' | 'shared' | 'unowned' | 'unsplit' | 'unreachable'>;

function totals(heap: Heap, split: OwnerSplit, { names }: Owners, reached: Bits): Totals {
  const { selfSize } = heap.objects;
  const none = (): { objects: number; selfSize: number } => ({ objects: 0, selfSize: 0 });
  const sole = names.map(none);
  const bySet = Array.from({ length: split.sets.length }, none);
  const unowned = none();
  const unreachable = none();
  const unsplit = none();
  const shared = none();
  const { owner } = split;
  const add = (sum: { objects: number; selfSize: number }, object: number): void => {
    sum.objects++;
    sum.selfSize += selfSize[object];
  };
  for (let object = 0; object < owner.length; object++) {
    const of = owner[object];
    if (of === SHARED_CELL) continue;
    add(of !== NOBODY ? sole[of] : hasBit(reached, object) ? unowned : unreachable, object);
  }
  for (let i = 0; i < split.shared.length; i++) {
    add(split.setOf[i] === NONE ? unsplit : bySet[split.setOf[i]], split.shared[i]);
    if (split.setOf[i] !== NONE) add(shared, split.shared[i]);
  }
  const rows = names.map((owner, i) => ({ owner: i, ...owner, sole: sole[i], shared: none(), share: 0 }));
  for (let set = 0; set < split.sets.length; set++) {
    const members = split.sets.first[set + 1] - split.sets.first[set];
    for (let i = split.sets.first[set]; i < split.sets.first[set + 1]; i++) {
      const row = rows[split.sets.member[i]];
      row.shared.objects += bySet[set].objects;
      row.shared.selfSize += bySet[set].selfSize;
      row.share += bySet[set].selfSize / members;
    }
  }
  const found = sorted(rows);
  return { rows: found.slice(0, MOST_ROWS), owners: found.length, shared, unowned, unsplit, unreachable };
}

/** Owners that have nothing are left out. */
function sorted(rows: readonly OwnerRow[]): readonly OwnerRow[] {
  return rows
    .filter((row) => row.sole.objects + row.shared.objects > 0)
    .sort((a, b) => b.sole.selfSize + b.share - a.sole.selfSize - a.share || a.owner - b.owner);
}
