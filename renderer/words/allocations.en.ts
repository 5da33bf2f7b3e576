// English words of allocation sites.
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const allocationsEn = {
  title: 'Allocated in',
  scope: 'callers above, calls below, width by bytes',
  measure: 'Show',
  measures: { live: 'Still there', made: 'All allocated' },
  query: 'Objects that match',
  show: 'Show',
  everything: 'Everything',
  amount: (objects: number, bytes: string) => `${some(objects, 'object', 'objects')} traced, ${bytes}`,
  untraced: (objects: number, bytes: string) => `${some(objects, 'object', 'objects')} not, ${bytes}`,
  untracedWhy: 'Allocated before tracing began, by code that tracing does not see, or taken from a free list.',
  computing: 'Allocations are being added up',
  none: 'Allocations are not in this dump',
  noneWhy:
    'Start tracemalloc in the program (python -X tracemalloc=10, or tracemalloc.start(10)) before it allocates, then capture: every object says where it came from. In Node or Chromium take the snapshot with allocation tracking.',
  nothing: 'No matching object has a recorded allocation',
  box: (name: string, bytes: string, share: string, objects: number) =>
    `${name}: ${bytes}, ${share}, ${some(objects, 'object', 'objects')}`,
  library: 'library',
  program: 'program',
  legend: 'Whose code',
  focus: (name: string) => `Below ${name}`,
  all: 'Show everything',
  objects: 'List these objects',
  sites: 'Lines that allocate',
  sitesScope: 'however they were reached',
  columns: {
    place: 'Line',
    bytes: 'Still there',
    objects: 'Objects',
    made: 'All allocated',
    type: 'Mostly',
    stacks: 'Stacks',
  },
  keepers: 'Kept by',
  keepersOf: (place: string) => `What keeps the objects of ${place}`,
  keepersNone: 'Choose a line',
  keepersNoneWhy: 'It says what its objects hang below: what would have to go for them to go.',
  keepersWaiting: 'Known once the dominators are computed',
  keeperColumns: { keeper: 'Outermost keeper', bytes: 'Bytes', objects: 'Objects' },
  unreached: 'nothing that a root reaches',
  at: 'Allocated at',
  by: 'called by',
  moreCallers: (calls: number) => `and ${some(calls, 'caller', 'callers')} above`,
  unknownPlace: 'place not recorded',
};

export type AllocationsWords = typeof allocationsEn;
