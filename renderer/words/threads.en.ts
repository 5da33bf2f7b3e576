// English words of threads, stacks and locals.
import { counting } from './numbers.ts';

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export const threadsEn = {
  list: 'Threads',
  more: (shown: number, all: number) => `${n(shown)} of ${n(all)} threads`,
  unnamed: 'unnamed thread',
  thread: (row: number) => `Thread ${n(row)}`,
  suspended: 'Suspended generators and coroutines',
  suspendedShort: 'Suspended',
  main: 'main',
  daemon: 'daemon',
  current: 'took the dump',
  currentWhy: 'This thread ran the dumper',
  ended: 'ended',
  object: 'Thread object',
  amount: (frames: number, locals: number) => `${some(frames, 'frame', 'frames')}, ${some(locals, 'local', 'locals')}`,
  atLeast: 'at least',
  held: 'Its locals retain',
  alone: 'of it only they hold',
  aloneWhy:
    'No recorded reference, root or count but these locals holds it: it goes when the frames end. A lower bound.',
  computing: 'Threads are being read',
  waiting: 'Sizes follow once the dominators are computed',
  columns: {
    what: 'Frame and its locals',
    where: 'Place or type',
    self: 'Self size',
    retained: 'Retained',
    alone: 'Only here',
    bar: 'Retained, and the part of it that is held only here',
  },
  stackOf: (name: string) => `Stack of ${name}`,
  definedAt: (file: string, line: number) => `${file}, function at line ${n(line)}`,
  locals: (locals: number) => some(locals, 'local', 'locals'),
  noLocals: 'no locals',
  ofDumper: 'dumper',
  ofDumperWhy: 'A frame of the dumper: its locals are not recorded',
  openObject: (type: string) => `Open the ${type}`,
  expandAll: 'Expand all',
  collapseAll: 'Collapse all',
  expand: 'Show locals',
  collapse: 'Hide locals',
  moreLocals: (locals: number) => `Show ${some(locals, 'more local', 'more locals')}`,
  moreFrames: (shown: number, all: number) => `${n(shown)} of ${n(all)} frames shown. Show more`,
  limited: 'A bound was hit: there are more locals.',
  none: 'No thread is in this dump',
  noneWhy: 'The dump names no thread and no frame.',
  noFrames: 'This thread has no frames',
  noFramesWhy: 'It had not begun, had ended, or ran native code only.',
  missing: 'Stacks are not in this dump',
  missingWhy:
    'Threads, frames and locals are recorded by ouroboros_capture.py, by PyHeap, and found in core files. A dump without them still says what holds an object.',
  missingLocals: 'Locals are not in this dump: frames are shown without them.',
};

export type ThreadsWords = typeof threadsEn;
