// What a pointer does on the canvas, as calls. A hover that nobody waits for is dropped.
import type { Core, EventObject } from 'cytoscape';
import type { Point } from './place.ts';

export interface Touch {
  /** Nothing was hit: undefined. */
  onSelect(id: string | undefined, how: 'replace' | 'add'): void;
  onOpen(id: string): void;
  onHover(id: string | undefined): void;
  onMoved(id: string, to: Point): void;
}

/** The pointer rests this long before a hover counts. */
const REST = 120;

export function listen(cy: Core, touch: Touch): () => void {
  let resting = 0;
  const rest = (then: () => void): void => {
    clearTimeout(resting);
    resting = window.setTimeout(then, REST);
  };
  cy.on('tap', (event) => touch.onSelect(hit(cy, event), added(event) ? 'add' : 'replace'));
  cy.on('dbltap', 'node', (event) => {
    const id = hit(cy, event);
    if (id !== undefined) touch.onOpen(id);
  });
  cy.on('mouseover', 'node', (event) => {
    const id = hit(cy, event);
    rest(() => touch.onHover(id));
  });
  cy.on('mouseout', 'node', () => rest(() => touch.onHover(undefined)));
  cy.on('dragfree', 'node', (event) => {
    const id = hit(cy, event);
    if (id !== undefined) touch.onMoved(id, cy.$id(id).position());
  });
  return () => clearTimeout(resting);
}

function hit(cy: Core, event: EventObject): string | undefined {
  const { target } = event;
  return target === cy ? undefined : String(target.id());
}

function added(event: EventObject): boolean {
  const { originalEvent } = event;
  return originalEvent instanceof MouseEvent && originalEvent.shiftKey;
}
