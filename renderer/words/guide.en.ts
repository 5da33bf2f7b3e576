// English words around the chapters of the guide.
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const guideEn = {
  title: 'Guide',
  open: 'Guide: how Python manages memory (F1)',
  learn: 'Learn',
  close: 'Close',
  chapters: 'Chapters',
  chapter: {
    objects: 'Objects',
    pools: 'Pools',
    counts: 'Counts',
    collector: 'Collector',
    memory: 'What to do',
  },
  live: 'Numbers underlined are those of the open dump; each leads to where it comes from.',
  example: 'An example: this dump does not record it, or it is not computed yet.',
  noDump: 'Numbers are examples until a dump is open.',
  objects: (objects: number) => some(objects, 'object', 'objects'),
  texts: (texts: number) => some(texts, 'text', 'texts'),
  pools: (pools: number) => some(pools, 'pool', 'pools'),
  arenas: (arenas: number) => some(arenas, 'arena', 'arenas'),
  times: (name: string, references: number) => `${name}, ${some(references, 'time', 'times')}`,
  of: (name: string, amount: string) => `${name}, ${amount}`,
};

export type GuideWords = typeof guideEn;
