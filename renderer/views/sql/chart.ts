// Which columns of a result make a picture, and its bars.
import type { SqlCell, SqlResultColumn, SqlRow } from '#heap/model/sqlRows.ts';

export interface ChartColumns {
  readonly label: number;
  readonly value: number;
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Part of the longest bar, 0 to 1. */
  readonly share: number;
}

/** Rows that are drawn. */
export const MOST_BARS = 40;

/**
 * The last column of numbers that is not the first column, named by the first text, object or other column; undefined where
 * there are not two such columns.
 */
export function chartColumns(columns: readonly SqlResultColumn[]): ChartColumns | undefined {
  const value = columns.findLastIndex(({ kind }, at) => kind === 'number' && at > 0);
  if (value < 0) return undefined;
  const text = columns.findIndex(({ kind }) => kind === 'text');
  return { label: text >= 0 ? text : 0, value };
}

/** In the order of the rows; rows without a number are left out. */
export function barsOf(rows: readonly SqlRow[], { label, value }: ChartColumns): readonly Bar[] {
  const cells = rows.map((row) => ({ label: labelOf(row[label]), value: numberOf(row[value]) }));
  const drawn = cells
    .filter((bar): bar is { label: string; value: number } => bar.value !== undefined)
    .slice(0, MOST_BARS);
  const most = Math.max(...drawn.map((bar) => Math.abs(bar.value)), 0);
  return drawn.map((bar) => ({ ...bar, share: most === 0 ? 0 : Math.abs(bar.value) / most }));
}

function labelOf(cell: SqlCell | undefined): string {
  return cell === null || cell === undefined ? 'NULL' : String(cell);
}

function numberOf(cell: SqlCell | undefined): number | undefined {
  const number = typeof cell === 'string' ? Number(cell) : cell;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
