// Text for HTML and XML.
import { namedControls, namedControlsBut } from './controls.ts';

/** For an element or a quoted attribute of HTML. Lines and tabs stay. */
export function escapeHtml(text: string): string {
  return escaped(namedControlsBut('\t\n', text)).replaceAll("'", '&#39;');
}

/** For an element or a quoted attribute of XML, SVG and GraphML; what XML 1.0 cannot hold is named. */
export function escapeXml(text: string): string {
  return escaped(namedControls(text)).replaceAll("'", '&apos;');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
