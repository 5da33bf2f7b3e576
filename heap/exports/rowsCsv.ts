// Any rows as CSV: one column for every field, with the values as they are and not as a screen rounds them.
import { qualifiedName } from '../model/names.ts';
import { csvLine, type CsvCell } from './csv.ts';
import { isTypeName } from './redaction.ts';

export interface RowsCsv {
  add(rows: readonly object[]): void;
  /** The file in parts; columns in the order in which they came up. */
  parts(): readonly string[];
}

/**
 * Rows may come in pages and have different fields: nested ones are named by their way (`other.selfSize`), the name of a type is
 * one cell, lists are JSON, yes and no are 1 and 0.
 */
export function rowsCsv(): RowsCsv {
  const columns = new Map<string, number>();
  const pages: (readonly Line[])[] = [];
  return {
    add: (rows) => void pages.push(rows.map((row) => lineOf(row, columns))),
    parts: () => [
      csvLine([...columns.keys()]),
      ...pages.map((lines) => lines.map((line) => padded(line, columns.size)).join('')),
    ],
  };
}

interface Line {
  readonly text: string;
  readonly cells: number;
}

function lineOf(row: object, columns: Map<string, number>): Line {
  const cells = cellsOf(row, columns);
  return { text: csvLine(cells), cells: cells.length };
}

/** A row that came before a column did has no cell for it. */
function padded({ text, cells }: Line, columns: number): string {
  return cells === columns ? text : `${text.slice(0, -2)}${','.repeat(columns - cells)}\r\n`;
}

function cellsOf(row: object, columns: Map<string, number>): readonly CsvCell[] {
  const cells: CsvCell[] = [];
  const fields: (readonly [string, unknown])[] = entriesOf('', row);
  for (let next = fields.shift(); next !== undefined; next = fields.shift()) {
    const [name, value] = next;
    if (isNested(value)) {
      fields.unshift(...entriesOf(`${name}.`, value));
      continue;
    }
    const column = columns.get(name) ?? columns.size;
    columns.set(name, column);
    cells[column] = cellOf(value);
  }
  return Array.from({ length: columns.size }, (_, column) => cells[column]);
}

function entriesOf(prefix: string, row: object): (readonly [string, unknown])[] {
  return Object.entries(row).map(([key, value]) => [`${prefix}${key}`, value] as const);
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTypeName(value);
}

function cellOf(value: unknown): CsvCell {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value) && isTypeName(value)) return qualifiedName(value);
  return JSON.stringify(value);
}
