// Names of source lines: short where that names one line, in full where two would be alike.
import { unreachable } from '../../base/fault.ts';
import type { Place } from './callTree.ts';

/** Folders and file: `app/models.py:12`. */
const SHOWN_PARTS = 2;

/** One name per place, none twice. */
export function placeNames(places: readonly Place[]): ReadonlyMap<Place, string> {
  const short = places.map((place) => nameOf(place, SHOWN_PARTS));
  const taken = new Map<string, number>();
  for (const name of short) taken.set(name, (taken.get(name) ?? 0) + 1);
  return new Map(places.map((place, i) => [place, taken.get(short[i]) === 1 ? short[i] : nameOf(place, Infinity)]));
}

function nameOf(place: Place, parts: number): string {
  switch (place.kind) {
    case 'domain':
      return `(domain ${place.domain})`;
    case 'cut':
      return '(outer calls not recorded)';
    case 'line':
      return `${lastParts(place.file, parts)}:${place.line}`;
    default:
      return unreachable(place);
  }
}

function lastParts(file: string, parts: number): string {
  const all = file.split(/[/\\]/);
  return parts >= all.length ? file : all.slice(-parts).join('/');
}
