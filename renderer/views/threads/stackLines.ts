// One stack as the lines of a treegrid: frames, and below an open frame its locals.
import type { FrameRow, LocalRow } from '#heap/model/threadRows.ts';

export interface StackLine {
  readonly key: string;
  /** Key of the frame; '' for a frame. */
  readonly parent: string;
  readonly level: 1 | 2;
  readonly place: { readonly position: number; readonly of: number };
  /** undefined: nothing to open. */
  readonly open: boolean | undefined;
  readonly content:
    | { readonly kind: 'frame'; readonly row: FrameRow }
    | { readonly kind: 'local'; readonly row: LocalRow; readonly frame: FrameRow }
    /** Locals that are not here yet. */
    | { readonly kind: 'more'; readonly rest: number; readonly frame: FrameRow }
    | { readonly kind: 'limited'; readonly frame: FrameRow };
}

/** A stack with no more locals than this begins with every frame open. */
const FEW_LOCALS = 40;

/** The frames that begin open: all of a small stack, else the wanted one, else the innermost one with locals. */
export function openAtFirst(frames: readonly FrameRow[], wanted: number | undefined): ReadonlySet<string> {
  const withLocals = frames.filter((row) => row.locals.total > 0);
  const all = withLocals.reduce((sum, row) => sum + row.locals.total, 0);
  if (all <= FEW_LOCALS) return new Set(withLocals.map(keyOf));
  const chosen = withLocals.find((row) => row.frame === wanted) ?? withLocals[0];
  return new Set(chosen === undefined ? [] : [keyOf(chosen)]);
}

export function keyOf(row: FrameRow): string {
  return `f${row.frame}`;
}

/** Lines from the innermost frame; `extra` are locals beyond those that came with their frame. */
export function linesOf(
  frames: readonly FrameRow[],
  total: number,
  open: ReadonlySet<string>,
  extra: ReadonlyMap<number, readonly LocalRow[]>,
): readonly StackLine[] {
  return frames.flatMap((row, i) => {
    const key = keyOf(row);
    const opens = row.locals.total > 0;
    const place = { position: i + 1, of: total };
    const line: StackLine = {
      key,
      parent: '',
      level: 1,
      place,
      open: opens ? open.has(key) : undefined,
      content: { kind: 'frame', row },
    };
    return line.open === true ? [line, ...localLines(row, key, extra.get(row.frame) ?? [])] : [line];
  });
}

function localLines(frame: FrameRow, key: string, extra: readonly LocalRow[]): readonly StackLine[] {
  const locals = [...frame.locals.rows, ...extra];
  const rest = frame.locals.total - locals.length;
  const contents: StackLine['content'][] = locals.map((row) => ({ kind: 'local', row, frame }));
  if (rest > 0) contents.push({ kind: 'more', rest, frame });
  else if (frame.locals.limited) contents.push({ kind: 'limited', frame });
  return contents.map((content, i) => ({
    key: `${key}.${i}`,
    parent: key,
    level: 2,
    place: { position: i + 1, of: contents.length },
    open: undefined,
    content,
  }));
}
