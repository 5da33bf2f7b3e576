// A new layout around shapes that stay where they are.
import type { Footprint, Plan, Point, Positions } from './place.ts';

const GAP = 14;
const ROUNDS = 40;

/** `fresh`, moved as a whole to where the pinned shapes are; pinned shapes stay, free ones make room for them. */
export function aroundPinned(plan: Plan, fresh: Positions, before: Positions, pinned: ReadonlySet<string>): Positions {
  const kept = plan.boxes.filter((box) => pinned.has(box.id) && before.has(box.id));
  if (kept.length === 0) return fresh;
  const shift = meanShift(kept, fresh, before);
  const places = new Map<string, Point>();
  for (const { id } of plan.boxes) {
    const at = fresh.get(id) ?? { x: 0, y: 0 };
    places.set(id, { x: Math.round(at.x + shift.x), y: Math.round(at.y + shift.y) });
  }
  for (const { id } of kept) places.set(id, before.get(id) ?? { x: 0, y: 0 });
  const free = plan.boxes.filter((box) => !pinned.has(box.id));
  for (let round = 0; round < ROUNDS; round++) if (!makeRoom(kept, free, places)) break;
  return places;
}

function meanShift(kept: readonly Footprint[], fresh: Positions, before: Positions): Point {
  let x = 0;
  let y = 0;
  for (const { id } of kept) {
    x += (before.get(id)?.x ?? 0) - (fresh.get(id)?.x ?? 0);
    y += (before.get(id)?.y ?? 0) - (fresh.get(id)?.y ?? 0);
  }
  return { x: x / kept.length, y: y / kept.length };
}

/** Moves free boxes out of pinned ones along the shorter way; whether any moved. */
function makeRoom(kept: readonly Footprint[], free: readonly Footprint[], places: Map<string, Point>): boolean {
  let moved = false;
  for (const still of kept) {
    const at = places.get(still.id) ?? { x: 0, y: 0 };
    for (const box of free) {
      const from = places.get(box.id) ?? { x: 0, y: 0 };
      const dx = from.x - at.x;
      const dy = from.y + box.rise - at.y - still.rise;
      const wide = (still.width + box.width) / 2 + GAP - Math.abs(dx);
      const high = (still.height + box.height) / 2 + GAP - Math.abs(dy);
      if (wide <= 0 || high <= 0) continue;
      moved = true;
      const to =
        wide < high
          ? { x: from.x + (dx < 0 ? -wide : wide), y: from.y }
          : { x: from.x, y: from.y + (dy < 0 ? -high : high) };
      places.set(box.id, { x: Math.round(to.x), y: Math.round(to.y) });
    }
  }
  return moved;
}
