// The ouro format, version 1: our own dump of a CPython heap, written in one pass and salvaged chunk by chunk.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { finishHeap, firstHistogram } from '../../model/builder.ts';
import { note } from '../../model/diagnostics.ts';
import { openDraft, type Draft } from '../../model/draft.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { closeChunks, openChunks } from './chunks.ts';
import { countRows, estimateFrom } from './estimate.ts';
import { hasMagic, readHeader, type FileHeader } from './header.ts';
import { FILE_HEADER_BYTES } from './layout.ts';
import { readChunks, type ReadTo } from './load.ts';
import { agreesOnVersion, isUsable, knownFrom, type Known } from './meta.ts';
import { connectPlaces } from './places.ts';
import { openReading } from './reading.ts';
import { connectTraces } from './traces.ts';

export const ouro: Format = { name: 'ouro', recognises: hasMagic, estimate, load };

async function estimate(source: ByteSource): Promise<Estimate> {
  return estimateFrom(await countRows(source), source.length ?? 0);
}

async function load(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger } = context;
  const before = ledger.live;
  try {
    return await loadHeap(source, context);
  } catch (error) {
    // Whatever was allocated is garbage now.
    ledger.live = before;
    throw error;
  }
}

async function loadHeap(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger, task, onHistogram, crc32, meanwhile } = context;
  const header = await readHeader(source);
  // Only a source that can go back to the front may be asked for its end first.
  const expected = source.seekable ? await countRows(source) : { objects: 0, references: 0, types: 0 };
  const draft = openDraft(expected, ledger);
  const known = believe(header, draft);
  const reading = openReading(draft);
  const reader = openChunks(source, ledger, task, crc32);
  task.phase('reading', source.length ?? 0);
  const readTo = await readChunks(reader, reading, header.firstChunk);
  closeChunks(reader);
  if (readTo.objectChunks === 0) failUnreadable(draft, readTo, source);
  connectPlaces(reading);
  connectTraces(reading);
  onHistogram(firstHistogram(draft));
  const bytesRead = readTo.offset;
  return finishHeap(
    draft,
    { ...known, texts: reading.texts, bytesRead, bytesTotal: source.length, implicitTypeReferences: 'add' },
    task,
    meanwhile,
  );
}

/** What the header says, or nothing of it when it is damaged. */
function believe(header: FileHeader, draft: Draft): Known {
  const usable = isUsable(header.meta);
  if (!usable || !agreesOnVersion(header.meta, header)) note(draft.log, 'badMeta', 1, FILE_HEADER_BYTES);
  if (header.minor > 0) note(draft.log, 'newerMinor', 1, 10);
  return knownFrom(header, usable ? header.meta : undefined);
}

/** Without one OBJECT chunk there is no heap: the file was cut off before it, or nothing of it can be read. */
function failUnreadable(draft: Draft, readTo: ReadTo, source: ByteSource): never {
  const { offset } = readTo;
  const { found } = draft.log;
  const cut = found.has('truncated') || (found.has('noEnd') && !found.has('badChunk'));
  if (!cut) fail({ code: 'format/corrupt', reason: 'nothingReadable', offset, section: 'objects' });
  const length = source.length ?? offset;
  fail({ code: 'format/truncated', expected: length + 1, length, offset, section: 'objects' });
}
