// Meliae dumps, JSON lines (docs/formats.md). One object per line, no header, no footer, no version.
import { fail } from '../../base/fault.ts';
import { allocateU32, release } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import { finishHeap, type Origin } from '../../model/builder.ts';
import { note } from '../../model/diagnostics.ts';
import { firstHistogramOf, histogramOf, type FirstHistogram } from '../../model/histogram.ts';
import { openDraft, type Draft } from '../../model/draft.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { afterMark, BLOCK_BYTES, readLines, skipBlanks } from '../lines.ts';
import { mostRows } from './cells.ts';
import { derive } from './derive.ts';
import { readLenient } from './lenient.ts';
import { closeReading, openReading, type Reading } from './reading.ts';
import { INFERRED } from './roots.ts';
import { LINE_START, scanLines } from './scan.ts';

export const meliae: Format = { name: 'meliae', recognises, estimate, load };

/** A longer line is skipped: 256 MiB are a dict of 8 million entries. */
const LIMITS = { mostLineBytes: 256 * 2 ** 20, blockBytes: BLOCK_BYTES };

/** Of the samples (Python 2.7 and 3.11): 121 and 116 bytes per line, 2.0 and 1.9 references. */
const BYTES_PER_OBJECT = 118;
const REFERENCES_PER_OBJECT = 2;

/** The first line is an object that begins with an address and has a type; in a head it may be cut off before `refs`. */
function recognises(head: Uint8Array): boolean {
  const from = skipBlanks(head, afterMark(head), head.length);
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
  if (!isAt(head, from, LINE_START) || !isDigit(head[from + LINE_START.length])) return false;
  const end = head.indexOf(10, from);
  const line = head.subarray(from, end < 0 ? head.length : end);
  return contains(line, '"type": ') && (end < 0 || contains(line, '"refs": '));
}

function contains(bytes: Uint8Array, text: string): boolean {
  for (let at = 0; at + text.length <= bytes.length; at++) if (isAt(bytes, at, text)) return true;
  return false;
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function estimate(source: ByteSource): Promise<Estimate> {
  const length = source.length ?? 0;
  const objects = Math.ceil(length / BYTES_PER_OBJECT);
  const references = objects * REFERENCES_PER_OBJECT;
  return Promise.resolve({
    objects,
    references,
    exact: false,
    memoryBytes: objects * OBJECT_PEAK_BYTES + references * REFERENCE_PEAK_BYTES,
    diskBytes: objects * OBJECT_DISK_BYTES + references * REFERENCE_BYTES,
  });
}

/** Columns of an object (`model/heap.ts`), a preview, and what deriving and resolving hold beside. */
const OBJECT_DISK_BYTES = 39 + 15;
const OBJECT_PEAK_BYTES = OBJECT_DISK_BYTES + 24;
const REFERENCE_BYTES = 9;
const REFERENCE_PEAK_BYTES = REFERENCE_BYTES + 17;

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
  // What the last block may need, so that the columns need not grow for it.
  const block = mostRows(Math.min(source.length ?? 0, BLOCK_BYTES));
  const expected = {
    objects: guess.objects + block.objects,
    references: guess.references + block.references,
    types: 0,
  };
  const draft = openDraft(expected, ledger);
  const reading = openReading(draft, ledger);
  task.phase('reading', source.length ?? 0);
  const bytesRead = await readAll(reading, source, context);
  if (draft.objects.address.length === 0) failEmpty(draft, bytesRead);
  onHistogram(histogramByName(reading));
  const python = derive(reading, ledger, task);
  closeReading(reading, ledger);
  return finishHeap(draft, originOf(draft, python, source, bytesRead), task, meanwhile);
}

function readAll(reading: Reading, source: ByteSource, { ledger, task }: LoadContext): Promise<number> {
  const { log } = reading.draft;
  const lose = (code: 'droppedRow' | 'truncated', offset: number): void => {
    note(log, code, 1, offset);
    log.referencesComplete = false;
  };
  const consumer = {
    lines: (bytes: Uint8Array, from: number, to: number, offset: number): void =>
      scanLines(reading, bytes, from, to, (start, end) => {
        if (!readLenient(reading, bytes, start, end, offset + start)) lose('droppedRow', offset + start);
      }),
    openLine: (bytes: Uint8Array, offset: number): void =>
      scanLines(reading, bytes, 0, bytes.length, (start, end) => {
        if (!readLenient(reading, bytes, start, end, offset)) lose('truncated', offset);
      }),
    longLine: (offset: number): void => lose('droppedRow', offset),
  };
  return readLines(source, LIMITS, consumer, ledger, task);
}

/** Totals per name of a type, while classes of one name are not told apart yet. O(rows). */
function histogramByName({ draft, names }: Reading): FirstHistogram {
  const { objects, strings, ledger } = draft;
  const histogram = histogramOf(names.length, objects.type.finish(), objects.selfSize.finish(), ledger);
  const module = allocateU32(names.length, 'no modules', ledger);
  const first = firstHistogramOf(histogram, { module, qualname: names.all }, strings.finish());
  release(histogram.count.byteLength + histogram.selfSize.byteLength + module.byteLength, ledger);
  return first;
}

function failEmpty(draft: Draft, length: number): never {
  if (draft.log.found.has('truncated')) {
    fail({ code: 'format/truncated', expected: length + 1, length, offset: length, section: 'lines' });
  }
  fail({ code: 'format/corrupt', reason: 'nothingReadable', offset: 0, section: 'lines' });
}

/** Names the dump: FNV-1a over the addresses, which no two processes share, and over the sizes. */
function fileId({ objects }: Draft): string {
  const address = objects.address.finish();
  const size = objects.selfSize.finish();
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let row = 0; row < address.length; row++) {
    high = Math.imul(high ^ (address[row] % 4294967296), 0x01000193);
    low = Math.imul(low ^ (size[row] % 4294967296) ^ high, 0x01000193);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Roots are inferred, and the labels are those of built-in containers. */
const CAPABILITIES: Origin['capabilities'] = ['sizes', 'lengths', 'labels', 'multiplicity', 'previews'];

function originOf(draft: Draft, python: string, source: ByteSource, bytesRead: number): Origin {
  return {
    format: 'meliae',
    formatVersion: '1',
    producer: 'meliae',
    runtime: {
      language: 'cpython',
      version: python,
      hexversion: 0,
      freeThreaded: false,
      pointerBytes: 8,
      processName: '',
      pid: undefined,
    },
    collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
    captured: { started: '', mode: 'import', gilReleased: undefined },
    privacy: { mode: 'text' },
    capabilities: draft.roots.address.length > 0 ? [...CAPABILITIES, 'roots'] : CAPABILITIES,
    texts: [{ name: 'roots', text: INFERRED }],
    fileId: fileId(draft),
    bytesRead,
    bytesTotal: source.length,
    implicitTypeReferences: 'none',
  };
}
