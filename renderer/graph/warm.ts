// The first picture is the slowest: the drawing library is compiled while it draws. A tiny one is drawn out of sight before,
// in turns of its own, so that no task of the real one is long.
import { objectId } from '#heap/model/ids.ts';
import { takeTurn } from '../ui/turns.ts';
import type { mount } from './canvas.ts';
import type { DrawnEdge, DrawnNode, Drawing } from './drawing.ts';
import type { Positions } from './place.ts';

const PLACES: Positions = new Map([
  ['a', { x: 60, y: 60 }],
  ['b', { x: 180, y: 60 }],
]);
const NODES: Drawing = { nodes: [node('a'), node('b')], edges: [] };
const EDGES: Drawing = { ...NODES, edges: [edge('a', 'b', 'inside'), edge('b', 'a', 'entry')] };
const MARKS = { selected: ['a'], focused: undefined, cuts: new Set<string>(), pinned: new Set<string>() };
/** How long the tiny picture stays: Cytoscape draws labels and textures over several frames. */
const STAY_MS = 400;

let begun = false;

/** Draws once per page, when it has nothing else to do. Cost: about 100 ms of the page, in tasks of 40 ms and less. */
export function warmUp(): void {
  if (begun) return;
  begun = true;
  requestIdleCallback(() => void import('./canvas.ts').then((canvas) => takeTurn(() => draw(canvas.mount))));
}

function draw(mounted: typeof mount): void {
  const host = document.createElement('div');
  const frame = document.createElement('div');
  frame.inert = true;
  Object.assign(frame.style, { position: 'fixed', left: '-500px', top: '0', width: '240px', height: '120px' });
  Object.assign(host.style, { position: 'absolute', inset: '0' });
  frame.append(host);
  document.body.append(frame);
  const nothing = (): void => undefined;
  const view = mounted(host, {
    onSelect: nothing,
    onOpen: nothing,
    onHover: nothing,
    onMoved: nothing,
    onView: nothing,
    onBadge: nothing,
  });
  const show = (drawing: Drawing): void => view.show({ drawing, positions: PLACES, hull: '', entry: '' });
  takeTurn(() => show(NODES));
  takeTurn(() => show(EDGES));
  // Turns may wait long on a busy machine: it stays until the last of them has drawn.
  takeTurn(() => {
    view.mark(MARKS);
    setTimeout(() => {
      view.remove();
      frame.remove();
    }, STAY_MS);
  });
}

function node(id: string): DrawnNode {
  const fold = { at: objectId(0), side: 'references', types: [], count: 1 } as const;
  const texts = { title: id, detail: id, inner: id, badges: [] };
  return { id, subject: { kind: 'fold', fold }, shape: 'instance', width: 40, height: 30, ...texts };
}

function edge(from: string, to: string, role: DrawnEdge['role']): DrawnEdge {
  return { id: from + to, from, to, role, label: from, count: 1, possible: false, paired: true };
}
