// English words of types by generation and of what a collection need not look at.
import type { Age, Untracking } from '#heap/model/generationRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const generationsEn = {
  title: 'What fills the generations',
  scope: (types: number) => some(types, 'type', 'types'),
  ages: 'Objects by generation',
  types: 'Types by generation',
  computing: 'Generations are being counted',
  age: 'Generation',
  ageNames: {
    '0': '0, young',
    '1': '1',
    '2': '2, old',
    permanent: 'frozen',
    unknown: 'not known',
    untracked: 'not tracked',
  } satisfies Record<Age, string>,
  ageHeads: {
    '0': '0',
    '1': '1',
    '2': '2',
    permanent: 'frozen',
    unknown: 'unknown',
    untracked: 'untracked',
  } satisfies Record<Age, string>,
  oldIncremental: 'old',
  objects: 'Objects',
  bytes: 'Bytes',
  share: 'Share of the bytes',
  type: 'Type',
  visits: 'Visits',
  open: (type: string, age: string) => `${type} in generation ${age}`,
  more: (shown: number, all: number) => `${n(shown)} of ${n(all)} types, most visits first`,
  cost: 'A full collection',
  costOf: (visits: number) => `visits ${n(visits)} objects and references in one pass`,
  freeze: 'gc.freeze() could spare',
  freezeOf: (objects: number, visits: number) => `${n(visits)} of them: ${some(objects, 'object', 'objects')}`,
  freezeWhy: 'In the oldest generation and reachable from modules: alive, and likely to stay.',
  heldByYoung: 'Old, held by the young',
  heldByYoungOf: (objects: number) => some(objects, 'object', 'objects'),
  heldByYoungWhy: 'No old object refers to them: young objects, roots or native code do.',
  tuples: 'Tuples for nothing',
  dicts: 'Dicts for nothing',
  needlessOf: (objects: number, visits: number) =>
    `${some(objects, 'is', 'are')} tracked without need, ${some(visits, 'visit', 'visits')}`,
  until: {
    anyCollection: 'until the next collection of their generation',
    fullCollection: 'until the next full collection',
    never: 'this version tracks every dict for good',
  } satisfies Record<Untracking, string>,
  missing: 'Generations are not in this dump',
  missingWhy: 'ouroboros_capture.py records them, and core files have them.',
};

export type GenerationsWords = typeof generationsEn;
