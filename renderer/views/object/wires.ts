// Curves between the rows at the sides and the card in the middle: who refers to it, what it refers to.

export type WireTone = 'entry' | 'cycle' | 'root' | 'excess' | 'strong' | 'weak';

export interface Wire {
  readonly tone: WireTone;
  /** Path of the curve. */
  readonly curve: string;
  /** Path of the arrow head. */
  readonly head: string;
  readonly from: Point;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

export interface WiredRow {
  readonly tone: WireTone;
  readonly box: Box;
}

const HEAD = 7;
/** Distance of two wires where they meet the card. */
const STEP = 15;
/** Wires meet the card below its head. */
const MEET = 0.42;

/** Wires of one side, from left to right; coordinates are those of `frame`. */
export function wiresOf(rows: readonly WiredRow[], card: Box, frame: Box, side: 'holders' | 'held'): readonly Wire[] {
  const step = Math.min(STEP, (card.height * 0.8) / Math.max(1, rows.length));
  return rows.map(({ tone, box }, i) => {
    const row = {
      x: (side === 'holders' ? box.right : box.left) - frame.left,
      y: box.top + box.height / 2 - frame.top,
    };
    const met = {
      x: (side === 'holders' ? card.left : card.right) - frame.left,
      y: card.top - frame.top + card.height * MEET + (i - (rows.length - 1) / 2) * step,
    };
    const [start, tip] = side === 'holders' ? [row, met] : [met, row];
    return wire(tone, { x: start.x + 1, y: start.y }, { x: tip.x - 1, y: tip.y });
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function wire(tone: WireTone, from: Point, tip: Point): Wire {
  const end = tip.x - HEAD;
  const middle = (from.x + end) / 2;
  const curve = `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${tip.y} ${end} ${tip.y}`;
  return { tone, curve, head: `M${tip.x} ${tip.y}l-8-4v8z`, from };
}
