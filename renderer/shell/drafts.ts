// Notes begin with the numbers on screen: the evidence is what was seen when the note was written.
import { qualifiedName } from '#heap/model/names.ts';
import type { WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { ObjectCard, TypeRow } from '#heap/model/rows.ts';
import type { Draft } from '../state/findings.svelte.ts';
import { bytes, count } from '../ui/formatting.ts';
import { words } from '../words/words.ts';

export function draftAbout(card: ObjectCard): Draft {
  const { row, balance } = card;
  const name = qualifiedName(row.type);
  return {
    title: card.expression === '' ? `${name} @ ${row.id}` : card.expression,
    note: '',
    target: { kind: 'object', address: row.id },
    confidence: 'exact',
    evidence: [
      { label: 'type', value: name },
      { label: 'self size', value: bytes(row.selfSize) },
      { label: 'retained', value: bytes(row.retained) },
      ...(balance === undefined
        ? []
        : [{ label: 'reference count', value: `${balance.recorded}, unexplained ${balance.excess}` }]),
      { label: 'verdict', value: words.verdicts[card.verdict] },
      { label: 'path', value: card.expression === '' ? 'none' : card.expression },
    ],
  };
}

export function draftAboutType(row: TypeRow): Draft {
  const name = qualifiedName(row.type);
  return {
    title: name,
    note: '',
    target: { kind: 'type', name },
    confidence: 'exact',
    evidence: [
      { label: 'objects', value: count(row.count) },
      { label: 'self size', value: bytes(row.selfSize) },
      { label: 'retained', value: bytes(row.retained) },
    ],
  };
}

/** References cut in mind, with what would go. */
export function cutsDraft(answer: WhatIfAnswer): Draft {
  const { cuts, gone, atOnce, byCollector, stays } = answer;
  const amounts = { gone, atOnce, byCollector, stays };
  return {
    title: cuts.length === 1 ? (cuts[0]?.expression ?? '') : words.cuts.saved(cuts.length),
    note: cuts.map((cut) => `- \`${cut.statement === '' ? cut.expression : cut.statement}\``).join('\n'),
    target: {
      kind: 'cuts',
      references: cuts.map(({ from, label, to }) => ({
        from: from.id,
        label,
        to: to.id,
      })),
    },
    confidence: 'exact',
    evidence: Object.entries(amounts).flatMap(([label, amount]) =>
      amount === undefined ? [] : [{ label, value: `${bytes(amount.selfSize)}, ${words.cuts.amount(amount.objects)}` }],
    ),
  };
}
