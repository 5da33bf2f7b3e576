// Text for Graphviz.
import { namedControls } from './controls.ts';

/**
 * A quoted string that a label shows as it was: Graphviz reads `\N`, `\G` and `\l` in labels, and entities everywhere. Never a
 * label of markup, which only `<...>` without quotes would be.
 */
export function dotText(text: string): string {
  return `"${namedControls(text).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
