// The meta JSON of a file -> what the manifest says about the runtime and the capture.
import { fail } from '../../base/fault.ts';
import { CAPABILITIES, type Capability, type CollectorState, type Runtime } from '../../model/manifest.ts';
import type { Origin } from '../../model/builder.ts';
import type { FileHeader } from './header.ts';
import { flagAt, listAt, numberAt, textAt, type Json } from './json.ts';
import { FILE_HEADER_BYTES } from './layout.ts';

export type Known = Pick<
  Origin,
  'format' | 'formatVersion' | 'producer' | 'runtime' | 'collector' | 'captured' | 'privacy' | 'capabilities' | 'fileId'
>;

/** False: a required key is missing, so nothing the meta says is believed. */
export function isUsable(meta: Json): boolean {
  return (
    textAt(meta, 'format') === 'ouro' &&
    listAt(meta, 'version') !== undefined &&
    REQUIRED_TEXTS.every((path) => textAt(meta, ...path) !== undefined) &&
    numberAt(meta, 'python', 'hexversion') !== undefined &&
    numberAt(meta, 'python', 'pointer_bytes') !== undefined &&
    flagAt(meta, 'python', 'free_threaded') !== undefined &&
    listAt(meta, 'capabilities') !== undefined
  );
}

/** True: the version in the JSON is the one in the header, which counts. */
export function agreesOnVersion(meta: Json, header: FileHeader): boolean {
  const version = listAt(meta, 'version') ?? [];
  return version[0] === header.major && version[1] === header.minor;
}

/** Faults: `format/version` for a process with 32-bit pointers. `meta` undefined: everything about it is unknown. */
export function knownFrom(header: FileHeader, meta: Json): Known {
  const pointerBytes = numberAt(meta, 'python', 'pointer_bytes') ?? 8;
  if (pointerBytes !== 8) {
    const found = `${pointerBytes * 8}-bit pointers`;
    fail({ code: 'format/version', offset: FILE_HEADER_BYTES, found, supported: '64-bit pointers' });
  }
  const mode = textAt(meta, 'privacy', 'mode');
  return {
    format: 'ouro',
    formatVersion: `${header.major}.${header.minor}`,
    fileId: header.fileId,
    producer: textAt(meta, 'producer') ?? '',
    runtime: runtimeFrom(meta),
    collector: collectorFrom(meta),
    captured: {
      started: textAt(meta, 'capture', 'started') ?? '',
      mode: textAt(meta, 'capture', 'mode') ?? '',
      gilReleased: flagAt(meta, 'capture', 'gil_released'),
      monotonicNs: numberAt(meta, 'capture', 'monotonic_ns'),
    },
    privacy: { mode: mode === 'shape' || mode === 'text' ? mode : 'unknown' },
    capabilities: capabilitiesFrom(meta),
  };
}

const REQUIRED_TEXTS: readonly (readonly string[])[] = [
  ['producer'],
  ['python', 'version'],
  ['python', 'implementation'],
  ['python', 'byteorder'],
  ['capture', 'started'],
  ['capture', 'mode'],
  ['privacy', 'mode'],
];

/** Words of the file that differ from ours. */
const CAPABILITY_WORDS: ReadonlyMap<unknown, Capability> = new Map<unknown, Capability>([
  ...CAPABILITIES.map((word): [unknown, Capability] => [word, word]),
  ['refcount', 'refcounts'],
  ['generation', 'generations'],
  ['len', 'lengths'],
  ['size', 'sizes'],
  ['keys', 'sharedKeys'],
  ['text', 'texts'],
]);

function runtimeFrom(meta: Json): Runtime {
  return {
    language: 'cpython',
    version: textAt(meta, 'python', 'version') ?? '',
    hexversion: numberAt(meta, 'python', 'hexversion') ?? 0,
    freeThreaded: flagAt(meta, 'python', 'free_threaded') ?? false,
    pointerBytes: 8,
    processName: textAt(meta, 'process', 'name') ?? '',
    pid: numberAt(meta, 'process', 'pid'),
    allocator: allocatorFrom(meta),
    startTicks: numberAt(meta, 'process', 'start_ticks'),
    bootId: textAt(meta, 'process', 'boot_id')?.slice(0, 64),
    tags: textAt(meta, 'privacy', 'tag')?.slice(0, 64),
  };
}

function allocatorFrom(meta: Json): string | undefined {
  const name = textAt(meta, 'allocator', 'name');
  return name === undefined || name === 'unknown' ? undefined : name.slice(0, 64);
}

function collectorFrom(meta: Json): CollectorState {
  const model = textAt(meta, 'gc', 'model');
  return {
    model: model === 'generational' || model === 'incremental' || model === 'none' ? model : 'unknown',
    enabled: flagAt(meta, 'gc', 'enabled'),
    threshold: numbersAt(meta, 'threshold'),
    count: numbersAt(meta, 'count'),
    freezeCount: numberAt(meta, 'gc', 'freeze_count'),
    collections: collectionsFrom(meta),
  };
}

/** `gc.get_stats()`. */
function collectionsFrom(meta: Json): readonly number[] | undefined {
  const counts = (listAt(meta, 'gc', 'stats') ?? []).map((entry) => numberAt(entry, 'collections'));
  return counts.length === 3 && counts.every((count) => count !== undefined) ? counts : undefined;
}

function numbersAt(meta: Json, key: string): readonly number[] {
  const list = listAt(meta, 'gc', key) ?? [];
  return list.filter((value): value is number => Number.isSafeInteger(value)).slice(0, 8);
}

function capabilitiesFrom(meta: Json): readonly Capability[] {
  const said = listAt(meta, 'capabilities') ?? [];
  const known = new Set(said.map((word) => CAPABILITY_WORDS.get(word)));
  return CAPABILITIES.filter((capability) => known.has(capability));
}
