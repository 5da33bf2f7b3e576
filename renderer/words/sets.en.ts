// English words of named sets.
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const setsEn = {
  make: 'Name as a set',
  makeOf: (what: string) => `Name ${what} as a set`,
  name: 'Name of the set',
  hint: 'letters, digits, _',
  keep: 'Name',
  cancel: 'Cancel',
  made: (name: string, objects: number, retained: string | undefined) =>
    `in:${name}: ${some(objects, 'object', 'objects')}${retained === undefined ? '' : `, ${retained} would go with all of them`}`,
  list: 'Named sets',
  open: (name: string) => `Objects of in:${name}`,
  card: (objects: string, self: string) => `${objects} objects, ${self},`,
  retained: (size: string) => `${size} retained`,
  measure: (name: string) => `What would go with all of in:${name}?`,
  measureShort: 'retained?',
  forget: (name: string) => `Forget in:${name}`,
  algebra: 'Sets are joined in the query line: in:a+b, in:a-b, in:a&b',
  marked: (objects: number) => `${some(objects, 'object', 'objects')} marked`,
  markHint: 'm or Ctrl+click marks a row',
  unmark: 'Clear marks',
  subtree: 'what it retains',
  component: 'the cycle',
  result: 'the objects of the result',
  found: 'what is found',
  dumps: 'this part',
  show: 'Show',
  faces: { objects: 'Objects', types: 'Types', paths: 'What keeps them' },
  noPath: 'No root reaches any of them',
};

export type SetsWords = typeof setsEn;
