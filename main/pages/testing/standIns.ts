// Stand-ins for loading and workspace, so that the shells are tested without a dump format: real files, no parser.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '#heap/base/fault.ts';
import type { FindingOperation } from '#heap/findings/finding.ts';
import type { ColumnEntry, Manifest } from '#heap/model/manifest.ts';
import { refusal } from '../../bridge.ts';
import type { LoadEvents } from '../../loading/start.ts';
import type { FindingsStore } from '../../workspace/findingsStore.ts';
import type { DumpLoading, OpenedBefore, Workspace } from '../ports.ts';

/** Bytes of `objects.address`: more than one block, and not a whole number of blocks. */
export const STAND_IN_CELLS = 1_100_000;

export const STAND_IN_COLUMNS: readonly ColumnEntry[] = [
  { name: 'objects.address', type: 'f64', length: STAND_IN_CELLS, crc32: 0 },
  { name: 'objects.type', type: 'u32', length: 4, crc32: 0 },
  { name: 'tags.object', type: 'u32', length: 0, crc32: 0 },
];

const HISTOGRAM = { objects: 4, selfSize: 256, types: [{ name: 'builtins.dict', count: 4, selfSize: 256 }] };

/** A file named `slow.ouro` loads until it is cancelled, `bad.ouro` is a fault, `odd.ouro` a mistake of ours. */
export function standInLoading(folder: string): DumpLoading {
  return {
    estimate: async (path) => {
      if (path.endsWith('bad.ouro')) return { ok: false, fault: UNKNOWN };
      const estimate = { objects: 4, references: 0, exact: true, memoryBytes: 100, diskBytes: 64 };
      const rest = { memoryBudget: 600, freeDisk: undefined, indexed: false, verdict: 'fits' } as const;
      return { ok: true, value: { format: 'ouro', estimate, ...rest } };
    },
    open: async (path, { signal }, events) => {
      if (path.endsWith('bad.ouro')) return { ok: false, fault: UNKNOWN };
      if (path.endsWith('odd.ouro')) throw new TypeError('a mistake of ours');
      events.onProgress?.({ phase: 'reading', done: 0, total: 64 });
      if (path.endsWith('slow.ouro')) return untilCancelled(signal, events);
      events.onHistogram?.(HISTOGRAM);
      const index = await writeIndex(folder);
      const close = (): Promise<void> => rm(index, { recursive: true, force: true });
      const rest = { reused: false, withoutCache: false, memoryBudget: 600, tookMs: 1, close };
      return { ok: true, value: { folder: index, manifest: STAND_IN_MANIFEST, histogram: HISTOGRAM, ...rest } };
    },
  };
}

/** Everything in memory; `closed` counts the stores that were closed properly. */
export function standInWorkspace(): Workspace & { readonly closed: () => number } {
  const journals = new Map<string, FindingOperation[]>();
  let dumps: readonly OpenedBefore[] = [];
  let closed = 0;
  return {
    closed: () => closed,
    findings: async (fingerprint): Promise<FindingsStore> => {
      const operations = journals.get(fingerprint) ?? [];
      journals.set(fingerprint, operations);
      return {
        read: async () => ({ operations: [...operations], readOnly: false }),
        append: async (operation) => operations.push(operation),
        close: async () => void closed++,
      };
    },
    recent: {
      read: async () => dumps,
      remember: async (path) => {
        dumps = [{ path, openedAt: '2024-01-01T00:00:00Z' }, ...dumps.filter((other) => other.path !== path)];
      },
      forget: async (path) => {
        dumps = dumps.filter((other) => other.path !== path);
      },
    },
  };
}

export const STAND_IN_MANIFEST: Manifest = {
  indexVersion: 1,
  format: 'ouro',
  formatVersion: '1.0',
  fingerprint: '0123456789abcdef-4-0',
  producer: 'stand-in',
  runtime: {
    language: 'cpython',
    version: '3.11.7',
    hexversion: 0x030b07f0,
    freeThreaded: false,
    pointerBytes: 8,
    processName: 'python',
    pid: undefined,
  },
  collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
  captured: { started: '2024-01-01T00:00:00Z', mode: 'inside', gilReleased: undefined },
  identity: 'address',
  rootObject: undefined,
  sizedTypes: undefined,
  privacy: { mode: 'shape' },
  capabilities: [],
  counts: { objects: 4, references: 0, types: 1, roots: 0, strings: 0 },
  totalSelfSize: 256,
  completeness: { status: 'complete', referencesComplete: true, bytesRead: 64, bytesTotal: 64, diagnostics: [] },
  texts: [],
  columns: STAND_IN_COLUMNS,
};

const UNKNOWN: Fault = { code: 'format/unknown', offset: 0, tried: ['ouro'] };

async function untilCancelled(
  signal: AbortSignal | undefined,
  events: LoadEvents,
): Promise<ReturnType<typeof refusal>> {
  while (signal?.aborted !== true) {
    events.onProgress?.({ phase: 'reading', done: 1, total: 64 });
    await wait(20);
  }
  return refusal('cancelled');
}

let made = 0;

async function writeIndex(folder: string): Promise<string> {
  const index = join(folder, `index-${made++}`);
  await mkdir(index, { recursive: true });
  const address = Float64Array.from({ length: STAND_IN_CELLS }, (_, i) => i);
  await writeFile(join(index, 'objects.address.f64'), new Uint8Array(address.buffer));
  await writeFile(join(index, 'objects.type.u32'), new Uint8Array(Uint32Array.of(0, 1, 2, 3).buffer));
  await writeFile(join(index, 'tags.object.u32'), '');
  return index;
}
