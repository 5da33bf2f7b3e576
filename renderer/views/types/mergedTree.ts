// The tree of merged paths as the lines of a treegrid: what is open, what the bound left out.
import type { MergedPaths, MergedRow } from '#heap/model/whyRows.ts';

export interface MergedLine {
  /** The way from the top as positions: `0.2.1`. */
  readonly key: string;
  readonly parent: string;
  /** 1 for a topmost row. */
  readonly level: number;
  readonly place: { readonly position: number; readonly of: number };
  readonly open: boolean | undefined;
  readonly content:
    | { readonly kind: 'row'; readonly row: MergedRow }
    | { readonly kind: 'cut'; readonly rows: number; readonly members: number; readonly bytes: number };
}

/** Rows with at least this share of all members begin open. */
const OPEN_SHARE = 0.05;

/** Lines from the top; `toggled` are the keys that are not as they began. */
export function linesOf(answer: MergedPaths, toggled: ReadonlySet<string>): readonly MergedLine[] {
  const lines: MergedLine[] = [];
  // An explicit stack: paths may be thousands of steps deep.
  const stack: Fan[] = [{ rows: answer.roots, cut: answer.cut, parent: '', level: 1, next: 0 }];
  for (let fan = stack.at(-1); fan !== undefined; fan = stack.at(-1)) {
    const row = fan.rows[fan.next];
    const of = fan.rows.length + (fan.cut.rows > 0 ? 1 : 0);
    if (row === undefined) {
      if (fan.cut.rows > 0) lines.push(cutLine(fan, of));
      stack.pop();
      continue;
    }
    const key = fan.parent === '' ? String(fan.next) : `${fan.parent}.${fan.next}`;
    const open = opens(row) ? isOpen(row, key, answer.members, toggled) : undefined;
    lines.push({
      key,
      parent: fan.parent,
      level: fan.level,
      place: { position: fan.next + 1, of },
      open,
      content: { kind: 'row', row },
    });
    fan.next++;
    if (open === true) stack.push({ rows: row.children, cut: row.cut, parent: key, level: fan.level + 1, next: 0 });
  }
  return lines;
}

/** The key after an arrow key: the tree opens and closes, or the focus moves. */
export function arrow(
  lines: readonly Pick<MergedLine, 'key' | 'parent' | 'open'>[],
  at: number,
  key: string,
): { readonly focus: number } | { readonly toggle: string } | undefined {
  const line = lines[at];
  if (line === undefined) return undefined;
  if (key === 'ArrowDown') return { focus: Math.min(at + 1, lines.length - 1) };
  if (key === 'ArrowUp') return { focus: Math.max(at - 1, 0) };
  if (key === 'Home') return { focus: 0 };
  if (key === 'End') return { focus: lines.length - 1 };
  if (key === 'ArrowRight') return line.open === false ? { toggle: line.key } : { focus: line.open ? at + 1 : at };
  if (key !== 'ArrowLeft') return undefined;
  if (line.open === true) return { toggle: line.key };
  const above = lines.findIndex((other) => other.key === line.parent);
  return { focus: above < 0 ? at : above };
}

interface Fan {
  readonly rows: readonly MergedRow[];
  readonly cut: MergedPaths['cut'];
  readonly parent: string;
  readonly level: number;
  next: number;
}

function opens(row: MergedRow): boolean {
  return row.children.length > 0 || row.cut.rows > 0;
}

function isOpen(row: MergedRow, key: string, all: number, toggled: ReadonlySet<string>): boolean {
  return row.members >= all * OPEN_SHARE !== toggled.has(key);
}

function cutLine(fan: Fan, of: number): MergedLine {
  return {
    key: `${fan.parent}.cut`,
    parent: fan.parent,
    level: fan.level,
    place: { position: of, of },
    open: undefined,
    content: { kind: 'cut', ...fan.cut },
  };
}
