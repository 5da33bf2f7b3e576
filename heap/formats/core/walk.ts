// The closure of the object graph: objects as they are found, and the references of each, into a draft.
import type { Task } from '../../base/task.ts';
import { addType, type Draft } from '../../model/draft.ts';
import { GENERATION } from '../../model/heap.ts';
import { HIDDEN } from '../../model/kinds.ts';
import { AddressRows } from './addressRows.ts';
import { Miss } from './space.ts';
import { textOf } from './texts.ts';
import { factsOf, type TypeFacts } from './typeFacts.ts';
import type { TypeNames } from './typeNames.ts';
import type { Types } from './types.ts';

/** Objects are known by address from the first reference on; their rows are described in the order they were found. */
export class Walk {
  readonly #rows: AddressRows;
  readonly #facts = new Map<number, TypeFacts>();
  readonly #byRow: TypeFacts[] = [];
  readonly #labels = new Map<number, number>();
  readonly #texts = new Map<string, number>();
  /** 0x80 while the object at hand has no `tp_traverse`. */
  hidden = 0;
  /** Words that should be objects and are none. */
  dangling = 0;
  /** Keys objects of split dictionaries, and the type they belong to. */
  readonly sharedKeys = new Map<number, number>();
  inferredTypes = 0;
  /** PyInterpreterState; 0: not found. */
  interpreter = 0;

  constructor(
    readonly types: Types,
    readonly names: TypeNames,
    readonly draft: Draft,
  ) {
    this.#rows = new AddressRows(draft.ledger);
  }

  get length(): number {
    return this.draft.objects.address.length;
  }

  /** The row of the object at `address`, which becomes known; -1 when there is none. */
  reach(address: number): number {
    if (address < 4096) return -1;
    const known = this.#rows.get(address);
    if (known >= 0) return known;
    const type = this.types.ofObject(address);
    if (type === undefined) return -1;
    const facts = this.facts(type.address);
    if (facts === undefined) return -1;
    const row = this.length;
    this.#rows.set(address, row);
    this.draft.objects.address.push(address);
    this.draft.objects.type.push(facts.row);
    this.draft.objects.generation.push(GENERATION.untracked);
    return row;
  }

  /** -1 when it is not known. */
  rowOf(address: number): number {
    return this.#rows.get(address);
  }

  facts(address: number): TypeFacts | undefined {
    const known = this.#facts.get(address);
    if (known !== undefined) return known;
    const type = this.types.at(address);
    if (type === undefined) return undefined;
    const { strings, types } = this.draft;
    const row = types.address.length;
    const facts = factsOf(this.types, this.names, type, row);
    const { module, qualname, inferred } = this.names.of(type);
    if (inferred) this.inferredTypes++;
    addType(this.draft, {
      address,
      module: strings.add(module),
      qualname: strings.add(qualname),
      file: strings.add(''),
      flags: type.flags >>> 0,
      basicSize: type.basicSize,
      itemSize: type.itemSize,
      layout: LAYOUTS.get(facts.shape) ?? EXPLICIT,
      traits: facts.hasGc ? 1 : 0,
    });
    this.#facts.set(address, facts);
    this.#byRow.push(facts);
    return facts;
  }

  factsOfRow(row: number): TypeFacts {
    return this.#byRow[row];
  }

  /** A reference of the object at hand, when there is an object. */
  add(address: number, kind: number, label: number): boolean {
    if (this.reach(address) < 0) {
      if (address !== 0) this.dangling++;
      return false;
    }
    this.#push(address, kind | this.hidden, label);
    return true;
  }

  /** A word that may be anything. */
  addIfObject(address: number, kind: number, label = 0): void {
    if (address !== 0 && address % 8 === 0 && this.reach(address) >= 0) this.#push(address, kind | this.hidden, label);
  }

  addHidden(address: number, kind: number, label = 0): boolean {
    if (address === 0 || this.reach(address) < 0) return false;
    this.#push(address, kind | HIDDEN, label);
    return true;
  }

  /** The StringId of a label of ours. */
  label(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const made = this.draft.strings.add(text);
    this.#texts.set(text, made);
    return made;
  }

  /** The StringId of the text of a str; 0 when it is none. */
  labelAt(address: number): number {
    const known = this.#labels.get(address);
    if (known !== undefined) return known;
    const text = textOf(this.types, address);
    const made = text === undefined ? 0 : this.draft.strings.add(text);
    this.#labels.set(address, made);
    return made;
  }

  drop(): void {
    this.#rows.drop();
  }

  #push(address: number, kind: number, label: number): void {
    const { references } = this.draft;
    references.target.push(address);
    references.kind.push(kind);
    references.label.push(label);
  }
}

const EXPLICIT = 4;
const LAYOUTS: ReadonlyMap<string, number> = new Map([
  ['list', 1],
  ['tuple', 1],
  ['deque', 1],
  ['dict', 2],
  ['orderedDict', 2],
  ['defaultDict', 2],
  ['set', 3],
]);

/** Describes every known object from `from` on, and what that finds, until nothing new is found. */
export async function walkAll(
  walk: Walk,
  task: Task,
  describe: (address: number, facts: TypeFacts) => void,
): Promise<void> {
  const { draft, types } = walk;
  const { references, objects } = draft;
  let row = objects.references.length;
  while (row < walk.length) {
    const before = references.target.length;
    try {
      const address = objects.address.reserve(0)[row];
      describe(address, walk.factsOfRow(objects.type.reserve(0)[row]));
      objects.references.push(references.target.length - before);
      row++;
      if ((row & 4095) === 0) task.step(4096);
    } catch (error) {
      references.target.length = before;
      references.kind.length = before;
      references.label.length = before;
      if (!(error instanceof Miss)) throw error;
      await types.space.fetch(error);
    }
  }
}
