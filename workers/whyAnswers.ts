// The questions about what keeps an object or a set of objects alive.
import { silentTask } from '#heap/base/task.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import { fail } from '#heap/base/fault.ts';
import type { MergedPaths, ObjectSet, WeakDefeatedAnswer, WhyAnswer } from '#heap/model/whyRows.ts';
import { mergedPaths } from '#heap/queries/mergedPaths.ts';
import type { PathTables } from '#heap/queries/paths.ts';
import { weakDefeated } from '#heap/queries/weakDefeated.ts';
import { whyAlive } from '#heap/queries/whyAlive.ts';
import type { OpenHeap } from './openHeap.ts';
import { membersOfSet } from './setMembers.ts';

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
    const tree = mergedPaths(
      this.tables(),
      membersOfSet(this.open, set),
      within(most, MOST_ROWS),
      this.open.ledger,
      silentTask,
    );
    return tree ?? fail({ code: 'analysis/needs', analysis: 'mergedPaths', missing: ['distances'] });
  }

  weakDefeated(limit: number): WeakDefeatedAnswer {
    const { heap, results } = this.open;
    return weakDefeated({ heap, results }, within(limit, MOST_ROWS), silentTask);
  }
}

function within(asked: number, most: number): number {
  return Math.max(1, Math.min(Math.trunc(asked) || 1, most));
}
