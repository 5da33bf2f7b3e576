// Adds many elements in short tasks: the first slice at once, the others one per frame.
import type { Core, ElementDefinition } from 'cytoscape';

/** Elements a frame can take in, styles and first drawing included. */
const PER_FRAME = 8;
/** Every frame draws what is there already, so a large picture is better added in fewer, larger parts. */
const MOST_FRAMES = 16;

export interface Queue {
  add(elements: readonly ElementDefinition[], done: () => void): void;
  drop(): void;
}

export function queue(cy: Core): Queue {
  let waiting: ElementDefinition[] = [];
  let frame = 0;
  let slice = PER_FRAME;
  let finish: () => void = () => undefined;
  const pump = (): void => {
    const part = waiting.splice(0, slice);
    cy.batch(() => cy.add(part));
    if (waiting.length > 0) frame = requestAnimationFrame(pump);
    else finish();
  };
  return {
    add(elements, done) {
      cancelAnimationFrame(frame);
      waiting = [...waiting, ...elements];
      slice = Math.max(PER_FRAME, Math.ceil(waiting.length / MOST_FRAMES));
      finish = done;
      pump();
    },
    drop() {
      cancelAnimationFrame(frame);
      waiting = [];
    },
  };
}
