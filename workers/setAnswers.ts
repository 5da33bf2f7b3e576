// Sets of objects by name: what a query found, kept so that other queries may build on it.
import { retainedOfSet } from '#heap/analyses/setRetained.ts';
import { countBits, emptyBits, hasBit, setBit } from '#heap/base/bits.ts';
import { release } from '#heap/base/column.ts';
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { objectId } from '#heap/model/ids.ts';
import type { Page, TypeRow, TypesRequest } from '#heap/model/rows.ts';
import type { SetCard, SetSource } from '#heap/model/setRows.ts';
import { BUILT_IN_SETS } from '#heap/queries/queryText.ts';
import { typesPage } from '#heap/queries/typePages.ts';
import type { OpenHeap } from './openHeap.ts';
import { membersOfSet } from './setMembers.ts';

/** One bit per object each. */
const MOST_SETS = 32;

export class SetAnswers {
  constructor(private readonly open: OpenHeap) {}

  /** Names the members; a name that is taken is given anew. Faults as of `membersOfSet`. */
  name(name: string, source: SetSource): SetCard {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(name) || BUILT_IN_SETS.some((known) => known === name))
      fail({ code: 'query/invalid', column: 0, expected: 'a name of letters, digits and _ that no other set has' });
    const sets = this.open.asDumped.namedSets;
    if (sets !== undefined && !sets.has(name) && sets.size >= MOST_SETS)
      fail({ code: 'query/invalid', column: 0, expected: `at most ${MOST_SETS} sets` });
    const members = membersOfSet(this.open, source);
    const bits = emptyBits(this.open.heap.objects.length, 'named set', this.open.ledger);
    for (const member of members) setBit(bits, member);
    this.open.nameSet(name, bits);
    return this.#card(name, members);
  }

  forget(name: string): Record<string, never> {
    this.open.nameSet(name, undefined);
    return {};
  }

  adopt(sets: ReadonlyMap<string, Uint32Array>): Record<string, never> {
    for (const [name, bits] of sets) this.open.nameSet(name, bits);
    return {};
  }

  /** Without their retained sizes, which cost a pass each. */
  all(): readonly SetCard[] {
    const { asDumped, heap } = this.open;
    return [...(asDumped.namedSets ?? [])].map(([name, bits]) => {
      let selfSize = 0;
      for (let object = 0; object < heap.objects.length; object++)
        if (hasBit(bits, object)) selfSize += heap.objects.selfSize[object] ?? 0;
      return { name, objects: countBits(bits), selfSize, retained: undefined };
    });
  }

  measure(source: SetSource): SetCard {
    return this.#card('', membersOfSet(this.open, source));
  }

  /** O(members + types log types). */
  types(source: SetSource, request: TypesRequest): Page<TypeRow> {
    const { heap } = this.open;
    const count = new Uint32Array(heap.types.length);
    const selfSize = new Float64Array(heap.types.length);
    for (const member of membersOfSet(this.open, source)) {
      const type = heap.objects.type[objectId(member)] ?? 0;
      count[type] = (count[type] ?? 0) + 1;
      selfSize[type] = (selfSize[type] ?? 0) + (heap.objects.selfSize[member] ?? 0);
    }
    return typesPage(heap, {}, { count, selfSize }, request);
  }

  #card(name: string, members: Uint32Array): SetCard {
    const { heap, results, ledger } = this.open;
    const { rootSet, dominators } = results;
    let selfSize = 0;
    for (const member of members) selfSize += heap.objects.selfSize[member] ?? 0;
    const retained =
      rootSet === undefined || dominators === undefined
        ? undefined
        : retainedOfSet(heap, rootSet, dominators.reached, members, ledger, silentTask);
    release(members.byteLength, ledger);
    return { name, objects: members.length, selfSize, retained };
  }
}
