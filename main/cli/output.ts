// What the command line prints: results on stdout, progress on stderr, every text of a dump made safe for a terminal.
import type { Fault } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import { jsonLine } from '#heap/exports/json.ts';
import { terminalSafe } from '#heap/exports/terminal.ts';

export { terminalSafe };

export interface Output {
  readonly json: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Overwrites one line of stderr on a terminal; silent elsewhere. */
  progress(text: string): void;
}

export type Cell = string | number | undefined;

export interface TextColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Cell;
}

/** As JSON, or as aligned columns with the numbers to the right. */
export function printRows<Row>(
  output: Output,
  rows: readonly Row[],
  json: unknown,
  columns: readonly TextColumn<Row>[],
): void {
  if (output.json) printJson(output, json);
  else output.out(table(rows, columns));
}

export function printJson(output: Output, value: unknown): void {
  output.out(jsonLine(value));
}

/** `name: value` lines. */
export function printFacts(output: Output, facts: readonly (readonly [string, Cell])[]): void {
  const width = Math.max(...facts.map(([name]) => name.length));
  for (const [name, value] of facts)
    output.out(`${name.padEnd(width)}  ${terminalSafe(String(value ?? 'not recorded'))}\n`);
}

export function table<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => shown(column.cell(row))));
  const numeric = columns.map(
    (column) => rows.length > 0 && rows.every((row) => typeof (column.cell(row) ?? 0) === 'number'),
  );
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((line) => line[i]?.length ?? 0)),
  );
  const line = (parts: readonly string[]): string =>
    `${parts.map((part, i) => (numeric[i] === true ? part.padStart(widths[i] ?? 0) : part.padEnd(widths[i] ?? 0))).join('  ')}`.trimEnd();
  return [line(columns.map((column) => column.title)), ...cells.map(line)].map((text) => `${text}\n`).join('');
}

const MOST_CELL_CHARACTERS = 120;

function shown(cell: Cell): string {
  if (cell === undefined) return '-';
  const text = terminalSafe(String(cell));
  return text.length > MOST_CELL_CHARACTERS ? `${text.slice(0, MOST_CELL_CHARACTERS - 1)}…` : text;
}

/** Binary units with three significant digits; exact below 1 KiB. */
export function bytesText(bytes: number): string {
  if (bytes < 0) return `-${bytesText(-bytes)}`;
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = -1;
  // 999.5 and more would read as 1000 with three digits.
  while (unit < 0 || (value >= 999.5 && unit < units.length - 1)) {
    value /= 1024;
    unit++;
  }
  return `${value.toPrecision(3)} ${units[unit]}`;
}

export function progressText(progress: Progress): string {
  const share = progress.total > 0 ? ` ${Math.min(100, Math.floor((progress.done / progress.total) * 100))} %` : '';
  return `${progress.phase}${share}`;
}

/** Fault in one or two lines, never with text of the dump. */
export function printFault(output: Output, fault: Fault, message: string): void {
  if (output.json) printJson(output, { fault: { ...fault, message } });
  else output.err(`ouro: ${message} [${fault.code}]\n`);
}
