// English words of the heap-wide balance, of opaque types, and of what collections would do.
import type { BlindEvidence, BlindTypeRow, CollectorModel } from '#heap/model/countRows.ts';
import type { WeakDefeatedRow } from '#heap/model/whyRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const countsEn = {
  exactOf: (share: string, objects: number) => `${share} of ${n(objects)} mortal objects explained exactly`,
  explanation: 'Explanation',
  objects: 'Objects',
  excess: 'Excess',
  inconsistent: 'snapshot inconsistent',
  inconsistentWhy:
    'Fewer counts than references: the process changed while the dump was taken, or the file is damaged.',
  fewer: 'negative excess',
  unexplained: 'Unexplained',
  by: 'Group by',
  groups: { type: 'Type', module: 'Module' },
  opaque: 'Opaque types',
  opaqueWhy:
    'No tp_traverse or no HAVE_GC, yet room for references. What they may hold is a guess by module, never a proof; several types may be named for the same objects.',
  type: 'Type',
  module: 'Module',
  types: 'Types',
  self: 'Self size',
  builtins: 'builtins',
  instances: 'Instances',
  basicSize: 'Each',
  flags: 'Lacks',
  noTraverse: 'tp_traverse',
  noGc: 'HAVE_GC',
  held: 'May hold',
  confidence: 'How sure',
  heldObjects: (objects: number, counts: number) =>
    `${some(objects, 'object', 'objects')}, ${some(counts, 'count', 'counts')}`,
  heldNone: 'nothing unexplained is near',
  evidence: {
    sameModule: 'their types, or bases of them, are of the same module',
    samePackage: 'their types are of the same package',
    none: 'no unexplained object is of its module or package',
  } satisfies Record<BlindEvidence, string>,
  confidences: { medium: 'medium', hint: 'hint' } satisfies Record<BlindTypeRow['confidence'], string>,
  noneUnexplained: 'No count is unexplained',
  noneUnexplainedWhy: 'Nothing outside the dump holds an object.',
  noneOpaque: 'No opaque type',
  noneOpaqueWhy: 'The collector can look into every type that has room for references.',
  more: (shown: number, all: number) => `${n(shown)} of ${n(all)} rows`,

  collections: 'What each collection would do now',
  full: 'full',
  generation: (generation: number) => `Generation ${n(generation)}`,
  column: 'Collection of',
  freesObjects: 'Frees',
  freesBytes: 'Bytes',
  looksAt: 'Looks at',
  visits: 'References',
  threshold: 'Threshold',
  count: 'Count',
  workWhy: 'Objects it looks at and references it visits at least once; no time is guessed.',
  models: {
    generations: 'Three generations are kept',
    incremental: 'CPython 3.14.0 to 3.14.4: young and old, collected in increments; generation 1 is always empty',
    none: 'There are no generations',
  } satisfies Record<CollectorModel, string>,
  freeThreaded: 'Free-threaded builds are not supported',
  freeThreadedWhy: 'Their split counts and their collector without generations cannot be replayed.',
  verdicts: 'Verdicts by generation',
  dumpersOwn: "the dumper's own",
  verdict: 'Verdict',
  generations: ['0', '1', '2', 'frozen'],
  elsewhere: 'untracked',
  all: 'All',
  weak: 'Weak dictionaries defeated',
  weakScope: (entries: number, dictionaries: number) =>
    `${some(entries, 'entry', 'entries')} of ${some(dictionaries, 'dictionary', 'dictionaries')} looked at`,
  weakNone: 'No entry keeps itself alive',
  weakNoneWhy: (dictionaries: number): string =>
    dictionaries === 0 ? 'No weak dictionary is in this dump.' : 'No strong half of an entry reaches its weak half.',
  dictionary: 'Dictionary',
  halves: { weakKey: 'value holds its key', weakValue: 'key holds its value' } satisfies Record<
    WeakDefeatedRow['kind'],
    string
  >,
  entry: 'Key and value',
  over: 'Over',
  alone: 'nothing else holds it',
  limited: 'A bound was hit: more entries may be defeated.',
  needless: 'Tracked for nothing',
  needlessOf: (tuples: number, dicts: number) =>
    `${some(tuples, 'tuple', 'tuples')}, ${some(dicts, 'dict', 'dicts')} of atoms`,
  frozen: 'Frozen',
  frozenOf: (objects: number) => some(objects, 'frozen object', 'frozen objects'),
  withFinalizers: 'With finalizers',
  finalizersOf: (objects: number, finalized: number) =>
    `${some(objects, 'instance', 'instances')}, ${n(finalized)} finalized`,
};

export type CountsWords = typeof countsEn;
