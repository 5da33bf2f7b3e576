// The END chunk: what the dumper says it wrote, and finding it without reading the file.
import type { ByteSource } from '../../base/source.ts';
import { note, type DiagnosticLog } from '../../model/diagnostics.ts';
import { readChunk, type ChunkHeader, type ChunkReader } from './chunks.ts';
import { parseJson, textAt } from './json.ts';
import { CHUNK, SYNC, exact, u32At } from './layout.ts';
import { payloadOf, takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import type { Reading, Totals, Verdict } from './reading.ts';

export interface End {
  readonly objects: number;
  readonly references: number;
  readonly explicitReferences: number;
  readonly strings: number;
  readonly types: number;
  readonly roots: number;
  readonly chunks: number;
  readonly offset: number;
  readonly crcOfCrcs: number;
  readonly status: string | undefined;
}

/** undefined when the payload is too short. A total beyond 2^53 reads as -1. */
export function parseEnd(payload: Payload): End | undefined {
  const totals = takeU64(payload, 8);
  const [crcOfCrcs, jsonBytes] = takeU32(payload, 2);
  const json = takeU8(payload, payload.whole ? jsonBytes : 0);
  if (!payload.whole) return undefined;
  const [objects, references, explicitReferences, strings, types, roots, chunks, offset] = Array.from(
    { length: 8 },
    (_, i) => exact(totals[2 * i], totals[2 * i + 1]),
  );
  const status = textAt(parseJson(json), 'status');
  return { objects, references, explicitReferences, strings, types, roots, chunks, offset, crcOfCrcs, status };
}

/** Compares what was read with what END says was written. */
export function readEnd(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const end = parseEnd(payload);
  if (end === undefined) return 'damaged';
  const { log } = reading.draft;
  const { totals } = reading;
  if (!agrees(end, totals, header.offset)) {
    note(log, 'totalsDiffer', 1, header.offset);
    log.referencesComplete = false;
  }
  if (end.crcOfCrcs !== totals.crcOfCrcs) {
    note(log, 'checksumOfChecksums', 1, header.offset);
    log.referencesComplete = false;
  }
  if (end.status !== 'complete') notePartial(log, header);
  return 'sound';
}

/** The END chunk of a file whose length is known: the sound one that ends where the file ends. */
export async function findEnd(reader: ChunkReader, source: ByteSource, length: number): Promise<End | undefined> {
  const from = Math.max(0, Math.floor((length - TAIL_BYTES) / 8) * 8);
  const tail = await source.read(from, length - from);
  const candidates: number[] = [];
  for (let at = 0; at + 8 <= tail.length; at += 8) {
    if (u32At(tail, at) === SYNC && tail[at + 4] === 0xff && tail[at + 5] === 0xff) candidates.push(from + at);
  }
  for (const offset of candidates.reverse().slice(0, 4)) {
    const read = await readChunk(reader, offset);
    if (read.kind !== 'sound' || read.header.next < length) continue;
    const end = parseEnd(payloadOf(read.stored.slice()));
    if (end !== undefined && end.offset === offset) return end;
  }
  return undefined;
}

/** END carries a short JSON; one longer than this is only found by reading the file. */
const TAIL_BYTES = 65_536;

function notePartial(log: DiagnosticLog, header: ChunkHeader): void {
  note(log, 'partialEnd', 1, header.offset);
  log.referencesComplete = false;
}

function agrees(end: End, totals: Totals, offset: number): boolean {
  const rows = (kind: number): number => totals.rows.get(kind) ?? 0;
  return (
    end.objects === rows(CHUNK.object) &&
    end.references === rows(CHUNK.reference) &&
    end.explicitReferences === totals.explicitReferences &&
    end.strings === rows(CHUNK.string) &&
    end.types === rows(CHUNK.type) &&
    end.roots === rows(CHUNK.root) &&
    end.chunks === totals.chunks &&
    end.offset === offset
  );
}
