// One mounted Cytoscape: shows drawings by difference, moves nothing that is placed, adds in slices so that no task is long.
import cytoscape, { type Core } from 'cytoscape';
import { change } from './change.ts';
import type { Badge, Drawing } from './drawing.ts';
import { BARE_ABOVE } from './elements.ts';
import { listen, type Touch } from './gestures.ts';
import { overlay, type Overlay } from './overlay.ts';
import type { Point, Positions } from './place.ts';
import { queue, type Queue } from './queue.ts';
import { stylesheet } from './style.ts';
import { readTokens, watchTheme, type Tokens } from './tokens.ts';
import { viewportOf } from './viewport.ts';

export interface CanvasEvents extends Touch {
  /** Zoom or place of the view changed. */
  onView(view: View): void;
  onBadge(node: string, badge: Badge): void;
}

/** What of the picture is seen, in its own coordinates. */
export interface View {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Marks {
  readonly selected: readonly string[];
  /** Where the keyboard is; undefined while the canvas has no focus. */
  readonly focused: string | undefined;
  readonly cuts: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}

export interface Shown {
  readonly drawing: Drawing;
  readonly positions: Positions;
  /** Over the hull of the component; '' draws none. */
  readonly hull: string;
  /** Under an entry reference. */
  readonly entry: string;
}

export interface GraphView {
  show(shown: Shown): void;
  mark(marks: Marks): void;
  fit(): void;
  zoomBy(factor: number): void;
  /** Brings a shape into sight without changing the zoom. */
  reveal(id: string): void;
  /** Moves the view so that this point is in its middle. */
  centre(at: Point): void;
  remove(): void;
}

const SMALLEST_ZOOM = 0.08;
const LARGEST_ZOOM = 3;
const NOTHING: Shown = { drawing: { nodes: [], edges: [] }, positions: new Map(), hull: '', entry: '' };
const NO_MARKS: Marks = { selected: [], focused: undefined, cuts: new Set(), pinned: new Set() };

/** What one canvas holds while it is mounted. */
interface Mounted {
  readonly host: HTMLElement;
  readonly events: CanvasEvents;
  readonly layers: Overlay;
  cy: Core;
  adding: Queue;
  tokens: Tokens;
  shown: Shown;
  marks: Marks;
  /** The person moved or zoomed: a resize no longer fits. */
  steered: boolean;
  /** The frame that will paint the layers; 0 when none was asked for. */
  frame: number;
  unlisten: () => void;
}

export function mount(host: HTMLElement, events: CanvasEvents): GraphView {
  const tokens = readTokens(host);
  const cy = core(host, tokens, 'small');
  const on: Mounted = {
    host,
    events,
    layers: overlay(host),
    cy,
    adding: queue(cy),
    tokens,
    shown: NOTHING,
    marks: NO_MARKS,
    steered: false,
    frame: 0,
    unlisten: () => undefined,
  };
  attach(on);
  const unwatch = watchTheme(() => retheme(on));
  const resized = new ResizeObserver(() => resize(on));
  resized.observe(host);
  const press = (event: PointerEvent): void => pressPill(on, event);
  host.addEventListener('pointerdown', press, { capture: true });
  return {
    show: (shown) => show(on, shown),
    mark: (marks) => mark(on, marks),
    fit: () => fit(on),
    zoomBy: (factor) => zoomBy(on, factor),
    reveal: (id) => reveal(on, id),
    centre: (at) => centre(on, at),
    remove() {
      unwatch();
      resized.disconnect();
      host.removeEventListener('pointerdown', press, { capture: true });
      detach(on);
      on.layers.remove();
    },
  };
}

/** `large` trades edges while moving for speed, above 500 shapes. */
function core(host: HTMLElement, tokens: Tokens, size: 'small' | 'large'): Core {
  return cytoscape({
    container: host,
    elements: [],
    style: stylesheet(tokens),
    layout: { name: 'preset' },
    minZoom: SMALLEST_ZOOM,
    maxZoom: LARGEST_ZOOM,
    boxSelectionEnabled: false,
    autounselectify: true,
    hideEdgesOnViewport: size === 'large',
    textureOnViewport: size === 'large',
  });
}

function attach(on: Mounted): void {
  on.unlisten = listen(on.cy, on.events);
  on.cy.on('render', () => paint(on));
  on.cy.on('viewport', () => tellView(on));
  on.cy.on('dragpan pinchzoom scrollzoom', () => (on.steered = true));
}

function detach(on: Mounted): void {
  cancelAnimationFrame(on.frame);
  on.frame = 0;
  on.unlisten();
  on.adding.drop();
  on.cy.destroy();
}

/** Marks, sizes and themes that change together are painted once. */
function repaint(on: Mounted): void {
  if (on.frame === 0) on.frame = requestAnimationFrame(() => paint(on));
}

function paint(on: Mounted): void {
  cancelAnimationFrame(on.frame);
  on.frame = 0;
  const { focused, pinned } = on.marks;
  on.layers.paint({ ...on.shown, cy: on.cy, tokens: on.tokens, focused, pinned });
}

function show(on: Mounted, shown: Shown): void {
  if (isLarge(shown) !== isLarge(on.shown)) recreate(on, isLarge(shown) ? 'large' : 'small');
  const first = on.cy.nodes().empty() && on.shown.drawing.nodes.length === 0;
  on.adding.drop();
  on.shown = shown;
  if (first) on.steered = false;
  // Only the view follows, until the person has moved it; nothing on the canvas does.
  if (!on.steered) fit(on);
  const added = change(on.cy, shown.drawing, shown.positions);
  on.adding.add(added, () => applyMarks(on));
}

function isLarge(shown: Shown): boolean {
  return shown.drawing.nodes.length > BARE_ABOVE;
}

function recreate(on: Mounted, size: 'small' | 'large'): void {
  detach(on);
  on.cy = core(on.host, on.tokens, size);
  on.adding = queue(on.cy);
  on.shown = NOTHING;
  attach(on);
}

function mark(on: Mounted, marks: Marks): void {
  on.marks = marks;
  applyMarks(on);
}

/** Classes only, never a layout. */
function applyMarks(on: Mounted): void {
  const { cy, marks } = on;
  cy.batch(() => {
    cy.elements('.selected, .touched, .cut').removeClass('selected touched cut');
    for (const id of marks.selected) {
      const element = cy.$id(id);
      element.addClass('selected');
      if (element.isNode()) element.connectedEdges().addClass('touched');
    }
    for (const id of marks.cuts) cy.$id(id).addClass('cut');
  });
  // The focus ring is not an element of Cytoscape's, so it has to be told.
  repaint(on);
}

function fit(on: Mounted): void {
  const { host, cy, shown } = on;
  if (host.clientWidth === 0) return;
  const { zoom, pan } = viewportOf(shown.drawing, shown.positions, host.clientWidth, host.clientHeight);
  cy.viewport({ zoom, pan: { ...pan } });
  tellView(on);
}

function zoomBy(on: Mounted, factor: number): void {
  const { host, cy } = on;
  on.steered = true;
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: host.clientWidth / 2, y: host.clientHeight / 2 } });
}

function centre(on: Mounted, { x, y }: Point): void {
  const { host, cy } = on;
  on.steered = true;
  const zoom = cy.zoom();
  cy.pan({ x: host.clientWidth / 2 - x * zoom, y: host.clientHeight / 2 - y * zoom });
}

function tellView(on: Mounted): void {
  const { x1, y1, w, h } = on.cy.extent();
  on.events.onView({ zoom: on.cy.zoom(), left: x1, top: y1, width: w, height: h });
}

const MARGIN = 60;

function reveal(on: Mounted, id: string): void {
  const { host, cy } = on;
  const node = cy.$id(id);
  if (node.empty() || !node.isNode()) return;
  const { x, y } = node.renderedPosition();
  const dx = within(x, host.clientWidth) - x;
  const dy = within(y, host.clientHeight) - y;
  if (dx !== 0 || dy !== 0) cy.panBy({ x: dx, y: dy });
}

function within(at: number, size: number): number {
  return Math.min(Math.max(at, MARGIN), Math.max(MARGIN, size - MARGIN));
}

function retheme(on: Mounted): void {
  on.tokens = readTokens(on.host);
  on.cy.style(stylesheet(on.tokens));
  repaint(on);
}

function resize(on: Mounted): void {
  on.layers.resize();
  on.cy.resize();
  if (!on.steered) fit(on);
  repaint(on);
}

function pressPill(on: Mounted, event: PointerEvent): void {
  const area = on.host.getBoundingClientRect();
  const x = event.clientX - area.left;
  const y = event.clientY - area.top;
  const pill = on.layers
    .pills()
    .find(({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height);
  if (pill === undefined) return;
  event.stopPropagation();
  on.events.onBadge(pill.node, pill.badge);
}
