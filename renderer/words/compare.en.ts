// English words of the comparison of dumps.
import type { CompareGrouping, Trend } from '#heap/model/compareRows.ts';
import type { Kinship } from '#heap/model/comparing.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const compareEn = {
  title: 'What changed',
  scope: (groups: number) => some(groups, 'group', 'groups'),
  dumps: 'Dumps, oldest first',
  size: (objects: string, size: string) => `${objects} objects, ${size}`,
  thisOne: 'open here',
  remove: (name: string) => `Take ${name} out`,
  add: 'Another dump',
  addThis: 'Compare with it',
  noOther: 'No other dump is known here: open one first, or name several when you start ouro serve.',
  opening: (name: string) => `Opening ${name}`,
  kinships: {
    process: 'the same process',
    assumed: 'taken for the same process: its number agrees, its start is not recorded',
    ids: 'matched by the ids of the snapshots',
    none: 'another process: matched by name only',
  } satisfies Record<Kinship, string>,
  by: 'Group by',
  groupings: {
    type: 'Type',
    owner: 'Owner',
    dominator: 'Dominators',
    component: 'Cycle',
    path: 'Path',
    site: 'Allocated at',
  } satisfies Record<CompareGrouping, string>,
  empty: 'Add a second dump of the same process',
  emptyWhy: 'The earlier one, best: then what is new can be followed here. Two to ten dumps are compared.',
  working: 'Matching objects',
  cancelled: 'The comparison was cancelled',
  cancelledWhy: 'Nothing of it was kept.',
  faces: { table: 'Table', treemap: 'Treemap' },
  face: 'Shown as',
  treemapScope: (shown: number, all: number) =>
    `${n(shown)} of ${some(all, 'group', 'groups')} by the larger of the first and the last dump; darker: more change`,
  computing: 'Needs an analysis that still runs',
  again: 'Compare again',
  otherProcess:
    'Dumps of different processes share no objects: groups are matched by name, and only totals are compared.',
  backwards: 'A dump is older than the one before it: what is called new was there earlier.',
  columns: {
    name: 'Group',
    line: 'Over the dumps',
    trend: 'Trend',
    before: 'First',
    now: 'Last',
    change: 'Change',
    new: 'New',
    gone: 'Gone',
    survived: 'Survived',
    unproven: 'Unproven',
  },
  was: 'was',
  trends: {
    steady: 'each step up',
    levelling: 'levels off',
    noisy: 'up, noisy',
    flat: 'unchanged',
    falling: 'down',
    churning: 'comes and goes',
    unknown: 'up',
  } satisfies Record<Trend, string>,
  trendWhy: {
    steady: 'More bytes in every dump than in the one before',
    levelling: 'Never fewer bytes, and the last step is less than a quarter of the largest',
    noisy: 'More bytes in the end, but not at each step',
    flat: 'As many bytes in the last dump as in the first',
    falling: 'Fewer bytes in the last dump than in the first',
    churning: 'At least half of it is new, and as many bytes have gone: no growth to speak of',
    unknown: 'Two dumps show a difference and no trend: add a third',
  } satisfies Record<Trend, string>,
  parts: { new: 'New', gone: 'Gone', survived: 'Survived', unproven: 'Unproven' },
  partsWhy: {
    new: 'Not in the first dump',
    gone: 'Not in the last dump',
    survived: 'In every dump: contents, age or order prove that it is the same object',
    unproven:
      'At an address that had an object of the same type and length in every dump: the same one, or one made anew in its place',
  },
  open: {
    new: (objects: string, group: string) => `${objects} new of ${group}`,
    gone: (objects: string, group: string) => `${objects} gone of ${group}`,
    survived: (objects: string, group: string) => `${objects} survivors of ${group}`,
    unproven: (objects: string, group: string) => `${objects} unproven of ${group}`,
  },
  reused: (addresses: number) => `${some(addresses, 'address holds', 'addresses hold')} another object now`,
  reusedWhy: 'Told by type, length, content, age, and what the objects hold.',
  more: (shown: number, all: number) => `${n(shown)} of ${some(all, 'group', 'groups')}, most bytes gained first`,
  all: 'all groups',
  partOf: (part: string, group: string) => `${part}: ${group}`,
  close: 'Close',
  show: 'Show',
  shown: { objects: 'Objects', paths: 'What keeps them' },
  asQuery: (query: string) => `As a query: ${query}`,
  objects: 'Objects of the comparison',
  goneWhy: 'Of the first dump. Enter or a double click opens an object there.',
};

export type CompareWords = typeof compareEn;
