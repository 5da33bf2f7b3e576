// Which of the four kinds of holders a referrer is, as the counts of the verdict have it.
import type { ReferenceRow } from '#heap/model/rows.ts';
import type { HolderCounts } from '#heap/model/whyRows.ts';

export const HOLDER_KINDS = [
  'strong',
  'weak',
  'frameLocal',
  'unexplained',
] as const satisfies readonly (keyof HolderCounts)[];

export type HolderKind = (typeof HOLDER_KINDS)[number];

export function holdersOfKind(rows: readonly ReferenceRow[], kind: HolderKind): readonly ReferenceRow[] {
  return rows.filter((row) => kindOf(row) === kind);
}

function kindOf(row: ReferenceRow): HolderKind {
  if (row.weak) return 'weak';
  return row.kind === 'local' || row.kind === 'stack' ? 'frameLocal' : 'strong';
}

/** The first kind that holds the object at all: what is opened first. */
export function firstKind(counts: HolderCounts): HolderKind {
  const order = ['strong', 'frameLocal', 'unexplained', 'weak'] as const;
  return order.find((kind) => (counts[kind] ?? 0) > 0) ?? 'strong';
}
