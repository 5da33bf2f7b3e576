// English words of the overhead advisor.
import type { AdviceConfidence, AdviceKind } from '#heap/model/adviceRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export interface AdviceWords {
  readonly title: string;
  /** What to change. */
  readonly change: string;
  /** Where the bytes after the change come from. */
  readonly formula: string;
}

export const overheadEn = {
  title: 'What could be smaller',
  scope: 'bytes that a change gives back',
  computing: 'Containers, instances and values are being measured',
  none: 'Nothing to save',
  noneWhy: 'No container has room to spare, no value exists twice.',
  otherLanguage: 'The sizes are those of CPython',
  otherLanguageWhy:
    'What a list, a dict or an instance takes is known for CPython 3.8 to 3.14, of dumps that name their version.',
  everything: 'All checks',
  checks: 'By check',
  checksScope: 'rows may speak of the same objects: they do not add up',
  types: 'By type',
  checkColumns: { check: 'Check', saving: 'Saves', objects: 'Objects', sure: 'Sure', bar: 'Share' },
  typeColumns: {
    type: 'Type',
    check: 'Check',
    saving: 'Saves',
    now: 'Now',
    after: 'After',
    objects: 'Objects',
    bar: 'Share',
  },
  foot: (shown: number, all: number) => `${n(shown)} of ${some(all, 'row', 'rows')}`,
  chosenNone: 'Choose a row',
  chosenNoneWhy: 'It says what to change, how the bytes after it are counted, and lists the objects.',
  change: 'What to change',
  formula: 'Bytes after',
  file: 'Class statement in',
  examples: 'Most to save',
  list: (objects: number) => `List ${some(objects, 'object', 'objects')}`,
  each: (now: string, after: string) => `${now} each now, ${after} after, on average.`,
  unknown: (kinds: string) => `Not recorded in this dump: ${kinds}.`,
  recoverable: 'Recoverable',
  recoverableScope: 'bytes that a change gives back, by check',
  sure: { exact: 'exact', high: 'high', hint: 'a hint' } satisfies Record<AdviceConfidence, string> as Record<
    AdviceConfidence,
    string
  >,
  kinds: {
    listSlack: {
      title: 'List slack',
      change: 'Copy lists that no longer grow: items[:], or a tuple.',
      formula: '56 + 8 for each item; append leaves room for an eighth more.',
    },
    dictSlack: {
      title: 'Dict slack',
      change: 'Copy dicts that lost items: dict(d). A dict never shrinks by itself.',
      formula: 'The least table of a power of two slots, two thirds full, that has room for the items.',
    },
    setSlack: {
      title: 'Set slack',
      change: 'Copy sets that no longer grow: set(s), or a frozenset.',
      formula: '216 up to 4 items, above that 16 for each slot of the least table.',
    },
    emptyContainers: {
      title: 'Empty containers',
      change: 'Use None, or one shared (), where nothing is ever added.',
      formula: 'None: a reference to an object that is there anyway.',
    },
    slots: {
      title: '__slots__',
      change: 'Give the class __slots__, or @dataclass(slots=True).',
      formula: '32 + 8 for each name that any instance uses, 8 more where weak references are made; no dict.',
    },
    keySharing: {
      title: 'Lost key sharing',
      change: 'Set all attributes in __init__ in one order, delete none, leave __dict__ alone.',
      formula: 'A dict whose keys belong to the class, and its values.',
    },
    duplicates: {
      title: 'Equal values',
      change: 'Keep one object for equal values: sys.intern, or a dict from value to value.',
      formula: 'The first of each value stays, every other goes.',
    },
    keyCopies: {
      title: 'Keys not interned',
      change: 'sys.intern texts that are keys: parsers make a new one for every record.',
      formula: 'The first of each key stays, every other goes.',
    },
    equalTuples: {
      title: 'Equal tuples',
      change: 'Keep one object for equal tuples: a dict from tuple to tuple.',
      formula: 'The first of each stays, every other goes; their items are not counted.',
    },
    wideTexts: {
      title: 'Wide texts',
      change: 'One wide character makes all of a text 2 or 4 bytes each: split the text, or replace the character.',
      formula: 'One byte for each character.',
    },
    views: {
      title: 'Held by a view',
      change: 'Take the part with bytes(view) and drop the view: the whole buffer lives for it.',
      formula: 'At most: the part that is copied stays.',
    },
  } satisfies Record<AdviceKind, AdviceWords> as Record<AdviceKind, AdviceWords>,
};

export type OverheadWords = typeof overheadEn;
