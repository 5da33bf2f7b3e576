// CSV of RFC 4180 that no spreadsheet takes for formulas.
import { namedControlsBut } from './controls.ts';

export type CsvCell = string | number | undefined;

/** Text in front of which spreadsheets look for a formula, also behind blanks and in full width. */
const FORMULA = /^[\s\uff1d\uff0b\uff0d\uff20]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * Text that a spreadsheet would take for a formula gets a leading apostrophe, our own numbers do not. Quoted when a comma, a
 * semicolon, a tab, a quote or the end of a line is inside: which one parts cells depends on the country of the reader.
 */
export function csvCell(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const named = namedControlsBut('\t\r\n', cell);
  const safe = FORMULA.test(named) ? `'${named}` : named;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
