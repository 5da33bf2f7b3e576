// Which references own, by the rules: one mark per reference, and the objects that a rule gives an owner of their own.
import { STRONG_ROWS } from '../analyses/rowFilter.ts';
import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU16, allocateU8, allocateU32, release, type Ledger } from '../base/column.ts';
import { stringAt } from '../base/strings.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import type { OwnershipRule } from './ownershipRules.ts';
import { ruleTable, UNDECIDED, type RuleTable } from './ownershipTable.ts';

export interface OwnerReferences {
  /** Per reference: 1 when what refers owns what is referred to. */
  readonly keep: Uint8Array;
  /** By rule: references (or objects) it matched last of all rules. */
  readonly matched: Uint32Array;
}

/**
 * Marks strong references from objects that are alive, without those into code (`home`), those that a WEAK rule matches, and those
 * of less weight than another reference to the same object. Objects that a TAG rule names get `tagHome` of the rule as their home.
 * O(references + previews); 2 bytes per reference and up to 7 per object while it runs, 1 byte per reference kept.
 */
export function ownerReferences(
  heap: Heap,
  reached: Bits,
  home: Uint32Array,
  rules: readonly OwnershipRule[],
  tagHome: (rule: number) => number,
  ledger: Ledger,
  task: Task,
): OwnerReferences {
  const table = ruleTable(heap, rules);
  const matched = new Uint32Array(rules.length);
  /** 0 owns nothing; 1 + weight of its rule. */
  const weight = allocateU8(heap.references.length, 'owning references', ledger);
  const most = allocateU8(heap.objects.length, 'owner weights', ledger);
  tagInstances(heap, reached, home, { rules, table, matched, tagHome });
  const names = attributeNames(heap, table, home, ledger);
  task.phase('types', heap.objects.length);
  const weighs = rules.some((rule) => rule.kind === 'owns');
  const applied: Applied = { rules, matched, home, tagHome, weight, most: weighs ? most : undefined };
  for (let object = 0; object < heap.objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (hasBit(reached, object)) weighRows(heap, table, names, object, applied);
  }
  const { target } = heap.references;
  for (let row = 0; row < weight.length; row++) {
    if (weight[row] === 0) continue;
    const to = target[row];
    weight[row] = (!weighs || weight[row] === most[to]) && home[to] === NOWHERE ? 1 : 0;
  }
  release(most.byteLength + names.bytes, ledger);
  return { keep: weight, matched };
}

interface Applied {
  readonly rules: readonly OwnershipRule[];
  readonly matched: Uint32Array;
  readonly home: Uint32Array;
  readonly tagHome: (rule: number) => number;
  readonly weight: Uint8Array;
  /** Undefined when no rule gives a weight. */
  readonly most: Uint8Array | undefined;
}

// Constants of their own: each is read once per reference.
const VALUE = KIND.value;
const ATTRIBUTES = KIND.dict;
const MASK = KIND_MASK;
const NOWHERE = NONE;
const SKIPPED = STRONG_ROWS;
/** 1: the label of the kind names something. */
const NAMED = Uint8Array.from({ length: MASK + 1 }, (_, kind) =>
  Number(kind !== KIND.item && kind !== KIND.stack && kind !== KIND.hiddenSlot && kind !== KIND.value),
);

function weighRows(heap: Heap, table: RuleTable, names: AttributeNames, object: number, applied: Applied): void {
  const { first, target, kind, label } = heap.references;
  const { weight, most } = applied;
  const owner = names.dictOf[object];
  const type = owner === 0 ? heap.objects.type[object] : owner - 1;
  const line = table.lineOf(type);
  const end = first[object + 1];
  for (let row = first[object]; row < end; row++) {
    const to = target[row];
    if (SKIPPED[kind[row]] !== 0 || to === object) continue;
    const of = kind[row] & MASK;
    let name = table.unnamed;
    if (NAMED[of] === 1) name = table.classOfLabel(label[row]);
    else if (of === VALUE && owner !== 0) name = keyNameOf(table, names, label[row]);
    const rule = line[name] === UNDECIDED ? table.rule(type, name) : line[name];
    const mine = rule < 0 ? 1 : weightBy(applied, rule, to);
    weight[row] = mine;
    if (most !== undefined && mine > most[to]) most[to] = mine;
  }
}

function keyNameOf(table: RuleTable, { keyClass }: AttributeNames, key: number): number {
  return key === NOWHERE ? table.unnamed : keyClass[key];
}

function weightBy({ rules, matched, home, tagHome }: Applied, rule: number, to: number): number {
  matched[rule]++;
  const matching = rules[rule];
  if (matching.kind === 'weak') return 0;
  if (matching.kind === 'owns') return 1 + matching.weight;
  if (home[to] === NOWHERE) home[to] = tagHome(rule);
  return 1;
}

interface Tagging {
  readonly rules: readonly OwnershipRule[];
  readonly table: RuleTable;
  readonly matched: Uint32Array;
  readonly tagHome: (rule: number) => number;
}

function tagInstances(heap: Heap, reached: Bits, home: Uint32Array, { rules, table, matched, tagHome }: Tagging): void {
  if (!rules.some((rule) => rule.kind === 'tag' && rule.attribute === undefined)) return;
  for (let object = 0; object < heap.objects.length; object++) {
    const rule = table.ofInstances(heap.objects.type[object]);
    if (rule < 0 || home[object] !== NONE || !hasBit(reached, object)) continue;
    home[object] = tagHome(rule);
    matched[rule]++;
  }
}

interface AttributeNames {
  /** By object: 1 + the type whose `__dict__` it is; 0 for every other. */
  readonly dictOf: Uint32Array;
  /** By object that is a key: class of its name. */
  readonly keyClass: Uint16Array;
  readonly bytes: number;
}

/** Of attribute dictionaries: whose they are, and what their keys are called. */
function attributeNames(heap: Heap, table: RuleTable, home: Uint32Array, ledger: Ledger): AttributeNames {
  const dictOf = allocateU32(heap.objects.length, 'attribute dicts', ledger);
  const keyClass = allocateU16(heap.objects.length, 'attribute names', ledger);
  const { first, target, kind } = heap.references;
  const { type, length } = heap.objects;
  for (let object = 0; object < length; object++) {
    if (home[object] !== NOWHERE) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if ((kind[row] & MASK) === ATTRIBUTES) dictOf[target[row]] = 1 + type[object];
    }
  }
  for (let row = 0; row < heap.previews.length; row++) {
    keyClass[heap.previews.object[row]] = table.classOfText(stringAt(heap.previews.texts, row));
  }
  return { dictOf, keyClass, bytes: dictOf.byteLength + keyClass.byteLength };
}
