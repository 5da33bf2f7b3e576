// What may go on while a heap is being built: whoever loads it can already write the columns that are finished.
import type { ColumnSet } from './columns.ts';

export interface Meanwhile {
  /** The cells of these columns will not change any more. Never throws. */
  readonly onColumns: (columns: ColumnSet) => void;
  /** Lets other work of the thread have its turn. */
  readonly turn: () => Promise<void>;
}

/** For whoever waits for the whole heap. */
export const nothingMeanwhile: Meanwhile = { onColumns: () => undefined, turn: () => Promise.resolve() };
