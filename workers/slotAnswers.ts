// The question what live frames, threads and tasks keep. The tree with their nodes is made at the first of them and kept.
import type { RootSet } from '#heap/analyses/results.ts';
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { hasCapability } from '#heap/model/manifest.ts';
import { MOST_ROWS } from '#heap/model/rows.ts';
import type { HeldSlots } from '#heap/model/slotRows.ts';
import { heldSlots } from '#heap/queries/heldSlots.ts';
import { slotTree } from '#heap/queries/slotTree.ts';
import type { OpenHeap } from './openHeap.ts';

export class SlotAnswers {
  #kept: { readonly of: RootSet; readonly answer: HeldSlots } | undefined;

  constructor(private readonly open: OpenHeap) {}

  /** As dumped, whatever is cut in mind. Faults: `analysis/needs` without frames, or before the root set and dominators are there. */
  held(): HeldSlots {
    const { heap, ledger, asDumped } = this.open;
    if (!hasCapability(heap.manifest, 'frames'))
      fail({ code: 'analysis/needs', analysis: 'frames', missing: ['frames'] });
    const { rootSet, dominators } = asDumped;
    if (rootSet === undefined || dominators === undefined)
      fail({ code: 'analysis/needs', analysis: 'frames', missing: ['dominators'] });
    if (this.#kept?.of !== rootSet) {
      const tree = slotTree(heap, asDumped, rootSet, ledger, silentTask);
      this.#kept = { of: rootSet, answer: heldSlots(heap, asDumped, this.open.namespaces, tree, MOST_ROWS, ledger) };
    }
    return this.#kept.answer;
  }
}
