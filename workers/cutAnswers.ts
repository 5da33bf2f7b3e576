// The questions about references that are not there any more: what goes with them, and the heap as if they were gone.
import { supposition, type Supposition } from '#heap/analyses/supposition.ts';
import { invariant } from '#heap/base/fault.ts';
import type { Task } from '#heap/base/task.ts';
import type { CutRow, Suggestions, WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { ComponentId, ObjectId, ReferenceId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import { cutRow, referenceLabelled } from '#heap/queries/cutRows.ts';
import { suggestCuts, suggestForObject } from '#heap/queries/suggest.ts';
import { checkedCuts, whatIf } from '#heap/queries/whatIf.ts';
import type { OpenHeap } from './openHeap.ts';

/** All but `row` speak of the heap as dumped, whatever is supposed meanwhile. */
export class CutAnswers {
  #made: Supposition | undefined;

  constructor(private readonly open: OpenHeap) {}

  row(reference: ReferenceId): CutRow {
    const { heap, results } = this.open;
    return cutRow({ heap, results }, this.open.checkReference(reference));
  }

  locate(from: string, label: string, to: string | undefined): ReferenceId {
    const target = to === undefined ? undefined : this.open.locateObject(to);
    return referenceLabelled(this.open.heap, this.open.locateObject(from), label, target);
  }

  whatIf(cuts: readonly ReferenceId[], task: Task): WhatIfAnswer {
    return whatIf(this.open.heap, this.open.asDumped, cuts, this.open.ledger, task);
  }

  suggest(lens: LensName, component: ComponentId, task: Task): Suggestions {
    const { heap, asDumped: results, referrers, ledger } = this.open;
    const components = this.open.componentsOf(lens);
    const tables = { heap, results, referrers, components };
    return suggestCuts(tables, this.open.checkComponent(components, component), ledger, task);
  }

  suggestFor(object: ObjectId, task: Task): Suggestions {
    const { heap, asDumped: results, referrers, ledger } = this.open;
    return suggestForObject({ heap, results, referrers }, this.open.checkObject(object), ledger, task);
  }

  suppose(cuts: readonly ReferenceId[], task: Task): Record<string, never> {
    const { heap, asDumped, ledger } = this.open;
    const rows = checkedCuts(heap, cuts);
    const { refcounts, collector, distances } = asDumped;
    const rootSet = this.open.result('rootSet');
    const { reached } = this.open.result('dominators');
    const tables = { rootSet, reached, refcounts, collector, referrers: this.open.referrers, distances };
    this.#made = supposition(heap, tables, rows, ledger, task);
    return {};
  }

  get made(): Supposition {
    invariant(this.#made !== undefined, 'a supposition that was made');
    return this.#made;
  }
}
