// The tree of calls as boxes side by side: the outermost call on top, widths by bytes.
import type { CallPlace, CallRow, Measure } from '#heap/model/allocationRows.ts';

export interface Box {
  readonly row: CallRow;
  /** Row of the answer. */
  readonly index: number;
  /** Shares of the whole width. */
  readonly x: number;
  readonly width: number;
  /** Lines from the top. */
  readonly depth: number;
}

/** Narrower boxes are not drawn: they are in the table. */
const LEAST_SHARE = 0.0015;
const MOST_BOXES = 700;

export function weightOf(row: CallRow, measure: Measure): number {
  return measure === 'made' ? (row.made?.bytes ?? 0) : row.bytes;
}

/**
 * Boxes of the call `focus` (a row of the answer; undefined: everything), its callers above it in full width, and what is below.
 * O(rows).
 */
export function boxesOf(rows: readonly CallRow[], measure: Measure, focus: number | undefined): readonly Box[] {
  const callers = callersOf(rows, focus);
  const boxes: Box[] = callers.map((index, depth) => boxAt(rows, index, 0, 1, depth));
  const whole = focus === undefined ? wholeOf(rows, measure) : weightOf(rowAt(rows, focus), measure);
  const placed = new Map<number, Box>();
  if (focus !== undefined) placed.set(focus, boxAt(rows, focus, 0, 1, callers.length));
  /** Where the next call of a caller begins. */
  const next = new Map<number | undefined, number>();
  rows.forEach((row, index) => {
    const above = row.parent === undefined ? undefined : placed.get(row.parent);
    const isBelow = row.parent === undefined ? focus === undefined : above !== undefined;
    if (!isBelow || index === focus) return;
    const x = next.get(row.parent) ?? above?.x ?? 0;
    const width = whole === 0 ? 0 : weightOf(row, measure) / whole;
    next.set(row.parent, x + width);
    if (width >= LEAST_SHARE) placed.set(index, boxAt(rows, index, x, width, (above?.depth ?? -1) + 1));
  });
  return [...boxes, ...placed.values()].slice(0, MOST_BOXES);
}

/** What all outermost calls allocated together. */
export function wholeOf(rows: readonly CallRow[], measure: Measure): number {
  return rows.reduce((sum, row) => sum + (row.parent === undefined ? weightOf(row, measure) : 0), 0);
}

function boxAt(rows: readonly CallRow[], index: number, x: number, width: number, depth: number): Box {
  return { row: rowAt(rows, index), index, x, width, depth };
}

function rowAt(rows: readonly CallRow[], index: number): CallRow {
  const row = rows[index];
  if (row === undefined) throw new RangeError(`no row ${index}`);
  return row;
}

/** Rows above `index`, the outermost first. */
export function callersOf(rows: readonly CallRow[], index: number | undefined): readonly number[] {
  const above: number[] = [];
  let at = index === undefined ? undefined : rows[index]?.parent;
  while (at !== undefined) {
    above.push(at);
    at = rows[at]?.parent;
  }
  return above.reverse();
}

/** The box that an arrow key leads to: up to the caller, down to the largest call, sideways among the calls of one caller. */
export function neighbour(boxes: readonly Box[], at: number, key: string): number | undefined {
  const box = boxes[at];
  if (box === undefined) return undefined;
  const find = (is: (other: Box) => boolean): number | undefined => {
    const found = boxes.findIndex(is);
    return found < 0 ? undefined : found;
  };
  switch (key) {
    case 'ArrowUp':
      return find((other) => other.index === box.row.parent);
    case 'ArrowDown':
      return find((other) => other.row.parent === box.index);
    case 'Home':
      return 0;
    case 'ArrowLeft':
    case 'ArrowRight': {
      const siblings = boxes.flatMap((other, i) => (other.row.parent === box.row.parent ? [i] : []));
      return siblings[siblings.indexOf(at) + (key === 'ArrowRight' ? 1 : -1)];
    }
    default:
      return undefined;
  }
}

/** `make`, else `app.py:22`. */
export function shortName(place: CallPlace): string {
  return place.function === '' ? shortPlace(place) : place.function;
}

/** `app.py:22`. */
export function shortPlace({ file, line }: CallPlace): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 ? `${name}:${line}` : name;
}

/** The whole place, for titles and tables. */
export function fullPlace({ function: name, file, line, column }: CallPlace): string {
  const place = `${file}${line > 0 ? `:${line}` : ''}${column > 0 ? `:${column}` : ''}`;
  if (name === '') return place;
  return place === '' ? name : `${name} (${place})`;
}

/** Code that came with the interpreter or from a package, as against the program's own. */
export function isLibrary({ file }: CallPlace): boolean {
  return /^(<prefix>|<frozen|<capture>|node:|native)|\/(site-packages|node_modules)\//.test(file);
}
