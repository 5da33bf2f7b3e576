// Marks on references and the focus ring, drawn above Cytoscape's canvas.
import type { EdgeSingular } from 'cytoscape';
import type { DrawnNode } from './drawing.ts';
import type { Point } from './place.ts';
import type { Tokens } from './tokens.ts';
import type { Scene } from './scene.ts';

/** Lucide's, in a box of 24. */
export const SCISSORS =
  'M9 6a3 3 0 1 1-6 0 3 3 0 0 1 6 0M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0M8.1 8.1 12 12M20 4 8.1 15.900M14.800 14.800 20 20';
export const PIN =
  'M12 17v5M9 10.760a2 2 0 0 1-1.110 1.790l-1.780.900A2 2 0 0 0 5 15.240V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.760a2 2 0 0 0-1.110-1.790l-1.780-.900A2 2 0 0 1 15 10.760V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z';

const ARROW_LENGTH = 12;
const ARROW_HALF = 6;

/** An entry reference ends in two arrows; Cytoscape draws the first. Under the line: "entry". */
export function secondArrow(context: CanvasRenderingContext2D, scene: Scene, edge: EdgeSingular): void {
  if (edge.hasClass('cut')) return;
  const tip = edge.targetEndpoint();
  const from = edge.hasClass('paired') ? edge.midpoint() : edge.sourceEndpoint();
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const dx = (tip.x - from.x) / length;
  const dy = (tip.y - from.y) / length;
  const x = tip.x - dx * (ARROW_LENGTH - 1);
  const y = tip.y - dy * (ARROW_LENGTH - 1);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - dx * ARROW_LENGTH - dy * ARROW_HALF, y - dy * ARROW_LENGTH + dx * ARROW_HALF);
  context.lineTo(x - dx * ARROW_LENGTH + dy * ARROW_HALF, y - dy * ARROW_LENGTH - dx * ARROW_HALF);
  context.closePath();
  context.fillStyle = scene.tokens.colour('entry');
  context.fill();
  if (scene.cy.zoom() >= 0.8) caption(context, scene, edge.midpoint());
}

function caption(
  context: CanvasRenderingContext2D,
  { tokens, entry }: Scene,
  at: { readonly x: number; readonly y: number },
): void {
  context.font = `400 10.5px ${tokens.fontUi}`;
  context.textAlign = 'center';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = tokens.colour('surface-sunken');
  context.strokeText(entry, at.x, at.y + 19);
  context.fillStyle = tokens.colour('entry-text');
  context.fillText(entry, at.x, at.y + 19);
  context.textAlign = 'left';
}

/** A cut reference: scissors at its middle, its label struck through below. */
export function cutMark(context: CanvasRenderingContext2D, tokens: Tokens, edge: EdgeSingular): void {
  const at = edge.midpoint();
  scissors(context, tokens, at);
  const label = String(edge.data('label'));
  context.font = `500 11px ${tokens.fontMono}`;
  const width = context.measureText(label).width;
  context.fillStyle = tokens.colour('text-3');
  context.fillText(label, at.x - width / 2, at.y + 24);
  context.fillRect(at.x - width / 2 - 2, at.y + 20, width + 4, 1);
}

/** Lucide's scissors in a disc. */
function scissors(
  context: CanvasRenderingContext2D,
  tokens: Tokens,
  at: { readonly x: number; readonly y: number },
): void {
  context.save();
  context.translate(at.x, at.y);
  context.beginPath();
  context.arc(0, 0, 11, 0, 2 * Math.PI);
  context.fillStyle = tokens.colour('surface-1');
  context.fill();
  context.strokeStyle = tokens.colour('entry');
  context.lineWidth = 1.5;
  context.stroke();
  context.translate(-7, -7);
  context.scale(7 / 12, 7 / 12);
  context.strokeStyle = tokens.colour('entry-text');
  context.lineWidth = 2.4;
  context.lineCap = 'round';
  context.stroke(new Path2D(SCISSORS));
  context.restore();
}

/** A pinned shape carries a pin at its upper left. */
export function pinMark(context: CanvasRenderingContext2D, tokens: Tokens, node: DrawnNode, at: Point): void {
  context.save();
  context.translate(at.x - node.width / 2, at.y - node.height / 2);
  context.beginPath();
  context.arc(0, 0, 8, 0, 2 * Math.PI);
  context.fillStyle = tokens.colour('surface-1');
  context.fill();
  context.strokeStyle = tokens.colour('line-3');
  context.lineWidth = 1;
  context.stroke();
  context.translate(-5.5, -5.5);
  context.scale(11 / 24, 11 / 24);
  context.strokeStyle = tokens.colour('text-1');
  context.lineWidth = 2.6;
  context.lineJoin = 'round';
  context.stroke(new Path2D(PIN));
  context.restore();
}

/** Where the keyboard is; the selected ring is Cytoscape's. */
export function ring(context: CanvasRenderingContext2D, { cy, focused, tokens }: Scene): void {
  if (focused === undefined) return;
  const node = cy.$id(focused);
  if (node.empty()) return;
  const box = node.boundingBox({ includeLabels: false, includeOverlays: false });
  const border = 8 / Math.max(1, cy.zoom());
  context.beginPath();
  context.roundRect(box.x1 - border, box.y1 - border, box.w + 2 * border, box.h + 2 * border, 6);
  context.strokeStyle = tokens.colour('focus');
  context.lineWidth = 2 / cy.zoom();
  context.stroke();
}
