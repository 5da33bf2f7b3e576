// What the command line prints: results on stdout, progress on stderr, every text of a dump made safe for a terminal.
import type { Fault } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';

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
  output.out(`${JSON.stringify(value)}\n`);
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

/**
 * Text of a dump without anything a terminal would act on: C0 (our own newlines are added outside), DEL, C1, lone surrogates,
 * bidi controls, zero-width characters, tags and line separators become `<U+XXXX>`.
 */
export function terminalSafe(text: string): string {
  let safe = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    safe += isUnsafe(point) ? `<U+${point.toString(16).toUpperCase().padStart(4, '0')}>` : character;
  }
  return safe;
}

/** First and last code point of every range a terminal might act on. */
const UNSAFE: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xe0000, 0xe007f],
];

function isUnsafe(point: number): boolean {
  return UNSAFE.some(([first, last]) => point >= first && point <= last);
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
