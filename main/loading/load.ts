// What happens inside the loader thread: one request in, one index folder out. Knows ports and no threads.
import { openLedger } from '#heap/base/column.ts';
import { fail, FaultError } from '#heap/base/fault.ts';
import type { ByteSource } from '#heap/base/source.ts';
import { Cancelled, reportingTask, type Task } from '#heap/base/task.ts';
import { HEAD_BYTES, type Format, type LoadedHeap } from '#heap/formats/format.ts';
import type { ColumnSet } from '#heap/model/columns.ts';
import type { Completeness, Diagnostic } from '#heap/model/manifest.ts';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { openDumpFile, sameIdentity, type DumpFile, type OpenSource } from './byteSource.ts';
import { codeOf, isSystemError } from '#main/workspace/failures.ts';
import { openCompanions, type OpenCompanions } from './companions.ts';
import type { Formats } from './formats.ts';
import { nodeDisk, type IndexDisk } from './indexDisk.ts';
import { growIndex, type GrowingIndex } from './growingIndex.ts';
import { isLoadRequest, type LoaderEnd, type LoaderMessage, type LoadRequest } from './messages.ts';
import { packingOf, unwrap } from './unwrap.ts';

/** A dump whose format is known: the unwrapped bytes and who can read them. */
export interface RecognisedDump {
  readonly source: OpenSource;
  readonly format: Format;
}

/** Half of a message channel: `parentPort` in a thread, a `MessagePort` in tests. */
export interface ReplyPort {
  postMessage(message: LoaderMessage): void;
  once(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Answers one load request on `port`. Every way out is a message. */
export function serveLoad(port: ReplyPort, formats: Formats, disk: IndexDisk = nodeDisk): void {
  port.once('message', (message) => {
    const post = (reply: LoaderMessage): void => port.postMessage(reply);
    const request = isLoadRequest(message) ? message : undefined;
    const end =
      request === undefined ? Promise.resolve(brokenRequest) : endOf(() => load(request, formats, disk, post));
    void end.then(post);
  });
}

/** Finds out what is in `file`, which this call owns from here on. Faults: `format/unknown`, `source/unreadable`. */
export async function recognise(file: DumpFile, formats: Formats, budget: number): Promise<RecognisedDump> {
  let source: OpenSource | undefined;
  try {
    const head = new Uint8Array(Math.min(HEAD_BYTES, file.identity.size));
    await file.readInto(head, 0, head.length);
    source = unwrap(file, formats.recognises(head) ? { kind: 'plain' } : packingOf(head), budget);
    return { source, format: formats.detect(await source.read(0, HEAD_BYTES)) };
  } catch (error) {
    await (source ?? file).close();
    throw error;
  }
}

const brokenRequest: LoaderEnd = { kind: 'broken', what: 'broken load request' };

async function endOf(work: () => Promise<LoaderEnd>): Promise<LoaderEnd> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FaultError) return { kind: 'fault', fault: error.fault };
    if (error instanceof Cancelled) return { kind: 'cancelled' };
    return { kind: 'broken', what: error instanceof Error ? (error.stack ?? error.message) : 'unknown' };
  }
}

async function load(
  request: LoadRequest,
  formats: Formats,
  disk: IndexDisk,
  post: (message: LoaderMessage) => void,
): Promise<LoaderEnd> {
  const task = reportingTask(
    (progress) => post({ kind: 'progress', progress }),
    () => Atomics.load(request.cancel, 0) !== 0,
    () => performance.now(),
  );
  const file = await openDumpFile(request.path);
  if (!sameIdentity(file.identity, request.identity)) {
    await file.close();
    fail({ code: 'source/changed', what: 'replaced' });
  }
  const { source, format } = await recognise(file, formats, request.budget);
  const companions = openCompanions(request.companions);
  const places = request.places.map((place) => growIndex(place, disk));
  try {
    const loaded = await read(source, format, request, companions, task, post, (columns) => places.at(0)?.add(columns));
    await source.check();
    return { kind: 'done', place: await writeSomewhere(places, loaded, task) };
  } finally {
    for (const place of places) await place.abandon();
    await companions?.close();
    await source.close();
  }
}

async function read(
  source: OpenSource,
  format: Format,
  request: LoadRequest,
  companions: OpenCompanions | undefined,
  task: Task,
  post: (message: LoaderMessage) => void,
  onColumns: (columns: ColumnSet) => void,
): Promise<LoadedHeap> {
  const { budget } = request;
  const estimate = await format.estimate(source);
  // An estimate that is only a guess may be far too high; then the ledger decides while loading.
  if (estimate.exact && estimate.memoryBytes > budget) {
    fail({ code: 'memory/exhausted', needed: estimate.memoryBytes, budget, purpose: 'load' });
  }
  const loaded = await format.load(source, {
    ledger: openLedger(budget),
    task,
    onHistogram: (histogram) => post({ kind: 'histogram', histogram }),
    crc32,
    companions,
    meanwhile: { onColumns, turn: () => setImmediate() },
  });
  return withEnding(loaded, source);
}

/** The index at the first place that takes it. A full or read-only cache is no reason not to open a heap. */
async function writeSomewhere(places: readonly GrowingIndex[], loaded: LoadedHeap, task: Task): Promise<number> {
  let refusal = 'no place';
  for (const [index, place] of places.entries()) {
    try {
      await place.finish(loaded, task);
      return index;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      refusal = codeOf(error);
    }
  }
  return fail({ code: 'workspace/unwritable', reason: `index: ${refusal}` });
}

/** A wrapper that broke off is a loss the format cannot see: it met a file that was merely short. */
function withEnding(loaded: LoadedHeap, source: OpenSource & ByteSource): LoadedHeap {
  if (source.ended === undefined) return loaded;
  const { completeness } = loaded.heap.manifest;
  const diagnostic: Diagnostic = { code: 'truncated', count: 1, offset: source.length };
  const known = completeness.diagnostics.some(({ code }) => code === 'truncated' || code === 'noEnd');
  const worse: Completeness = {
    ...completeness,
    status: 'partial',
    diagnostics: known ? completeness.diagnostics : [...completeness.diagnostics, diagnostic],
  };
  return { ...loaded, heap: { ...loaded.heap, manifest: { ...loaded.heap.manifest, completeness: worse } } };
}
