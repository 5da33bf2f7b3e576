// Attributes are never references here. They only lend their names: an attribute whose value is a referent says what it is called.
import { NONE } from '../../base/brand.ts';
import { stringAt } from '../../base/strings.ts';
import { KIND } from '../../model/kinds.ts';
import { nameOf } from './attributeNames.ts';
import { addressOf } from './layout.ts';
import type { Pass } from './pass.ts';

/** Rival names beyond this are not remembered: the first name stands. */
const MOST_RIVALS = 4_000_000;

/** Names the referent of the record at hand whose address is the value of this attribute, if there is one. */
export function nameMatching(pass: Pass, code: number, lettersAt: number, valueAt: number): void {
  const { view, target, kind, label } = pass;
  const value = addressOf(view.getUint32(valueAt), view.getUint32(valueAt + 4));
  for (let row = pass.referents; row < pass.written; row++) {
    if (target[row] !== value || kind[row] === KIND.instanceType) continue;
    const name = nameOf(pass.names, code, pass.bytes, lettersAt);
    if (name === 0) return;
    if (label[row] !== 0) {
      addRival(pass, row, name);
    } else {
      label[row] = name;
      kind[row] = pass.names.kinds.get(name) ?? KIND.attribute;
    }
    return;
  }
}

function addRival({ rivals, objects }: Pass, reference: number, name: number): void {
  if (rivals.name.length >= MOST_RIVALS) return;
  rivals.object.push(objects);
  rivals.reference.push(reference);
  rivals.name.push(name);
}

/** What became of the references with several names. */
export interface Settled {
  readonly references: number;
}

/**
 * Of several names for one reference the best stays: no `__name__`, then none that the class itself has with the same value, then
 * the first. O(rivals + attributes of their classes).
 */
export function settleRivals(pass: Pass): Settled {
  const { rivals, draft } = pass;
  if (rivals.name.length === 0) return { references: 0 };
  const reference = rivals.reference.finish();
  const name = rivals.name.finish();
  const object = rivals.object.finish();
  const label = draft.references.label.reserve(0);
  const kind = draft.references.kind.reserve(0);
  const target = draft.references.target.reserve(0);
  const type = draft.objects.type.reserve(0);
  const ranks = openRanks(pass);
  let references = 0;
  for (let row = 0; row < reference.length;) {
    const at = reference[row];
    references++;
    const owner = type[object[row]];
    let best = label[at];
    let rank = rankOf(ranks, owner, best, target[at]);
    for (; row < reference.length && reference[row] === at; row++) {
      const other = rankOf(ranks, owner, name[row], target[at]);
      if (other >= rank) continue;
      best = name[row];
      rank = other;
    }
    label[at] = best;
    kind[at] = pass.names.kinds.get(best) ?? KIND.attribute;
  }
  return { references };
}

interface Ranks {
  readonly pass: Pass;
  /** Class number by the address of the class, the first record of each. */
  readonly classes: ReadonlyMap<number, number>;
  /** By type row: values by name. */
  readonly known: Map<number, ReadonlyMap<number, number>>;
  /** By name: whether it begins and ends with two underscores. */
  readonly dunder: Map<number, boolean>;
}

function openRanks(pass: Pass): Ranks {
  const owner = pass.classes.owner.finish();
  const classes = new Map<number, number>();
  for (let i = owner.length - 1; i >= 0; i--) classes.set(owner[i], i);
  return { pass, classes, known: new Map(), dunder: new Map() };
}

/** Lower is better. */
function rankOf(ranks: Ranks, type: number, name: number, value: number): number {
  const ofClass = attributesOfType(ranks, type).get(name) === value ? 1 : 0;
  return (isDunder(ranks, name) ? 2 : 0) + ofClass;
}

function isDunder({ pass, dunder }: Ranks, name: number): boolean {
  const known = dunder.get(name);
  if (known !== undefined) return known;
  const text = stringAt(pass.draft.strings.finish(), name);
  const found = text.startsWith('__') && text.endsWith('__');
  dunder.set(name, found);
  return found;
}

function attributesOfType(ranks: Ranks, type: number): ReadonlyMap<number, number> {
  const { pass, classes, known } = ranks;
  const before = known.get(type);
  if (before !== undefined) return before;
  const number = classes.get(pass.draft.types.address.reserve(0)[type]) ?? NONE;
  const values = new Map<number, number>();
  const { first, name, value } = pass.classes;
  const [starts, names, cells] = [first.finish(), name.finish(), value.finish()];
  if (number !== NONE) for (let i = starts[number]; i < starts[number + 1]; i++) values.set(names[i], cells[i]);
  known.set(type, values);
  return values;
}
