// The balance of the whole heap in the order it is read: what adds up, what does not, what is known, what was not counted.
import type { ExplanationRow } from '#heap/model/countRows.ts';
import type { Explanation } from '#heap/model/rows.ts';

const ALARMING: readonly Explanation[] = ['unexplained', 'inconsistent'];
const UNCOUNTED: readonly Explanation[] = ['immortal', 'static', 'notCounted'];

/** The inconsistent counts have a row even when there are none: that there are none is worth saying. */
export function balanceRows(explanations: readonly ExplanationRow[]): readonly ExplanationRow[] {
  const rowsOf = (words: readonly Explanation[]): readonly ExplanationRow[] =>
    words.flatMap((word) => explanations.find((row) => row.explanation === word) ?? emptyRow(word));
  const known = explanations.filter(({ explanation }) => !APART.has(explanation));
  return [
    ...rowsOf(['exact']),
    ...rowsOf(ALARMING),
    ...[...known].sort((a, b) => b.objects - a.objects),
    ...rowsOf(UNCOUNTED),
  ];
}

const APART: ReadonlySet<Explanation> = new Set<Explanation>(['exact', ...ALARMING, ...UNCOUNTED]);

function emptyRow(explanation: Explanation): readonly ExplanationRow[] {
  if (!ALARMING.includes(explanation)) return [];
  return [{ explanation, objects: 0, excess: 0, example: undefined }];
}
