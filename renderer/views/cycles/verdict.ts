// What is said about a component, decided by its numbers. Words are elsewhere.
import type { ComponentRow } from '#heap/model/rows.ts';
import type { CyclesWords } from '../../words/cycles.contract.ts';

export type VerdictTone = 'entry' | 'garbage' | 'excess' | 'neutral';

export interface VerdictMark {
  readonly tone: VerdictTone;
  readonly text: string;
}

/** The chip in the table. Garbage is never said where a count is unexplained: native code may hold it. */
export function verdictMark(row: ComponentRow, words: CyclesWords): VerdictMark {
  if (row.verdict === 'garbage') return { tone: 'garbage', text: words.garbage(row.generation) };
  if (row.verdict === 'uncollectable') return { tone: 'garbage', text: words.verdicts.uncollectable };
  if (row.entries > 0) return { tone: 'entry', text: words.alive(row.entries) };
  if ((row.unexplained ?? 0) > 0) return { tone: 'excess', text: words.unexplained(row.unexplained ?? 0) };
  return { tone: 'neutral', text: words.verdicts[row.verdict] };
}

export function verdictSentence(row: ComponentRow, words: CyclesWords): string {
  const { sentences } = words;
  if (row.verdict === 'garbage') return sentences.garbage(0);
  if (row.verdict === 'uncollectable') return sentences.uncollectable(0);
  if (row.entries > 0) return sentences.held(row.entries);
  if ((row.unexplained ?? 0) > 0) return sentences.unexplained(row.unexplained ?? 0);
  if (row.verdict === 'unreachableByRoots') return sentences.unreached(0);
  return sentences.other(row.entries);
}

/** What a component is made of, most frequent first: `Session, User ×3`. */
export function typesSummary(row: ComponentRow, words: CyclesWords): string {
  return row.types.map(({ type, count }) => words.typed(type.name, count)).join(', ');
}

/** References into the members: inside + entries + unexplained; undefined where counts are not recorded. */
export function countedReferences(row: ComponentRow): number | undefined {
  return row.unexplained === undefined ? undefined : row.references + row.entries + row.unexplained;
}

/** Who holds it, in one cell. */
export function holderText(
  row: ComponentRow,
  words: CyclesWords,
): { readonly text: string; readonly expression: boolean } {
  if (row.heldBy !== '') return { text: row.heldBy, expression: true };
  return { text: (row.unexplained ?? 0) > 0 ? words.outside : words.nobody, expression: false };
}
