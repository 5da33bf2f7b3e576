// The same questions without a process per question: what every interpreter's dumps are asked.
import { openLedger } from '../../heap/base/column.ts';
import { silentTask } from '../../heap/base/task.ts';
import type { Suggestions } from '../../heap/model/cutRows.ts';
import type { Heap } from '../../heap/model/heap.ts';
import { componentId, objectId, typeId, type ObjectId } from '../../heap/model/ids.ts';
import { qualifiedName, typeNameOf } from '../../heap/model/names.ts';
import type { ComponentRow } from '../../heap/model/rows.ts';
import { balanceRow, unbalancedObjects } from '../../heap/queries/balances.ts';
import { orderedComponents } from '../../heap/queries/componentOrder.ts';
import { componentRow } from '../../heap/queries/componentRows.ts';
import { verdictOf } from '../../heap/queries/describe.ts';
import { motifContext } from '../../heap/queries/motifs/motifOf.ts';
import { suggestCuts, suggestForObject } from '../../heap/queries/suggest.ts';
import { whyAlive } from '../../heap/queries/whyAlive.ts';
import { analysed } from '../../heap/testing/analysed.ts';
import { load } from '../../heap/testing/loading.ts';
import { readFileSync } from 'node:fs';
import { answerOf, type Component, type Suggestion } from './answers.ts';
import { placeOfCycle, type Said } from './said.ts';

export async function ask(name: string, dump: string): Promise<Omit<Said, 'trial'>> {
  const answer = answerOf(name);
  const { heap } = await load(readFileSync(dump));
  const results = analysed(heap);
  const ledger = openLedger();
  const { referrers, componentsDefault: components, rootSet } = results;
  const tables = { heap, results, referrers, components, motifs: motifContext(heap) };
  const subject = firstOf(heap, answer.subject.type);
  const rows = Array.from(orderedComponents(tables), (id) => componentRow(tables, componentId(id)));
  const cycles = rows.map(componentLine);
  const place = placeOfCycle(name, answer, cycles);
  const component = rows[place];
  const suggestions =
    answer.view === 'cycles' && component !== undefined
      ? suggestCuts(tables, component.component, ledger, silentTask)
      : suggestForObject(tables, subject, ledger, silentTask);
  return {
    verdict: verdictOf(results, subject),
    why: whyAlive({ heap, results, rootSet, referrers }, subject, 5, ledger, silentTask),
    component: cycles[place],
    place,
    suggestions: suggestions.rows.map(suggestionLine),
    counts: Array.from(unbalancedObjects(heap, results, results.refcounts).subarray(0, 2), (object) => {
      const { object: row, excess, explanation } = balanceRow(heap, results, results.refcounts, object);
      return { type: qualifiedName(row.type), excess, explanation };
    }),
  };
}

/** As a list by retained size would show it: instances of one type retain alike here, so the first by address does. */
function firstOf(heap: Heap, type: string): ObjectId {
  for (const [row, found] of heap.objects.type.entries()) {
    if (qualifiedName(typeNameOf(heap, typeId(found))) === type) return objectId(row);
  }
  throw new Error(`no ${type} in the dump`);
}

function componentLine(row: ComponentRow): Component {
  return {
    id: row.component,
    heldBy: row.heldBy,
    motif: row.motif ?? null,
    verdict: row.verdict,
    finalizers: row.finalizers,
    types: row.types.map(({ type }) => ({ type: qualifiedName(type) })),
  };
}

function suggestionLine(row: Suggestions['rows'][number]): Suggestion {
  return { kind: row.kind, statements: row.cuts.map((cut) => cut.statement), cuts: row.cuts };
}
