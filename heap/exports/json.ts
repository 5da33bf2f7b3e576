// JSON that is only data wherever it is put: in a page, in a terminal, in a script.
import { escapedControls } from './controls.ts';

/** One line; parses back to exactly `value`. `<` is escaped, so that no page that embeds it ends early. */
export function jsonLine(value: unknown): string {
  return `${safeJson(JSON.stringify(value))}\n`;
}

/** Indented for people. */
export function jsonPage(value: unknown): string {
  return `${safeJson(JSON.stringify(value, undefined, 2))}\n`;
}

function safeJson(json: string): string {
  return escapedControls(json.replaceAll('<', '\\u003c'));
}
