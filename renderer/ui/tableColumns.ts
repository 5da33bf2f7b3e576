// Columns of a table, and by which it is sorted.
export interface TableColumn {
  readonly id: string;
  readonly title: string;
  /** The head is read out but not shown: a bar column. */
  readonly quiet?: boolean;
  /** CSS grid track: `minmax(0, 1fr)`, `6rem`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
}

export interface TableSort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}
