import { qualifiedName } from '#heap/model/names.ts';
import type { ObjectCard } from '#heap/model/rows.ts';
import { operand, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printFacts, printJson, type Output } from '../output.ts';
import { objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

export function object(command: Command, output: Output): Promise<number> {
  const asked = operand(command, 1, 'an address');
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const card = valueOf(await heap.describe(valueOf(await heap.locate(asked))));
    if (output.json) printJson(output, cardLine(card));
    else printFacts(output, Object.entries(cardFacts(card)));
  });
}

function cardLine(card: ObjectCard): Readonly<Record<string, unknown>> {
  const { row, dominator, component } = card;
  return {
    ...objectLine(row),
    row: row.object,
    expression: card.expression,
    ...orNull({
      root: card.root,
      length: row.size,
      generation: row.generation,
      tracked: card.tracked,
      freedBy: card.freedBy,
      balance: card.balance,
      dominated: card.dominated,
      distance: card.distance,
      component: component?.component,
      componentObjects: component?.objects,
    }),
    references: card.references,
    referrers: card.referrers,
    freedWith: card.freedWith ?? null,
    weakReferrers: card.weakReferrers,
    finalized: card.finalized,
    immortal: row.immortal,
    verdict: card.verdict,
    idom: dominator === undefined ? '' : dominator.id,
  };
}

/** JSON has no undefined: what is not known is null. */
function orNull(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
}

function cardFacts(card: ObjectCard): Readonly<Record<string, string | number | undefined>> {
  const { balance } = card;
  return {
    object: `${qualifiedName(card.row.type)} @ ${card.row.id} (#${card.row.object})`,
    expression: card.expression === '' ? 'no path from a root' : card.expression,
    preview: card.row.preview,
    'self size': card.row.selfSize,
    retained: card.row.retained,
    'freed with it (PyHeap)': freedText(card.freedWith),
    'reference count':
      balance === undefined
        ? undefined
        : `${balance.recorded} = ${balance.inside} inside + ${balance.outside} outside + ${balance.sharedKeys} shared keys + ${balance.excess} excess (${balance.explanation})`,
    references: card.references,
    referrers: `${card.referrers} strong, ${card.weakReferrers} weak`,
    generation: card.row.generation,
    verdict: card.freedBy === undefined ? card.verdict : `${card.verdict}, generation ${card.freedBy}`,
    dominator: card.dominator === undefined ? 'none' : `${qualifiedName(card.dominator.type)} @ ${card.dominator.id}`,
    distance: card.distance,
    component:
      card.component === undefined ? 'none' : `c-${card.component.component}, ${card.component.objects} objects`,
  };
}

function freedText(freed: ObjectCard['freedWith']): string | undefined {
  if (freed === undefined) return undefined;
  return `${freed.limited ? 'at least ' : ''}${freed.bytes} in ${freed.objects} objects`;
}
