// English words of owners and of the rules of ownership.
import type { OwnerGrouping, OwnerKind } from '#heap/model/ownerRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const ownersEn = {
  title: 'Who owns the memory',
  scope: (owners: number) => some(owners, 'owner', 'owners'),
  by: 'Group by',
  groupings: { module: 'Module', package: 'Package', distribution: 'Distribution' } satisfies Record<
    OwnerGrouping,
    string
  >,
  why: 'An owner is code: modules, their classes and functions. Sole: only it leads there. Share: what several lead to, divided by how many. An import owns nothing.',
  columns: {
    owner: 'Owner',
    objects: 'Objects',
    sole: 'Sole',
    share: 'Share',
    shared: 'Of shared',
    all: 'Bytes',
    bar: 'Bytes, and the part that is sole',
  },
  kinds: {
    module: 'unnamed module',
    package: 'unnamed package',
    distribution: 'unnamed distribution',
    program: 'the program',
    python: 'Python and its standard library',
    noFile: 'code without a recorded file',
    tag: 'named by a rule',
    threads: 'threads',
    interpreter: 'interpreter',
    outside: 'held from outside the dump',
  } satisfies Record<OwnerKind, string>,
  tag: 'rule',
  more: (shown: number, all: number) => `${n(shown)} of ${some(all, 'owner', 'owners')}, most bytes first`,
  rest: {
    shared: 'Shared by several',
    unowned: 'Alive, without an owner',
    unreachable: 'Garbage',
    unsplit: 'Too tangled to split',
  },
  amount: (objects: number) => some(objects, 'object', 'objects'),
  unownedWhy: 'Only references that the rules call weak lead there.',
  noFile: (modules: number) =>
    `${some(modules, 'module has', 'modules have')} no recorded file: their distribution is guessed by name. Distributions are named by their folder in site-packages; dumps hold no metadata of them.`,
  objectsOf: (owner: string) => `Objects of ${owner}`,
  objects: 'Objects of an owner',
  parts: { sole: 'Sole', shared: 'Shared' },
  part: 'Which of its objects',
  choose: 'Choose an owner',
  chooseWhy: 'Its objects are listed here, those that keep most first.',
  rules: 'Rules',
  rulesLabel: 'Your rules of ownership',
  rulesWhy:
    'One rule a line, after those that come with the program. The last that matches counts; # begins a comment; * stands for any letters.',
  forms: [
    'OWNS 5 app.Cart items — of all references to an object the greatest weight owns it',
    'WEAK app.Node parent — the reference owns nothing',
    'TAG caches app.Cache * — what it leads to belongs to the owner “caches”',
  ],
  apply: 'Apply',
  defaults: 'Rules that come with the program',
  idle: (lines: string) => `Match nothing, line: ${lines}`,
  computing: 'Owners follow once the dominators are computed',
  none: 'No owner is in this dump',
  noneWhy: 'The dump names no module, class or function.',
  onlyPython: 'Owners are known for Python dumps only',
  onlyPythonWhy: 'They begin at modules, classes and functions of Python.',
};

export type OwnersWords = typeof ownersEn;
