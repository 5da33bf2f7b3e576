// SVG as text. Whatever a dump calls its objects, it leaves here as characters of an attribute or of a text.
import { escapeXml } from '#heap/exports/markup.ts';

/** One element. `children` are elements and escaped text already. */
export function tag(name: string, attributes: Readonly<Record<string, string | number>>, children = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(number(value))}"`);
  return children === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${children}</${name}>`;
}

/** A tenth of a pixel is enough. */
function number(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
