// Text for a terminal.
import { namedControls } from './controls.ts';

/** Without anything a terminal would act on; newlines of our own are added outside. */
export function terminalSafe(text: string): string {
  return namedControls(text);
}
