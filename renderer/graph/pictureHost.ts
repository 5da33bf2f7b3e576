// What a picture asks of the program around it, and what it says about itself.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphRequest } from '#heap/model/pictures.ts';
import type { ObjectRow } from '#heap/model/rows.ts';
import type { Wording } from './drawing.ts';

/** What a picture needs from the program around it. */
export interface PictureHost {
  ask(request: SubgraphRequest): Promise<Outcome<Subgraph>>;
  wording(): Wording;
  /** The person chose an object on the canvas. */
  chosen(row: ObjectRow): void;
  /** Shows one object in its own tab; it need not be drawn. */
  open(object: ObjectId): Promise<void>;
  /** Asks for another picture in place of this one. */
  seed(request: SubgraphRequest): void;
  /** A step that can be taken back; runs `redo` at once. */
  expanded(row: ObjectRow, undo: () => void, redo: () => void): void;
}

export type PictureStatus =
  | { readonly kind: 'empty' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  /** More objects than a canvas shows well; `drawAnyway` goes on. */
  | { readonly kind: 'ask'; readonly objects: number; readonly subgraph: Subgraph }
  | { readonly kind: 'full' };
