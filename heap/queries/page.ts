import { MOST_ROWS, type Page, type PageRequest } from '../model/rows.ts';

/** Rows [first, first + count) of `total`, at most 500 of them. */
export function pageOf<Row>(
  total: number,
  request: PageRequest,
  row: (index: number) => Row,
  limited = false,
): Page<Row> {
  const first = Math.max(0, Math.min(Math.trunc(request.first) || 0, total));
  const count = Math.max(0, Math.min(Math.trunc(request.count) || 0, MOST_ROWS, total - first));
  return { rows: Array.from({ length: count }, (_, i) => row(first + i)), first, total, limited };
}
