// The chapters of the guide: the same files that stand in docs/guide.
import { language, type Language } from '../../words/language.ts';
import type { View } from '../../state/view.ts';

export const CHAPTERS = ['objects', 'pools', 'counts', 'collector', 'memory'] as const;

export type Chapter = (typeof CHAPTERS)[number];

const FILES = import.meta.glob<string>('../../../docs/guide/*/*.md', { query: '?raw', import: 'default' });

/** The Markdown of a chapter. A chapter that is not in the build is a bug. */
export function chapterText(chapter: Chapter, of: Language = language): Promise<string> {
  const read = FILES[`../../../docs/guide/${of}/${chapter}.md`];
  return read === undefined ? Promise.reject(new Error(`no chapter ${of}/${chapter}`)) : read();
}

const OF_VIEW: Readonly<Partial<Record<View['kind'], Chapter>>> = {
  map: 'pools',
  refcounts: 'counts',
  gc: 'collector',
  cycles: 'collector',
  why: 'counts',
  overhead: 'memory',
  findings: 'memory',
  allocations: 'memory',
  owners: 'memory',
  dominators: 'memory',
};

/** The chapter that belongs to a view. */
export function chapterOf(view: View): Chapter {
  return OF_VIEW[view.kind] ?? 'objects';
}
