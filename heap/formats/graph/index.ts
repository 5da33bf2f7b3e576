// Graphs that any tool can write, JSON lines of objects and references: docs/graph.schema.json.
import type { ByteSource } from '../../base/source.ts';
import { fail } from '../../base/fault.ts';
import { finishHeap, firstHistogram } from '../../model/builder.ts';
import { openDraft, type Draft } from '../../model/draft.ts';
import { FLAG } from '../../model/heap.ts';
import { HEAD_BYTES, type Estimate, type Format, type LoadContext, type LoadedHeap } from '../format.ts';
import { closeReading, openReading, type Reading } from './reading.ts';
import { placeTextIds } from './ids.ts';
import { isGraph, readGraph } from './graphLines.ts';
import { originOf } from './origin.ts';
import { ownReferences } from './owners.ts';
import { isRefcycle, readRefcycle } from './refcycle.ts';

export const graph: Format = { name: 'graph', recognises, estimate, load };

function recognises(head: Uint8Array): boolean {
  return isGraph(head) || isRefcycle(head);
}

/** Of the example in docs/formats.md on a small program: 130 bytes per object, 3.4 references. */
const BYTES_PER_OBJECT = 130;
const REFERENCES_PER_OBJECT = 3.4;
/** Columns of an object (`model/heap.ts`), a preview, and what resolving holds beside. */
const OBJECT_DISK_BYTES = 39 + 15;
const OBJECT_PEAK_BYTES = OBJECT_DISK_BYTES + 24;
const REFERENCE_BYTES = 9;
const REFERENCE_PEAK_BYTES = REFERENCE_BYTES + 34;

function estimate(source: ByteSource): Promise<Estimate> {
  const objects = Math.ceil((source.length ?? 0) / BYTES_PER_OBJECT);
  const references = Math.ceil(objects * REFERENCES_PER_OBJECT);
  return Promise.resolve({
    objects,
    references,
    exact: false,
    memoryBytes: objects * OBJECT_PEAK_BYTES + references * REFERENCE_PEAK_BYTES,
    diskBytes: objects * OBJECT_DISK_BYTES + references * REFERENCE_BYTES,
  });
}

async function load(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const before = context.ledger.live;
  try {
    return await loadHeap(source, context);
  } catch (error) {
    // Whatever was allocated is garbage now.
    context.ledger.live = before;
    throw error;
  }
}

async function loadHeap(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger, task, onHistogram, meanwhile } = context;
  const guess = await estimate(source);
  const draft = openDraft({ objects: guess.objects, references: guess.references, types: 0 }, ledger);
  const reading = openReading(draft, ledger);
  task.phase('reading', source.length ?? 0);
  const head = await source.read(0, HEAD_BYTES);
  const written = isRefcycle(head)
    ? await readRefcycle(reading, source, context)
    : await readGraph(reading, source, context);
  if (draft.objects.address.length === 0) failEmpty(draft, written.bytesRead);
  placeTextIds(
    reading.ids,
    [draft.objects.address, draft.references.target, draft.roots.address, reading.loose.from, reading.loose.target],
    ledger,
  );
  task.phase('resolving', draft.objects.address.length);
  ownReferences(reading, ledger, task);
  markSizes(reading);
  const origin = originOf(reading, written, source.length);
  closeReading(reading);
  onHistogram(firstHistogram(draft));
  return finishHeap(draft, origin, task, meanwhile);
}

function failEmpty(draft: Draft, length: number): never {
  if (draft.log.found.has('truncated')) {
    fail({ code: 'format/truncated', expected: length + 1, length, offset: length, section: 'lines' });
  }
  fail({ code: 'format/corrupt', reason: 'no object', offset: 0, section: 'lines' });
}

/** Where no object has a size, none is missing. */
function markSizes({ draft, recorded }: Reading): void {
  if (recorded.sizes > 0) return;
  const flags = draft.objects.flags.finish();
  for (let row = 0; row < flags.length; row++) flags[row] &= ~FLAG.sizeEstimated;
}
