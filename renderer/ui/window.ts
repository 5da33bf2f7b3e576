// Which rows of 10 million are on screen, when an element may be at most 8 million pixels high.

/** Chromium clamps an element at 33,554,428 px; far below it scrolling is still exact to a pixel. */
export const MOST_HEIGHT = 8_000_000;
export const OVERSCAN = 4;

export interface Viewport {
  readonly count: number;
  readonly rowHeight: number;
  readonly height: number;
}

/** Height of the spacer that gives the native scrollbar its length. */
export function spacerHeight({ count, rowHeight }: Viewport): number {
  return Math.min(count * rowHeight, MOST_HEIGHT);
}

/** Virtual pixels per pixel of the scrollbar; 1 while the list fits into the spacer. */
export function scrollRatio(view: Viewport): number {
  const room = spacerHeight(view) - view.height;
  return room <= 0 ? 1 : (view.count * view.rowHeight - view.height) / room;
}

/** The greatest exact offset. */
export function lastTop({ count, rowHeight, height }: Viewport): number {
  return Math.max(0, count * rowHeight - height);
}

export function clampTop(top: number, view: Viewport): number {
  return Math.max(0, Math.min(top, lastTop(view)));
}

/** Rows to draw for the exact offset `top`, with overscan on both sides. */
export function visibleRows(top: number, view: Viewport): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.floor(top / view.rowHeight) - OVERSCAN);
  const last = Math.min(view.count - 1, Math.ceil((top + view.height) / view.rowHeight) + OVERSCAN);
  return { first, last };
}

/** The offset that brings `row` into view with the least movement. */
export function revealTop(row: number, top: number, view: Viewport): number {
  const start = row * view.rowHeight;
  if (start < top) return start;
  return clampTop(Math.max(top, start + view.rowHeight - view.height), view);
}
