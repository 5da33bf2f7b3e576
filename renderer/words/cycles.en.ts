// English words of the graph canvas and of the Cycles view.
import type { LensPreset } from '#heap/model/lenses.ts';
import type { Verdict } from '#heap/model/rows.ts';
import type { CyclesWords, GraphWords } from './cycles.contract.ts';
import { canvasEn } from './graph.en.ts';

const numbers = new Intl.NumberFormat('en');
const shares = new Intl.NumberFormat('en', { style: 'percent' });
const plural = new Intl.PluralRules('en');

const count = (n: number): string => numbers.format(n);
const some = (n: number, one: string, other: string): string =>
  `${count(n)} ${plural.select(n) === 'one' ? one : other}`;

export const graphEn: GraphWords = {
  ...canvasEn,

  root: 'root',
  module: 'module',
  entry: 'entry',
  more: (n) => `+${count(n)} more`,
  ofType: (name) => `of type ${name}`,
  ofTypes: (n) => `of ${count(n)} types`,
  self: (label) => `itself ${label}`,
  hull: (id) => `component c-${id}`,

  graph: 'Graph',
  table: 'Table',
  view: 'Graph or table',
  fit: 'Fit',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  tidy: 'Tidy layout',
  percent: (share) => shares.format(share),

  legend: 'Legend',
  shapes: {
    module: 'module',
    instance: 'instance',
    container: 'container',
    type: 'type',
    frame: 'frame',
    function: 'function',
    atom: 'number or text',
    component: 'component',
    fold: 'folded',
  },
  roles: { root: 'root', garbage: 'garbage', inside: 'in the component' },
  edges: {
    strong: 'strong',
    inside: 'inside',
    entry: 'entry',
    path: 'path to root',
    weak: 'weak',
    possible: 'possible',
    dominates: 'dominates',
    fold: 'folded',
    cut: 'cut candidate',
  },

  summary: (title, objects, references) =>
    `${title}, ${some(objects, 'object', 'objects')}, ${some(references, 'reference', 'references')}`,
  keys: 'Arrows walk: left to a referrer, right to a reference, up and down to a sibling. Enter expands, k pins, t tidies, x marks a cut, v shows the table.',
  standing: ({ type, detail, roles, heldBy, references, referrers }) =>
    [
      [type, detail, ...roles].join(', '),
      heldBy === '' ? 'nothing drawn holds it' : `held by ${heldBy}`,
      `${some(references, 'reference', 'references')}, ${some(referrers, 'referrer', 'referrers')}`,
    ].join('; '),
  standingFold: (n, types) => `${some(n, 'object', 'objects')} of type ${types}, folded; Enter lists them`,

  drawn: (drawn, total) => `${count(drawn)} of ${count(total)} drawn`,
  large: (n) => `${count(n)} objects: a large picture`,
  marked: (n) => some(n, 'cut candidate', 'cut candidates'),

  empty: 'Nothing to draw yet',
  emptyReason: 'Select an object and press g to see its neighbourhood.',
  working: 'Collecting the picture',
  retry: 'Retry',
  ask: (n) => `Draw ${some(n, 'object', 'objects')}?`,
  askReason: 'It will be slow. The table shows all of them at once.',
  drawAnyway: 'Draw anyway',

  object: 'Object',
  detail: 'Name or size',
  selfSize: 'Self',
  retained: 'Retained',
  role: 'Role',
  from: 'From',
  reference: 'Reference',
  to: 'To',
  objects: (n) => some(n, 'object', 'objects'),
  references: (n) => some(n, 'reference', 'references'),
  hidden: (n, types) => `${some(n, 'object', 'objects')} of type ${types}, not drawn`,
  draw: 'Draw',
  close: 'Close the list',
};

const LENSES: Readonly<Record<LensPreset, string>> = {
  all: 'Everything',
  instances: 'Instances',
  default: 'User code',
  structure: 'Data only',
  collector: 'Collector',
};

const VERDICTS: Readonly<Record<Verdict, string>> = {
  notComputed: 'not computed',
  immortal: 'immortal',
  frozen: 'frozen',
  untracked: 'untracked',
  uncollectable: 'uncollectable',
  garbage: 'garbage',
  heldOutside: 'held from outside',
  aliveThroughCycle: 'alive through a cycle',
  aliveAcyclic: 'alive',
  unreachableByRoots: 'not reached from roots',
  reachableByRoots: 'reached from roots',
};

export const cyclesEn: CyclesWords = {
  component: (id) => `c-${id}`,
  lens: 'Lens',
  lenses: LENSES,
  customLens: 'Own lens',
  hides: 'hides',
  parts: {
    instanceType: 'instance to type',
    globals: 'function to globals',
    modules: 'into modules',
    types: 'into types',
    frames: 'frames',
    caches: 'caches',
    weak: 'weak',
    untraversed: 'unseen by gc',
  },
  partHelp: {
    instanceType: 'References from an instance to its class',
    globals: 'References from a function to the globals and builtins of its module',
    modules: 'References into modules and their dicts',
    types: 'References into classes',
    frames: 'References into frames and tracebacks, and local variables',
    caches: 'References into functools.lru_cache wrappers',
    weak: 'Weak references: they keep nothing alive',
    untraversed: 'References the collector does not see, and untracked objects',
  },
  lensFinds: (components, objects, largest) =>
    `${some(components, 'component', 'components')}, ${some(objects, 'object', 'objects')}, largest ${count(largest)}`,
  lensWorking: 'Searching cycles…',
  notCounted:
    'V8 finds cycles by itself: a component is what is kept as one, never a leak. What keeps it is the reference from outside.',
  why: 'Why?',
  whyLens:
    'The interpreter is full of cycles of its own: every class refers to its methods, every function to the globals of its module. ' +
    'A lens hides those classes of references before components are searched, so that cycles of user code stand out. Nothing is removed from the heap.',
  components: (n) => some(n, 'component', 'components'),
  columns: {
    id: 'Id',
    what: 'What it is',
    objects: 'Objects',
    selfSize: 'Self',
    retained: 'Retained',
    share: 'Share of retained',
    verdict: 'Verdict',
    heldBy: 'Held from outside by',
  },
  foot: (n, objects) => `${some(n, 'component', 'components')}, ${some(objects, 'object', 'objects')}`,
  moreUnder: (n, lens) => `${count(n)} more under ${lens}`,
  overlap: 'Retained sizes overlap and do not add up',
  nobody: 'nothing',
  outside: 'native code or the interpreter',
  verdicts: VERDICTS,
  alive: (entries) => `alive, ${some(entries, 'entry', 'entries')}`,
  garbage: (generation) => (generation === undefined ? 'garbage' : `garbage, gen ${generation}`),
  unexplained: (n) => `held, ${count(n)} unexplained`,
  typed: (name, n) => (n === 1 ? name : `${name} ×${count(n)}`),
  empty: (lens) => `No cycles under ${lens}`,
  emptyReason: (n) =>
    n === 0
      ? 'No lens shows one: no object of this dump refers to itself, directly or not.'
      : `${count(n)} under Everything.`,
  showEverything: 'Show everything',
  working: 'Looking for cycles',
  retry: 'Retry',
  selectOne: 'Select a component',
  selectReason: 'It is drawn here with what holds it from outside.',
  roots: 'Held from outside by',
  rootsScope: (n) => some(n, 'cycle root', 'cycle roots'),
  noEntries: 'Nothing in this dump holds it from outside.',
  holderUnreachable: 'the holder itself is not reached from the roots',
  limited: (shown, total) => `Showing ${count(shown)} of ${count(total)}`,
  more: 'Load more',
  balance: 'References into its members',
  inside: 'inside',
  entries: (n) => (n === 1 ? 'entry' : 'entries'),
  unexplainedPart: 'unexplained',
  notRecorded: 'n/a',
  notRecordedReason: 'Reference counts are not recorded in this dump.',
  facts: {
    objects: 'Objects',
    references: 'References inside',
    selfSize: 'Self',
    retained: 'Retained',
    generation: 'Generation',
    finalizers: 'Finalizers',
  },
  unknownGeneration: 'not recorded',
  permanent: 'permanent',
  sentences: {
    held: (n) => `Alive: held from outside by ${some(n, 'reference', 'references')}.`,
    unexplained: (n) =>
      `Alive: ${some(n, 'count', 'counts')} that nothing in the dump explains, so native code may hold it.`,
    garbage: () => 'Garbage: nothing outside holds it, the next collection of its generation frees it.',
    uncollectable: () => 'Uncollectable: garbage that the collector could not free.',
    unreached: () => 'Not reached from any recorded root, and no reference from outside was found.',
    other: (n) =>
      n === 0 ? 'No reference from outside was found.' : `Held from outside by ${some(n, 'reference', 'references')}.`,
  },
  note: 'Note',
  save: 'Save',
  cancel: 'Cancel',
  noteTitle: (id) => `Note on c-${id}`,
  openObject: (name) => `Open ${name}`,
};
