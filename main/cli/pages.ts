import type { Outcome } from '#heap/base/fault.ts';
import { MOST_ROWS, type Page, type PageRequest } from '#heap/model/rows.ts';
import { valueOf } from './investigation.ts';

/** The first `top` rows of a paged question, page by page. */
export async function firstRows<Row>(
  top: number,
  ask: (page: PageRequest) => Promise<Outcome<Page<Row>>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  while (rows.length < top) {
    const page = valueOf(await ask({ first: rows.length, count: Math.min(MOST_ROWS, top - rows.length) }));
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) break;
  }
  return rows;
}
