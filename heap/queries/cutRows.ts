// A reference as the row of a cut: its ends, its Python expression, and the statement that drops it.
import type { CutRow } from '../model/cutRows.ts';
import { fail } from '../base/fault.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong, referenceKind } from '../model/kinds.ts';
import { expressionOf, reasonOf, shortestReferences, startOf } from './expression.ts';
import { labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { objectRow } from './objectRow.ts';
import { statementFor, type StatementTables } from './statements.ts';

export function cutRow(tables: StatementTables, reference: ReferenceId): CutRow {
  const { heap, results } = tables;
  const from = sourceOf(heap, reference);
  return {
    reference,
    from: objectRow(heap, results, from),
    to: objectRow(heap, results, heap.references.target[reference]),
    kind: referenceKind(heap.references.kind[reference]),
    label: labelOf(heap, reference).trim(),
    expression: expressionThrough(tables, reference),
    ...statementFor(tables, reference),
  };
}

/** `app.main.sessions['u1']`, or only `['u1']` when the holder has no path from a root. */
export function expressionThrough(tables: StatementTables, reference: ReferenceId): string {
  const { heap, results } = tables;
  const holder = sourceOf(heap, reference);
  const above = shortestReferences(heap, results, holder);
  const start = above === undefined ? holder : startOf(heap, holder, above);
  const root = reasonOf(heap, results.rootSet, start);
  if (above === undefined || root === undefined) return labelOf(heap, reference).trim();
  return expressionOf(heap, start, root, [...above, reference]);
}

/**
 * The strong reference of `from` (into `to`, when given) that a person names by its label: `.user`, `['u1']`, `[3]`, `user`. Fault `heap/no-such-object`.
 * O(references of `from`).
 */
export function referenceLabelled(heap: Heap, from: ObjectId, label: string, to?: ObjectId): ReferenceId {
  const wanted = label.trim();
  for (let row = heap.references.first[from]; row < heap.references.first[from + 1]; row++) {
    const reference = referenceId(row);
    if (!isStrong(heap.references.kind[reference])) continue;
    if (to !== undefined && heap.references.target[reference] !== to) continue;
    const text = labelOf(heap, reference).trim();
    if (text === wanted || text === `.${wanted}` || text === `['${wanted}']` || text === `[${wanted}]`)
      return reference;
  }
  return fail({ code: 'heap/no-such-object', asked: label.slice(0, 64) });
}
