// Places what an expansion added: a fan around the parent, on the side with most free angle. Nothing else moves.
import type { Footprint, Point, Positions } from './place.ts';

export interface FanRequest {
  readonly parent: string;
  /** References open to the right, referrers to the left, when both sides are equally free. */
  readonly side: 'references' | 'referrers';
  readonly added: readonly Footprint[];
  /** Everything that stays where it is. */
  readonly placed: readonly Footprint[];
  readonly positions: Positions;
  /** Shapes joined to the parent. */
  readonly neighbours: readonly string[];
}

const FIRST_RADIUS = 150;
const RADIUS_STEP = 74;
const MOST_ARCS = 60;
const WIDEST = Math.PI * 0.9;
const GAP = 10;
/** Angle that the natural side is worth. */
const SIDE_BONUS = Math.PI / 2;

export function fan(request: FanRequest): Positions {
  const centre = request.positions.get(request.parent) ?? { x: 0, y: 0 };
  const free = freeSector(request, centre);
  const taken: { box: Footprint; at: Point }[] = request.placed.flatMap((box) => {
    const at = request.positions.get(box.id);
    return at === undefined ? [] : [{ box, at }];
  });
  const found = new Map<string, Point>();
  const waiting = [...request.added];
  for (let arc = 0; arc < MOST_ARCS && waiting.length > 0; arc++) {
    for (const at of slots(centre, free, FIRST_RADIUS + arc * RADIUS_STEP, waiting[0]?.width ?? 0)) {
      const box = waiting[0];
      if (box === undefined) break;
      if (taken.some((other) => overlap(box, at, other.box, other.at))) continue;
      waiting.shift();
      taken.push({ box, at });
      found.set(box.id, at);
    }
  }
  for (const [i, box] of waiting.entries()) {
    found.set(box.id, { x: centre.x + FIRST_RADIUS + MOST_ARCS * RADIUS_STEP, y: centre.y + i * box.height });
  }
  return found;
}

interface Sector {
  readonly middle: number;
  readonly width: number;
}

/** The widest gap between the directions already used; the natural side counts a quarter turn more. */
export function freeSector(request: Omit<FanRequest, 'added' | 'placed'>, centre: Point): Sector {
  const natural = request.side === 'references' ? 0 : Math.PI;
  const used = request.neighbours
    .flatMap((id) => request.positions.get(id) ?? [])
    .map((point) => Math.atan2(point.y - centre.y, point.x - centre.x))
    .sort((a, b) => a - b);
  const [first] = used;
  if (first === undefined) return { middle: natural, width: WIDEST };
  let best: Sector = { middle: natural, width: 0 };
  let bestWorth = -Infinity;
  for (const [i, angle] of used.entries()) {
    const next = used[i + 1] ?? first + 2 * Math.PI;
    const gap = next - angle;
    const wanted = nearestWithin(natural, angle + gap / 4, next - gap / 4);
    const off = Math.abs(wrapped(wanted - natural));
    const worth = gap - (off * SIDE_BONUS) / Math.PI;
    if (worth <= bestWorth) continue;
    bestWorth = worth;
    best = { middle: wanted, width: Math.min(WIDEST, 2 * Math.min(wanted - angle, next - wanted) * 0.85) };
  }
  return best;
}

/** `angle`, turned by whole rounds and clamped into `[low, high]`. */
function nearestWithin(angle: number, low: number, high: number): number {
  const turns = [-2, 0, 2, 4].map((half) => angle + half * Math.PI);
  const within = turns.find((turn) => turn >= low && turn <= high);
  if (within !== undefined) return within;
  return Math.abs(wrapped(low - angle)) < Math.abs(wrapped(high - angle)) ? low : high;
}

function wrapped(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** Places on one arc, from its middle outwards. */
function slots(centre: Point, sector: Sector, radius: number, width: number): readonly Point[] {
  const turn = (Math.max(width, 60) + GAP) / radius;
  const count = Math.max(1, Math.floor(sector.width / turn) + 1);
  return Array.from({ length: count }, (_, i) => {
    const angle = sector.middle + (i % 2 === 0 ? 1 : -1) * Math.ceil(i / 2) * turn;
    return { x: Math.round(centre.x + radius * Math.cos(angle)), y: Math.round(centre.y + radius * Math.sin(angle)) };
  });
}

function overlap(a: Footprint, p: Point, b: Footprint, q: Point): boolean {
  const high = Math.abs(p.y + a.rise - q.y - b.rise) < (a.height + b.height) / 2 + GAP;
  return high && Math.abs(p.x - q.x) < (a.width + b.width) / 2 + GAP;
}
