// From what Cytoscape shows to another drawing, by difference.
import type { CollectionReturnValue, Core, ElementDefinition } from 'cytoscape';
import type { Drawing } from './drawing.ts';
import { elementsOf } from './elements.ts';
import type { Positions } from './place.ts';

/** Classes that marks and the pointer set, which a drawing does not know. */
const MARKS = new Set(['selected', 'touched', 'cut', 'hovered']);

/** Removes what is gone, updates what stayed, returns what is new: nodes before the edges that join them. */
export function change(cy: Core, drawing: Drawing, positions: Positions): readonly ElementDefinition[] {
  const { nodes, edges } = elementsOf(drawing, positions);
  const wanted = new Set([...nodes, ...edges].map((element) => element.data.id));
  const added: ElementDefinition[] = [];
  cy.batch(() => {
    cy.elements().forEach((element) => {
      if (!wanted.has(element.id())) element.remove();
    });
    for (const element of [...nodes, ...edges]) {
      const known = cy.$id(element.data.id ?? '');
      if (known.empty()) added.push(element);
      else update(known, element);
    }
  });
  return added;
}

/** Each call makes Cytoscape style the element anew, so only what differs is told. */
function update(known: CollectionReturnValue, { data, classes, position }: ElementDefinition): void {
  const fields = Object.entries(data);
  if (fields.some(([name, value]) => known.data(name) !== value)) known.data(data);
  const wanted = Array.isArray(classes) ? classes : [];
  const kept = [...known.classes()].filter((name) => !MARKS.has(name));
  if (kept.length !== wanted.length || wanted.some((name) => !known.hasClass(name))) known.classes(wanted);
  if (position === undefined) return;
  const at = known.position();
  if (at.x !== position.x || at.y !== position.y) known.position(position);
}
