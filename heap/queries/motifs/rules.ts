// The rule catalogue of features.md F6 as data: each rule is a closed walk inside a component, most specific first.
import type { Motif } from '../../model/motifRows.ts';
import type { ReferenceKind } from '../../model/kinds.ts';
import type { RoleName } from './roles.ts';
import type { Hop, Step } from './walk.ts';

export interface WalkRule {
  readonly motif: Motif;
  /** Where the walk starts and ends. */
  readonly start: RoleName;
  readonly steps: readonly Step[];
  /** That many different objects must fit after `steps[at]`, each on a walk of its own. */
  readonly many?: { readonly at: number; readonly objects: number };
  /** The component has instances of at most that many classes. */
  readonly mostClasses?: number;
}

/** What holds a local: named from the frame's slots, unnamed when the slots could not be read. */
const LOCAL: readonly ReferenceKind[] = ['local', 'stack', 'cell', 'internal', 'unknown'];
/** What a container or an attribute holds, as against the `__dict__` an instance keeps its attributes in. */
const CONTENT: readonly ReferenceKind[] = [
  'item',
  'key',
  'value',
  'element',
  'attribute',
  'slot',
  'internal',
  'unknown',
];
const ATTRIBUTE: readonly ReferenceKind[] = ['attribute', 'slot', 'value'];

const CONTAINER: Hop = { to: ['container'] };
const OWN_DICT: Hop = { by: ['dict'], to: ['container'] };
const HELD: readonly Hop[] = [{ to: ['container', 'cell', 'instance'] }];
const PARENT = ['parent', '_parent', '__parent', '*_parent', 'parent_*', 'parentNode', 'owner', '_owner', '*_owner'];

const TO_TRACEBACK: Step = { hop: { by: ['traceback'], to: ['traceback'] } };
const TO_FRAME: Step = { through: [TO_TRACEBACK.hop], hop: { by: ['frame'], to: ['frame'] } };
/** `f_back` leads to the frame whose local it is. */
const F_BACK: Hop = { by: ['frame'], to: ['frame'] };
const LOCAL_BACK: Step = { through: [F_BACK], hop: { by: LOCAL } };
const LOCAL_HOLDS: readonly Step[] = [
  { through: [F_BACK], hop: { by: LOCAL, to: ['container', 'cell', 'instance'] } },
  { through: HELD, hop: {} },
];
const CONTEXT: Hop = { by: ['exception'], to: ['exception'] };
const CHAIN: readonly Step[] = [{ hop: CONTEXT }, { through: [CONTEXT], hop: TO_TRACEBACK.hop }, TO_FRAME];
const CLOSURE: readonly Step[] = [{ hop: { by: ['closure'], to: ['tuple'] } }, { hop: { to: ['cell'] } }];
const GENERATOR_HOLDS: Hop = {
  to: ['container', 'cell', 'instance', 'generator', 'frame', 'function', 'method', 'partial', 'future', 'other'],
};
const REGISTERED: readonly Step[] = [
  { through: [OWN_DICT], hop: { by: CONTENT, to: ['container'] } },
  { through: [CONTAINER], hop: { to: ['method', 'partial'] } },
];
const CALLED: readonly Hop[] = [{ to: ['container', 'method', 'partial', 'function', 'cell'] }];

/** Exceptions, tasks and generators first (their cycles run over plain instances too), plain containers last. */
export const WALK_RULES: readonly WalkRule[] = [
  {
    motif: 'loggerTree',
    start: 'logger',
    steps: [
      { through: [CONTAINER], hop: { to: ['logger'] } },
      { through: [{ to: ['container', 'logger'] }], hop: {} },
    ],
  },
  { motif: 'exceptionFrame', start: 'exception', steps: [TO_TRACEBACK, TO_FRAME, LOCAL_BACK] },
  { motif: 'exceptionChain', start: 'exception', steps: [...CHAIN, LOCAL_BACK] },
  { motif: 'exceptionChain', start: 'exception', steps: [...CHAIN, ...LOCAL_HOLDS] },
  { motif: 'exceptionFrame', start: 'exception', steps: [TO_TRACEBACK, TO_FRAME, ...LOCAL_HOLDS] },
  {
    motif: 'taskCoroutine',
    start: 'task',
    steps: [
      { through: [OWN_DICT], hop: { to: ['generator'] } },
      { through: [GENERATOR_HOLDS], hop: {} },
    ],
  },
  { motif: 'suspendedGenerator', start: 'generator', steps: [{ through: [F_BACK], hop: { by: LOCAL } }] },
  {
    motif: 'suspendedGenerator',
    start: 'generator',
    steps: [
      { through: [F_BACK], hop: { by: LOCAL, ...GENERATOR_HOLDS } },
      { through: [GENERATOR_HOLDS], hop: {} },
    ],
  },
  {
    motif: 'methodCache',
    start: 'cache',
    steps: [
      { through: [{ to: ['container', 'cacheLink'] }], hop: { to: ['tuple', 'cacheLink'] } },
      { through: [{ to: ['tuple', 'cacheLink'] }], hop: { to: ['instance'] } },
      { through: [{}], hop: {} },
    ],
  },
  {
    motif: 'closureSelf',
    start: 'instance',
    steps: [{ through: [CONTAINER], hop: { to: ['function'] } }, ...CLOSURE, { through: [CONTAINER], hop: {} }],
  },
  {
    motif: 'boundMethod',
    start: 'instance',
    steps: [{ through: [CONTAINER], hop: { to: ['method'] } }, { hop: { by: ['self'] } }],
  },
  { motif: 'callbackRegistry', start: 'instance', steps: [...REGISTERED, { through: CALLED, hop: {} }] },
  {
    motif: 'callbackRegistry',
    start: 'instance',
    steps: [
      ...REGISTERED,
      { through: CALLED, hop: { to: ['instance'] } },
      { through: [{ to: ['container', 'instance'] }], hop: {} },
    ],
  },
  {
    motif: 'boundMethod',
    start: 'instance',
    steps: [
      { through: [OWN_DICT], hop: { by: ATTRIBUTE, to: ['partial'] } },
      { hop: { to: ['method'] } },
      { hop: { by: ['self'] } },
    ],
  },
  {
    motif: 'parentChild',
    start: 'instance',
    steps: [
      { through: [OWN_DICT], hop: { by: ATTRIBUTE, named: PARENT, to: ['instance'] } },
      { through: [CONTAINER], hop: {} },
    ],
  },
  {
    motif: 'identityMap',
    start: 'instance',
    steps: [
      { through: [OWN_DICT], hop: { by: CONTENT, to: ['container'] } },
      { through: [CONTAINER], hop: { by: ['value'], to: ['instance'] } },
      { through: [OWN_DICT, { by: ATTRIBUTE, to: ['instance'] }], hop: { by: ATTRIBUTE } },
    ],
    many: { at: 1, objects: 5 },
  },
  {
    motif: 'parentChild',
    start: 'instance',
    steps: [
      { through: [CONTAINER], hop: { to: ['instance'] } },
      { through: [OWN_DICT], hop: { by: ATTRIBUTE } },
    ],
    mostClasses: 2,
  },
  {
    motif: 'closureSelf',
    start: 'function',
    steps: [CLOSURE[0], { through: [{ to: ['container', 'cell', 'function'] }], hop: {} }],
  },
  {
    motif: 'selfContaining',
    start: 'container',
    steps: [
      {
        through: [{ by: ['item', 'key', 'value', 'element', 'dict'], to: ['container'] }],
        hop: { by: ['item', 'key', 'value', 'element', 'dict'] },
      },
    ],
  },
];
