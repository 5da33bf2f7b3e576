// What the layers around Cytoscape's own canvas are painted from.
import type { Core } from 'cytoscape';
import type { Drawing } from './drawing.ts';
import type { Tokens } from './tokens.ts';

export interface Scene {
  readonly cy: Core;
  readonly drawing: Drawing;
  readonly tokens: Tokens;
  /** Caption of the hull; '' draws none. */
  readonly hull: string;
  readonly entry: string;
  readonly focused: string | undefined;
  readonly pinned: ReadonlySet<string>;
}
