// Tables know no shell: whoever shows them says how one leaves the page.
import { createContext } from 'svelte';
import type { Outcome } from '#heap/base/fault.ts';

export type AskAll = (page: {
  readonly first: number;
  readonly count: number;
}) => Promise<Outcome<{ readonly rows: readonly object[]; readonly total: number }>>;

export interface TableExport {
  /** Writes every row of the question in its order. */
  readonly save: (title: string, ask: AskAll) => void;
  readonly redacted: () => boolean;
}

export const [getTableExport, setTableExport] = createContext<TableExport>();
