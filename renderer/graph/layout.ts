// Chooses and runs a placement by kind and size. Measured in docs: fcose 144 ms at 50 shapes and dagre 77 ms block the page; these do not.
import { unreachable } from '#heap/base/fault.ts';
import { forces, type Stepped } from './force.ts';
import { layered, type LayerLink, type LayerPlan } from './layers.ts';
import { boundsOf, type Bounds, type Footprint, type Plan, type Point, type Positions } from './place.ts';
import { busiest, circle, rings } from './rings.ts';

export type LayoutKind = 'layered' | 'component' | 'rings';

/** Above this many shapes only rings are drawn. */
export const MOST_LAYERED = 500;
/** Members of a component placed by forces; more stand on rings. */
const MOST_FORCED = 300;
const MOST_ON_A_CIRCLE = 12;
/** Free border of the hull around its members, its caption above. */
export const HULL_BORDER = 28;
const HULL_GAP = 24;

export function layoutKind(plan: Plan): LayoutKind {
  const inside = plan.boxes.filter((box) => box.inside).length;
  if (plan.boxes.length - inside > MOST_LAYERED) return 'rings';
  return inside > 1 ? 'component' : 'layered';
}

/** Middles of the shapes. Steps are short; `result` may be read after the last one. */
export function layout(plan: Plan): Stepped<Positions> {
  const kind = layoutKind(plan);
  switch (kind) {
    case 'rings':
      return atOnce(() => shapesAt(plan.boxes, rings(plan, busiest(plan))));
    case 'layered':
      return atOnce(() => named(plan.boxes, layered(straight(plan))));
    case 'component':
      return componentInLayers(plan);
    default:
      return unreachable(kind);
  }
}

function atOnce(run: () => Positions): Stepped<Positions> {
  let positions: Positions = new Map();
  return {
    step() {
      positions = run();
      return false;
    },
    result: () => positions,
  };
}

function straight(plan: Plan): LayerPlan {
  return { boxes: plan.boxes, links: plan.links.map((link) => ({ ...link, fromShift: 0, toShift: 0 })) };
}

/** The members stand inside one big box; that box and everything else is layered: holders left, what is held right. */
function componentInLayers(plan: Plan): Stepped<Positions> {
  const inner = only(plan, (box) => box.inside);
  const members = inside(inner.plan);
  let placed: Positions = new Map();
  return {
    step() {
      if (members.step()) return true;
      placed = around(plan, inner.rows, members.result());
      return false;
    },
    result: () => placed,
  };
}

function inside(plan: Plan): Stepped<Point[]> {
  const order = alongReferences(plan);
  if (plan.boxes.length > MOST_FORCED) return stepOnce(() => rings(plan, busiest(plan)));
  if (plan.boxes.length > MOST_ON_A_CIRCLE) return forces(plan, circle(plan.boxes, order));
  return stepOnce(() => circle(plan.boxes, order));
}

function stepOnce(run: () => Point[]): Stepped<Point[]> {
  let points: Point[] = [];
  return {
    step() {
      points = run();
      return false;
    },
    result: () => points,
  };
}

/** Depth first along references, so that neighbours on the circle refer to each other. */
function alongReferences(plan: Plan): readonly number[] {
  const out: number[][] = plan.boxes.map(() => []);
  for (const { from, to } of plan.links) out[from]?.push(to);
  const order = new Set<number>();
  for (const [start] of plan.boxes.entries()) {
    const stack = [start];
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (order.has(row)) continue;
      order.add(row);
      stack.push(...(out[row] ?? []).filter((to) => !order.has(to)).reverse());
    }
  }
  return [...order];
}

function only(
  plan: Plan,
  keep: (box: Footprint) => boolean,
): { readonly plan: Plan; readonly rows: readonly number[] } {
  const rows = plan.boxes.flatMap((box, row) => (keep(box) ? [row] : []));
  const small = new Map(rows.map((row, i) => [row, i]));
  const links = plan.links.flatMap(({ from, to }) => {
    const source = small.get(from);
    const target = small.get(to);
    return source === undefined || target === undefined ? [] : [{ from: source, to: target }];
  });
  return { plan: { boxes: plan.boxes.filter(keep), links }, rows };
}

function around(plan: Plan, memberRows: readonly number[], members: readonly Point[]): Positions {
  const memberBoxes = plan.boxes.filter((box) => box.inside);
  const bounds = boundsOf(memberBoxes, members);
  const middle = { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 };
  const shapes = shapesAt(memberBoxes, members);
  const shift = new Map(memberRows.map((row, i) => [row, (shapes.get(memberBoxes[i]?.id ?? '')?.y ?? 0) - middle.y]));
  const outer = only(plan, (box) => !box.inside);
  const hull = outer.rows.length;
  const smallRow = new Map(outer.rows.map((row, i) => [row, i]));
  const links: LayerLink[] = plan.links
    .filter((link) => !(shift.has(link.from) && shift.has(link.to)))
    .map((link) => ({
      from: smallRow.get(link.from) ?? hull,
      to: smallRow.get(link.to) ?? hull,
      fromShift: shift.get(link.from) ?? 0,
      toShift: shift.get(link.to) ?? 0,
    }));
  const points = layered({ boxes: [...outer.plan.boxes, hullBox(bounds)], links });
  const centre = points[hull] ?? { x: 0, y: 0 };
  const moved = members.map((point) => ({ x: point.x - middle.x + centre.x, y: point.y - middle.y + centre.y }));
  return new Map([...named(outer.plan.boxes, points), ...shapesAt(memberBoxes, moved)]);
}

function hullBox(bounds: Bounds): Footprint {
  const width = bounds.right - bounds.left + 2 * HULL_BORDER;
  return { id: '', width, height: bounds.bottom - bounds.top + 2 * HULL_BORDER + HULL_GAP, rise: 0, inside: false };
}

/** From the middles of footprints up to the middles of their shapes. */
function shapesAt(boxes: readonly Footprint[], points: readonly Point[]): Positions {
  return named(
    boxes,
    points.map((point, i) => ({ x: point.x, y: point.y - (boxes[i]?.rise ?? 0) })),
  );
}

function named(boxes: readonly Footprint[], points: readonly Point[]): Positions {
  return new Map(
    boxes.map((box, i) => {
      const point = points[i] ?? { x: 0, y: 0 };
      return [box.id, { x: Math.round(point.x), y: Math.round(point.y) }];
    }),
  );
}
