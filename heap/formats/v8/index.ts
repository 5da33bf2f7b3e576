// V8 heap snapshots (`.heapsnapshot`), as Node and Chromium write them, read in one pass by the rules of Chrome DevTools.
import type { ByteSource } from '../../base/source.ts';
import { note, openLog } from '../../model/diagnostics.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { heapOfReading } from './build.ts';
import { firstTypes } from './firstTypes.ts';
import { findStart, readHeader, type Header } from './header.ts';
import { openReading } from './reading.ts';
import { readSections, requireNodes } from './sections.ts';
import { readTail } from './tail.ts';
import { offsetOf, openWindow, PIECE } from './window.ts';

export const v8: Format = inPieces(PIECE);

/** The format, asking its source for `piece` bytes at once: what is read must not depend on it. */
export function inPieces(piece: number): Format {
  return {
    name: 'v8',
    recognises: (head) => findStart(head) >= 0,
    estimate,
    load: (source, context) => load(source, context, piece),
  };
}

/** The header says how many rows there are; no count is believed beyond what the bytes can hold. */
async function estimate(source: ByteSource): Promise<Estimate> {
  const header = await readHeader(source);
  const { objects, references } = believableCounts(header, source.length);
  const strings = Math.min(source.length ?? 0, STRING_BYTES);
  return {
    objects,
    references,
    exact: source.length !== undefined,
    memoryBytes: objects * OBJECT_PEAK_BYTES + references * REFERENCE_BYTES + strings,
    diskBytes: objects * OBJECT_DISK_BYTES + references * REFERENCE_BYTES + strings,
  };
}

/** address 8, type 4, selfSize 8, refcount 4, flags 2, generation 1, size 4, byAddress 4, first 4; snapshot 1 + 4 + 1 + 8 + 4. */
const OBJECT_DISK_BYTES = 57;
/** And two queues or stacks while the rules are applied. */
const OBJECT_PEAK_BYTES = OBJECT_DISK_BYTES + 16;
const REFERENCE_BYTES = 9;
/** Strings of the files seen have 0.5 to 13 MB. */
const STRING_BYTES = 16 * 1024 * 1024;

function believableCounts(
  { nodes, edges, nodeCount, edgeCount }: Header,
  length: number | undefined,
): { readonly objects: number; readonly references: number } {
  const most = (width: number): number => (length === undefined ? Infinity : Math.floor(length / (2 * width)));
  return { objects: Math.min(nodeCount, most(nodes.width)), references: Math.min(edgeCount, most(edges.width)) };
}

async function load(source: ByteSource, context: LoadContext, piece: number): Promise<LoadedHeap> {
  const { ledger } = context;
  const before = ledger.live;
  try {
    return await loadHeap(source, context, piece);
  } catch (error) {
    // Whatever was allocated is garbage now.
    ledger.live = before;
    throw error;
  }
}

async function loadHeap(source: ByteSource, context: LoadContext, piece: number): Promise<LoadedHeap> {
  const { ledger, task, onHistogram } = context;
  const header = await readHeader(source);
  task.phase('reading', source.length ?? 0);
  const early = await readTail(source, ledger, piece);
  const reading = openReading(header, source.length, ledger, openLog());
  const window = openWindow(source, header.end, task, piece);
  const end = await readSections(window, reading, early, () => {
    if (early !== undefined) onHistogram(firstTypes(reading, early.texts));
  });
  const bytesRead = Math.min(offsetOf(window), source.length ?? Infinity);
  requireNodes(reading, window);
  if (end === 'cut') note(reading.log, 'truncated', 1, bytesRead);
  if (early !== undefined && reading.texts !== early.texts) early.texts.drop();
  return heapOfReading(reading, bytesRead, source.length, context);
}
