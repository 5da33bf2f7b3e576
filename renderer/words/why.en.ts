// English words of the page "Why is this alive?" and of merged paths.
import type { WhyVerdict } from '#heap/model/whyRows.ts';
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const whyEn = {
  open: 'Why is this alive?',
  step: (address: string) => `why ${address}`,
  title: 'Why is this alive?',
  back: 'The object',
  none: 'No object',
  waiting: 'Looking for what holds it',
  copy: 'Copy expression',
  heads: {
    garbage: 'Garbage.',
    cycle: 'Alive only because of its cycle.',
    excess: 'Alive only because of an unexplained count.',
    root: 'It is a root itself.',
    frame: 'Alive only because of a frame.',
    single: 'One reference holds it.',
    several: 'Held by several.',
  } satisfies Record<WhyVerdict, string>,
  reasons: {
    garbage: 'No root reaches it; only other garbage refers to it.',
    freedBy: (generation: number) => `A collection of generation ${n(generation)} frees it.`,
    cycle: (component: string) =>
      `Nothing outside ${component} refers to a member, and one of them has an unexplained count.`,
    ownExcess: (counts: number) =>
      `${some(counts, 'count', 'counts')} on this object that no reference in the dump explains.`,
    excessAbove: 'The count is on an object above it: the path shows which.',
    root: (kind: string) => `The interpreter holds it: ${kind}.`,
    frame: (frame: string) => `It goes when this returns: ${frame}.`,
    anyFrame: 'It goes when the running functions let go of it.',
    single: 'Without this reference no root reaches it:',
    several: (paths: number) =>
      `No single reference is enough: ${some(paths, 'clearly different path leads', 'clearly different paths lead')} here.`,
    severalCounts: (paths: number, counts: number) =>
      `${some(paths, 'path leads', 'paths lead')} here, and ${some(counts, 'count', 'counts')} that nothing in the dump explains would keep it.`,
    limited: 'A bound was hit: more paths or holders may exist.',
  },
  kinds: { strong: 'strong', weak: 'weak', frameLocal: 'frame locals', unexplained: 'unexplained' },
  kindWhys: {
    strong: 'references of objects in the dump',
    weak: 'do not hold it',
    frameLocal: 'locals and stacks of frames',
    unexplained: 'counts nothing explains',
  },
  holders: 'What refers to it',
  holdersOf: {
    strong: 'Strong references',
    weak: 'Weak references',
    frameLocal: 'Frame locals',
    unexplained: 'Unexplained counts',
  },
  noHolders: {
    strong: 'No object in the dump refers to it strongly.',
    weak: 'No weak reference.',
    frameLocal: 'No local of a frame refers to it.',
    unexplained: 'Every count is explained.',
  },
  localsAreRoots: (locals: number) =>
    `${some(locals, 'local', 'locals')} of running functions: no objects, see the paths.`,
  unexplainedWhy: (counts: number) =>
    `${some(counts, 'count is', 'counts are')} held by something outside the dump: an extension module, a missing decref, a C stack.`,
  toCounts: 'Types that may hide it',
  more: (holders: number) =>
    `${some(holders, 'more referrer was', 'more referrers were')} not looked at: see all in the object view.`,
  paths: 'Clearly different paths',
  pathCount: (paths: number, limited: boolean) => `${n(paths)}${limited ? ' or more' : ''}`,
  noPath: 'No path from a root.',
  pathName: (path: number) => `Path ${n(path)}`,
  root: 'root',
  entry: 'enters the cycle',
  last: 'The last reference',
  lastWhy: 'nearest one without which nothing reaches it',
  noLast: 'No single reference is enough.',
  component: (component: string, objects: number) => `${component}, ${some(objects, 'object', 'objects')}`,
  inComponent: 'In cycle',
  statement: 'Copy statement',
  merged: {
    show: 'Merged paths',
    title: (type: string) => `Merged paths of ${type}`,
    scope: (reached: number, all: number) => `${n(reached)} of ${some(all, 'instance', 'instances')}`,
    close: 'Back to the types',
    what: 'Path',
    type: 'Type',
    members: 'Instances',
    self: 'Self size',
    bar: 'Share of instances',
    expand: 'Expand',
    collapse: 'Collapse',
    member: 'is one of them',
    cut: (rows: number, members: number) =>
      `${some(rows, 'more row', 'more rows')} with ${some(members, 'instance', 'instances')}`,
    unreachable: (members: number) => `${some(members, 'instance', 'instances')} that no root reaches`,
    none: 'No path from a root',
    noneWhy: 'No root reaches an instance of this type.',
    waiting: 'Distances are being computed',
  },
};

export type WhyWords = typeof whyEn;
