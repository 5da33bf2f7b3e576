// Walking the picture by keyboard: Left is a referrer, Right a reference, Up and Down a sibling.
import type { Drawing, DrawnEdge } from './drawing.ts';
import type { Positions } from './place.ts';

export type Step = 'left' | 'right' | 'up' | 'down';

export interface Stand {
  readonly at: string;
  /** The shape the last step left or right came from: siblings are its other neighbours on that side. */
  readonly from: string | undefined;
  readonly side: 'references' | 'referrers';
}

/** Where the walk begins: the shape asked about, else the first. */
export function beginning(drawing: Drawing, wanted: string | undefined): Stand | undefined {
  const found = drawing.nodes.find((node) => node.id === wanted) ?? drawing.nodes[0];
  return found === undefined ? undefined : { at: found.id, from: undefined, side: 'references' };
}

/** The next stand; the same one where there is nothing to walk to. */
export function walk(drawing: Drawing, positions: Positions, stand: Stand, step: Step): Stand {
  if (step === 'up' || step === 'down') return sideways(drawing, positions, stand, step);
  const side = step === 'right' ? 'references' : 'referrers';
  // Straight back: the shape one came from, if it lies that way.
  const others = neighbours(drawing, stand.at, side);
  if (stand.from !== undefined && side !== stand.side && others.includes(stand.from)) {
    return { at: stand.from, from: stand.at, side };
  }
  const next = nearest(others, positions, stand.at);
  return next === undefined ? stand : { at: next, from: stand.at, side };
}

/** The reference the walk came along, else the entry into where it stands, else any. */
export function edgeWalked(drawing: Drawing, stand: Stand | undefined): DrawnEdge | undefined {
  if (stand === undefined) return undefined;
  const into = drawing.edges.filter((edge) => edge.to === stand.at && edge.role !== 'fold');
  return into.find((edge) => edge.from === stand.from) ?? into.find((edge) => edge.role === 'entry') ?? into[0];
}

function sideways(drawing: Drawing, positions: Positions, stand: Stand, step: 'up' | 'down'): Stand {
  const anchor = stand.from ?? anchorOf(drawing, positions, stand);
  if (anchor === undefined) return stand;
  const siblings = byHeight(neighbours(drawing, anchor, stand.side), positions);
  const here = siblings.indexOf(stand.at);
  const next = siblings[here + (step === 'up' ? -1 : 1)];
  return here < 0 || next === undefined ? stand : { at: next, from: anchor, side: stand.side };
}

/** Without a step before, siblings are what the nearest referrer holds. */
function anchorOf(drawing: Drawing, positions: Positions, stand: Stand): string | undefined {
  const opposite = stand.side === 'references' ? 'referrers' : 'references';
  return nearest(neighbours(drawing, stand.at, opposite), positions, stand.at);
}

export function neighbours(drawing: Drawing, at: string, side: Stand['side']): readonly string[] {
  const found = new Set<string>();
  for (const edge of drawing.edges) {
    if (side === 'references' && edge.from === at) found.add(edge.to);
    if (side === 'referrers' && edge.to === at) found.add(edge.from);
  }
  return [...found];
}

function nearest(ids: readonly string[], positions: Positions, at: string): string | undefined {
  const here = positions.get(at)?.y ?? 0;
  const off = (id: string): number => Math.abs((positions.get(id)?.y ?? 0) - here);
  return [...ids].sort((a, b) => off(a) - off(b))[0];
}

function byHeight(ids: readonly string[], positions: Positions): readonly string[] {
  const y = (id: string): number => positions.get(id)?.y ?? 0;
  const x = (id: string): number => positions.get(id)?.x ?? 0;
  return [...ids].sort((a, b) => y(a) - y(b) || x(a) - x(b));
}
