// The questions about what keeps an object or a set of objects alive.
import { silentTask } from '#heap/base/task.ts';
import { typeId, type ObjectId, type TypeId } from '#heap/model/ids.ts';
import { fail } from '#heap/base/fault.ts';
import type { MergedPaths, ObjectSet, WeakDefeatedAnswer, WhyAnswer } from '#heap/model/whyRows.ts';
import { membersOf } from '#heap/queries/components.ts';
import { mergedPaths } from '#heap/queries/mergedPaths.ts';
import type { PathTables } from '#heap/queries/paths.ts';
import { parseQuery } from '#heap/queries/queryText.ts';
import { searchObjects } from '#heap/queries/search.ts';
import { weakDefeated } from '#heap/queries/weakDefeated.ts';
import { whyAlive } from '#heap/queries/whyAlive.ts';
import type { OpenHeap } from './openHeap.ts';

/** Most paths and rows of one answer. */
const MOST_PATHS = 50;
const MOST_ROWS = 500;

export class WhyAnswers {
  constructor(private readonly open: OpenHeap) {}

  tables(): PathTables {
    const { heap, results, referrers } = this.open;
    return { heap, results, referrers, rootSet: this.open.result('rootSet') };
  }

  why(object: ObjectId, limit: number): WhyAnswer {
    return whyAlive(
      this.tables(),
      this.open.checkObject(object),
      within(limit, MOST_PATHS),
      this.open.ledger,
      silentTask,
    );
  }

  merged(set: ObjectSet, most: number): MergedPaths {
    const tree = mergedPaths(this.tables(), this.#members(set), within(most, MOST_ROWS), this.open.ledger, silentTask);
    return tree ?? fail({ code: 'analysis/needs', analysis: 'mergedPaths', missing: ['distances'] });
  }

  weakDefeated(limit: number): WeakDefeatedAnswer {
    const { heap, results } = this.open;
    return weakDefeated({ heap, results }, within(limit, MOST_ROWS), silentTask);
  }

  #members(set: ObjectSet): Uint32Array {
    if (set.kind === 'type') return this.#instances(set.type);
    if (set.kind === 'query') {
      const { heap, results, ledger } = this.open;
      return searchObjects(heap, results, parseQuery(set.query), ledger, silentTask);
    }
    const components = this.open.componentsOf(set.lens);
    return membersOf(components, this.open.checkComponent(components, set.component));
  }

  /** O(objects). */
  #instances(type: TypeId): Uint32Array {
    const { objects, types } = this.open.heap;
    if (!Number.isInteger(type) || type < 0 || type >= types.length)
      fail({ code: 'heap/no-such-object', asked: `type ${type}` });
    const wanted = typeId(type);
    const count = this.open.histogram.count[wanted] ?? 0;
    const members = new Uint32Array(count);
    let at = 0;
    for (let object = 0; object < objects.length && at < count; object++)
      if (objects.type[object] === wanted) members[at++] = object;
    return members.subarray(0, at);
  }
}

function within(asked: number, most: number): number {
  return Math.max(1, Math.min(Math.trunc(asked) || 1, most));
}
