// Text that fits beside a shape. Dump text is hostile: nothing invisible may reach the canvas.
import { visibleParts } from '../ui/hostile.ts';

export const MOST_CHARACTERS = 24;

/** Controls, bidi overrides and zero-width characters become `<U+202E>`: a canvas has no chips. */
export function visible(text: string, most: number): string {
  return visibleParts(text, most)
    .map((part) => (part.chip ? `<${part.text}>` : part.text))
    .join('');
}

/** At most `most` characters, the cut marked by an ellipsis. */
export function cut(text: string, most: number = MOST_CHARACTERS): string {
  // One more than fits, so that a cut shows; the slice bounds the work for a long preview.
  const characters = [...visible(text.slice(0, most * 4), most + 1)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}
