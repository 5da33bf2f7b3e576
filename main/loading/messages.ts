// What the loader thread and its parent say to each other: two closed unions of plain messages, checked on arrival.
import type { Fault, FaultCode } from '#heap/base/fault.ts';
import type { PhaseName, Progress } from '#heap/base/task.ts';
import type { FirstHistogram } from '#heap/formats/format.ts';
import { amount, either, list, oneOf, record, text, whole, type Check } from '#heap/base/checks.ts';
import type { FileIdentity } from './byteSource.ts';
import type { CompanionPlaces } from './companions.ts';
import type { IndexPlace } from './indexFolder.ts';

export interface LoadRequest {
  readonly kind: 'load';
  readonly path: string;
  /** What the parent saw when it made the cache key; the thread refuses another file. */
  readonly identity: FileIdentity;
  /** Tried in order until one can be written. */
  readonly places: readonly IndexPlace[];
  readonly budget: number;
  readonly companions: CompanionPlaces;
  /** Cell 0 != 0: cancel. Over shared memory. */
  readonly cancel: Int32Array;
}

export type LoaderMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'histogram'; readonly histogram: FirstHistogram }
  /** The index stands at the target of `places[place]`. The parent reads it from there and believes nothing else. */
  | { readonly kind: 'done'; readonly place: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'cancelled' }
  /** A mistake of ours. */
  | { readonly kind: 'broken'; readonly what: string };

export type LoaderEnd = Exclude<LoaderMessage, { readonly kind: 'progress' | 'histogram' }>;

export const isLoadRequest: Check<LoadRequest> = record<LoadRequest>({
  kind: oneOf(['load']),
  path: text(65_536),
  identity: record<FileIdentity>({ size: whole(), modified: text(64), inode: text(64) }),
  places: list(record<IndexPlace>({ temporary: text(65_536), target: text(65_536) }), 4),
  budget: whole(),
  companions: record<CompanionPlaces>({ program: text(65_536), folder: text(65_536) }),
  cancel: (value): value is Int32Array => value instanceof Int32Array && value.length === 1,
});

const PHASES = [
  'reading',
  'resolving',
  'linking',
  'writing',
  'fetching',
  'referrers',
  'marking',
  'ordering',
  'dominators',
  'retained',
  'distances',
  'components',
  'refcounts',
  'collector',
  'types',
  'searching',
  'paths',
  'sorting',
  'exporting',
  'pools',
] as const satisfies readonly PhaseName[];

const SHORT = text(4096);
const words = list(SHORT, 1024);
const where = { offset: amount, section: SHORT };

/** One guard per code, so that a new code cannot be forgotten here. */
const FAULTS: { readonly [Code in FaultCode]: Check<Extract<Fault, { readonly code: Code }>> } = {
  'format/unknown': record({ code: oneOf(['format/unknown']), offset: amount, tried: words }),
  'format/version': record({ code: oneOf(['format/version']), offset: amount, found: SHORT, supported: SHORT }),
  'format/truncated': record({ code: oneOf(['format/truncated']), expected: amount, length: amount, ...where }),
  'format/corrupt': record({ code: oneOf(['format/corrupt']), reason: SHORT, ...where }),
  'format/limit': record({ code: oneOf(['format/limit']), limit: SHORT, allowed: amount, found: amount, ...where }),
  'core/not-a-core': record({ code: oneOf(['core/not-a-core']), offset: amount, found: SHORT }),
  'core/machine': record({ code: oneOf(['core/machine']), offset: amount, found: SHORT }),
  'core/not-python': record({ code: oneOf(['core/not-python']), offset: amount }),
  'core/free-threaded': record({ code: oneOf(['core/free-threaded']), offset: amount }),
  'core/version': record({ code: oneOf(['core/version']), offset: amount, found: SHORT, supported: SHORT }),
  'core/truncated': record({ code: oneOf(['core/truncated']), expected: amount, length: amount, ...where }),
  'source/unreadable': record({ code: oneOf(['source/unreadable']), reason: SHORT }),
  'source/changed': record({ code: oneOf(['source/changed']), what: SHORT }),
  'memory/exhausted': record({ code: oneOf(['memory/exhausted']), needed: amount, budget: amount, purpose: SHORT }),
  'heap/no-such-object': record({ code: oneOf(['heap/no-such-object']), asked: SHORT }),
  'heap/not-open': record({ code: oneOf(['heap/not-open']), asked: SHORT }),
  'heap/partial': record({ code: oneOf(['heap/partial']), missing: SHORT }),
  'findings/unreadable': record({ code: oneOf(['findings/unreadable']), reason: SHORT }),
  'query/invalid': record({ code: oneOf(['query/invalid']), column: amount, expected: SHORT }),
  'rules/invalid': record({ code: oneOf(['rules/invalid']), line: amount, expected: SHORT }),
  'sql/refused': record({ code: oneOf(['sql/refused']) }),
  'sql/failed': record({ code: oneOf(['sql/failed']), reason: SHORT }),
  'sql/stopped': record({ code: oneOf(['sql/stopped']), limit: oneOf(['time', 'memory']), allowed: amount }),
  'analysis/needs': record({ code: oneOf(['analysis/needs']), analysis: SHORT, missing: words }),
  'index/damaged': record({ code: oneOf(['index/damaged']), column: SHORT, reason: SHORT }),
  'export/failed': record({ code: oneOf(['export/failed']), reason: SHORT }),
  'workspace/conflict': record({ code: oneOf(['workspace/conflict']), reason: SHORT }),
  'workspace/unwritable': record({ code: oneOf(['workspace/unwritable']), reason: SHORT }),
  'capture/refused': record({ code: oneOf(['capture/refused']), reason: SHORT, instead: words }),
  'bridge/refused': record({ code: oneOf(['bridge/refused']), reason: SHORT }),
};

const isFault: Check<Fault> = (value): value is Fault => Object.values(FAULTS).some((check) => check(value));

const isHistogram: Check<FirstHistogram> = record<FirstHistogram>({
  objects: amount,
  selfSize: amount,
  types: list(
    record<FirstHistogram['types'][number]>({ name: text(2 ** 20), count: amount, selfSize: amount }),
    2 ** 20,
  ),
});

type Of<Kind extends LoaderMessage['kind']> = Extract<LoaderMessage, { readonly kind: Kind }>;

export const isLoaderMessage: Check<LoaderMessage> = either<
  [Of<'progress'>, Of<'histogram'>, Of<'done'>, Of<'fault'>, Of<'cancelled'>, Of<'broken'>]
>(
  record<Of<'progress'>>({
    kind: oneOf(['progress']),
    progress: record<Progress>({ phase: oneOf(PHASES), done: amount, total: amount }),
  }),
  record<Of<'histogram'>>({ kind: oneOf(['histogram']), histogram: isHistogram }),
  record<Of<'done'>>({ kind: oneOf(['done']), place: whole(0, 3) }),
  record<Of<'fault'>>({ kind: oneOf(['fault']), fault: isFault }),
  record<Of<'cancelled'>>({ kind: oneOf(['cancelled']) }),
  record<Of<'broken'>>({ kind: oneOf(['broken']), what: text(65_536) }),
);
