// Rules against types and names of attributes: each type and each name is matched once, a reference is two look-ups.
import type { Heap } from '../model/heap.ts';
import { stringId, typeId } from '../model/ids.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import { globMatches } from './glob.ts';
import type { OwnershipRule } from './ownershipRules.ts';

export interface RuleTable {
  /** The class of references without a name. */
  readonly unnamed: number;
  /** Class of a name: which rules' attributes match it. */
  classOfLabel(label: number): number;
  classOfText(text: string): number;
  /** By class of names: the last rule of a type and it, -1 for none, UNDECIDED until `rule` is asked. */
  lineOf(type: number): Int16Array;
  /** The last rule of both; -1 for none. */
  rule(type: number, attributeClass: number): number;
  /** The last TAG of the instances of a type; -1 for none. */
  ofInstances(type: number): number;
}

/** O(types x rules) at once, O(rules) per distinct name when it is first met. */
export function ruleTable(heap: Heap, rules: readonly OwnershipRule[]): RuleTable {
  const types = new Classes(MOST_TYPE_CLASSES);
  const ofType = Uint16Array.from({ length: heap.types.length }, (_, row) => {
    const name = typeNameOf(heap, typeId(row));
    return types.of(matching(rules, (rule) => matchesType(rule.type, name.name, qualifiedName(name))));
  });
  const attributes = new Classes(MOST_NAME_CLASSES);
  const byText = new Map<string, number>();
  const classOfText = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const found = attributes.of(
      matching(rules, (rule) => rule.attribute !== undefined && globMatches(rule.attribute, text)),
    );
    byText.set(text, found);
    return found;
  };
  // 0: not asked yet.
  const ofLabel = new Uint16Array(heap.strings.length);
  // One line per class of types: a reference is a look-up in it.
  const decided: Int16Array[] = [];
  const lineOf = (type: number): Int16Array =>
    (decided[ofType[type]] ??= new Int16Array(MOST_NAME_CLASSES + 1).fill(UNDECIDED));
  return {
    unnamed: classOfText(''),
    classOfText,
    classOfLabel(label) {
      if (ofLabel[label] === 0) ofLabel[label] = 1 + classOfText(nameAt(heap, stringId(label)));
      return ofLabel[label] - 1;
    },
    lineOf,
    rule(type, attributeClass) {
      const line = lineOf(type);
      if (line[attributeClass] !== UNDECIDED) return line[attributeClass];
      const both = types.rulesOf(ofType[type]).filter((rule) => attributes.rulesOf(attributeClass).includes(rule));
      return (line[attributeClass] = both.at(-1) ?? -1);
    },
    ofInstances(type) {
      const tags = types
        .rulesOf(ofType[type])
        .filter((rule) => rules[rule].kind === 'tag' && rules[rule].attribute === undefined);
      return tags.at(-1) ?? -1;
    },
  };
}

export const UNDECIDED = -2;
const MOST_NAME_CLASSES = 0xfffe;
const MOST_TYPE_CLASSES = 256;

/** Lists of rules, each kept once. */
class Classes {
  readonly #known = new Map<string, number>();
  readonly #lists: (readonly number[])[] = [];

  constructor(private readonly most: number) {
    this.of([]);
  }

  of(rules: readonly number[]): number {
    const key = rules.join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // Rules made so that every name matches other ones would need more classes than cells hold: the rest match none.
    if (this.#lists.length >= this.most) return 0;
    this.#known.set(key, this.#lists.length);
    return this.#lists.push(rules) - 1;
  }

  rulesOf(row: number): readonly number[] {
    return this.#lists[row];
  }
}

function matching(rules: readonly OwnershipRule[], isMatch: (rule: OwnershipRule) => boolean): readonly number[] {
  return [...rules.keys()].filter((rule) => isMatch(rules[rule]));
}

function matchesType(glob: string, name: string, qualified: string): boolean {
  return globMatches(glob, qualified) || globMatches(glob, name);
}
