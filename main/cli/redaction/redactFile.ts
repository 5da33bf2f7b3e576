// A copy of an ouro file that can be given away: graph, sizes, counts and equalities stay, texts go. What happens to each kind of
// chunk stands in this file; a kind that does not is left out.
import { CHUNK } from '#heap/formats/ouro/layout.ts';
import { crc32 } from '#heap/base/crc32.ts';
import { createHmac, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import {
  chunkBytes,
  columnsIn,
  headBytes,
  joinedColumns,
  piecesOf,
  readRawChunk,
  readRawHead,
  totalOf,
  u32Column,
  type RawChunk,
} from './chunkFile.ts';
import { redactedMeta } from './redactedMeta.ts';
import { keepsName, standardNames } from './standardNames.ts';
import { isStatistics } from './statistics.ts';

/** What text the copy still has, and what became of the rest. */
export interface Redaction {
  /** Distinct names that stayed, in order. */
  readonly kept: readonly string[];
  readonly mapped: number;
  readonly droppedPreviews: number;
  readonly keptTexts: number;
  readonly droppedTexts: number;
  readonly droppedChunks: number;
}

interface Redacting {
  readonly key: Buffer;
  readonly standard: ReadonlySet<string>;
  readonly kept: Set<string>;
  readonly mapped: Map<string, Buffer>;
  droppedPreviews: number;
  keptTexts: number;
  droppedTexts: number;
}

type Rewritten = Pick<RawChunk, 'payload' | 'rows'> | undefined;

const UNTOUCHED: ReadonlySet<number> = new Set([
  CHUNK.type,
  CHUNK.object,
  CHUNK.reference,
  CHUNK.container,
  CHUNK.root,
  CHUNK.thread,
  CHUNK.frame,
  CHUNK.pool,
  CHUNK.trace,
  CHUNK.objectTrace,
  CHUNK.wide,
  CHUNK.keys,
]);
const IDENTIFIER = 3;
const SUMMARY = 4;
const TEXT_NAMES = ['debugmallocstats', 'smaps_rollup', 'status', 'mallinfo'];

/** Reads `from` twice, a chunk at a time. Faults: `format/unknown`, `format/corrupt`. */
export async function redactFile(from: FileHandle, to: FileHandle): Promise<Redaction> {
  const { meta, firstChunk } = await readRawHead(from);
  const standard = new Set([...(await standardNames(from, firstChunk)), ...TEXT_NAMES]);
  const dropped = { droppedPreviews: 0, keptTexts: 0, droppedTexts: 0 };
  const state: Redacting = { ...dropped, key: randomBytes(32), standard, kept: new Set(), mapped: new Map() };
  const head = headBytes(redactedMeta(meta), randomBytes(8));
  await to.writeFile(head);
  const crcs: Buffer[] = [];
  let written = head.length;
  let droppedChunks = 0;
  for (let offset = firstChunk; ;) {
    const chunk = await readRawChunk(from, offset);
    offset = chunk.next;
    const after = chunk.kind === CHUNK.end ? endOf(chunk, crcs, written) : rewritten(state, chunk);
    if (after === undefined) {
      droppedChunks++;
      continue;
    }
    const { bytes, crc } = chunkBytes({ kind: chunk.kind, base: chunk.base, ...after });
    await to.writeFile(bytes);
    if (chunk.kind === CHUNK.end) break;
    crcs.push(Buffer.from(crc));
    written += bytes.length;
  }
  const { kept, mapped, droppedPreviews, keptTexts, droppedTexts } = state;
  return { kept: [...kept].sort(), mapped: mapped.size, droppedPreviews, keptTexts, droppedTexts, droppedChunks };
}

function rewritten(state: Redacting, chunk: RawChunk): Rewritten {
  if (UNTOUCHED.has(chunk.kind)) return chunk;
  switch (chunk.kind) {
    case CHUNK.string:
      return strings(state, chunk);
    case CHUNK.preview:
      return previews(state, chunk);
    case CHUNK.tag:
      return tags(state, chunk);
    case CHUNK.text:
      return texts(state, chunk);
    default:
      return undefined;
  }
}

/** Ids and rows stay; the same text has the same token wherever it stands. */
function strings(state: Redacting, chunk: RawChunk): Rewritten {
  const [lengths = NOTHING] = columnsIn(chunk, [4 * chunk.rows]);
  const [, blob = NOTHING] = columnsIn(chunk, [4 * chunk.rows, totalOf(lengths)]);
  const names = piecesOf(lengths, blob).map((piece) => nameFor(state, piece));
  return {
    rows: chunk.rows,
    payload: joinedColumns([u32Column(names.map((name) => name.length)), Buffer.concat(names)]),
  };
}

const NOTHING = Buffer.alloc(0);

/** Names stay, mapped; beginnings of values and places in the source go. */
function previews(state: Redacting, chunk: RawChunk): Rewritten {
  const { rows } = chunk;
  const [objects = NOTHING, lengths = NOTHING, forms = NOTHING] = columnsIn(chunk, [4 * rows, 4 * rows, rows]);
  const blob = columnsIn(chunk, [4 * rows, 4 * rows, rows, totalOf(lengths)])[3] ?? NOTHING;
  const pieces = piecesOf(lengths, blob);
  const mapped = pieces.map((piece, row) => previewFor(state, forms[row] ?? 0, piece));
  const left = [...pieces.keys()].filter((row) => mapped[row] !== undefined);
  state.droppedPreviews += rows - left.length;
  if (left.length === 0) return undefined;
  const names = left.map((row) => mapped[row] ?? NOTHING);
  const payload = joinedColumns([
    u32Column(left.map((row) => objects.readUInt32LE(4 * row))),
    u32Column(names.map((name) => name.length)),
    Buffer.from(left.map((row) => forms[row] ?? 0)),
    Buffer.concat(names),
  ]);
  return { rows: left.length, payload };
}

/** Equal tags stay equal, and equal none of any other file. */
function tags(state: Redacting, chunk: RawChunk): Rewritten {
  const [objects = NOTHING, values = NOTHING] = columnsIn(chunk, [4 * chunk.rows, 8 * chunk.rows]);
  const hashed = Buffer.alloc(values.length);
  for (let at = 0; at < values.length; at += 8)
    createHmac('sha256', state.key)
      .update(values.subarray(at, at + 8))
      .digest()
      .copy(hashed, at, 0, 8);
  return { rows: chunk.rows, payload: joinedColumns([objects, hashed]) };
}

function texts(state: Redacting, chunk: RawChunk): Rewritten {
  const { rows } = chunk;
  const [names = NOTHING, lengths = NOTHING] = columnsIn(chunk, [4 * rows, 4 * rows]);
  const blob = columnsIn(chunk, [4 * rows, 4 * rows, totalOf(lengths)])[2] ?? NOTHING;
  const pieces = piecesOf(lengths, blob);
  const left = [...pieces.keys()].filter((row) => isStatistics(String(pieces[row])));
  state.keptTexts += left.length;
  state.droppedTexts += rows - left.length;
  if (left.length === 0) return undefined;
  const kept = left.map((row) => pieces[row] ?? NOTHING);
  const ids = u32Column(left.map((row) => names.readUInt32LE(4 * row)));
  return {
    rows: left.length,
    payload: joinedColumns([ids, u32Column(kept.map(({ length }) => length)), Buffer.concat(kept)]),
  };
}

/** Totals of rows stay; chunks, offset and checksum are those of the copy, and of its JSON only the status is left. */
function endOf(chunk: RawChunk, crcs: readonly Buffer[], offset: number): Rewritten {
  const status = /"status"\s*:\s*"complete"/.test(chunk.payload.subarray(72).toString('utf8')) ? 'complete' : 'partial';
  const json = Buffer.from(JSON.stringify({ status }));
  const totals = Buffer.from(chunk.payload.subarray(0, 64));
  totals.writeBigUInt64LE(BigInt(crcs.length), 48);
  totals.writeBigUInt64LE(BigInt(offset), 56);
  return {
    rows: chunk.rows,
    payload: joinedColumns([totals, u32Column([crc32(Buffer.concat(crcs)), json.length]), json]),
  };
}

/** Part by part, so that `Event.wait` and `wait` still end alike. */
function nameFor(state: Redacting, piece: Buffer): Buffer {
  const text = piece.toString('latin1');
  const known = state.mapped.get(text);
  if (known !== undefined) return known;
  if (text === '' || state.standard.has(text)) return keep(state, piece, text);
  const parts = text.split('.');
  const name =
    parts.length === 1
      ? partFor(state, piece, text)
      : Buffer.concat(
          parts.flatMap((part, i) => [
            Buffer.from(i === 0 ? '' : '.'),
            partFor(state, Buffer.from(part, 'latin1'), part),
          ]),
        );
  if (!name.equals(piece)) state.mapped.set(text, name);
  return name;
}

function partFor(state: Redacting, piece: Buffer, text: string): Buffer {
  if (text === '' || state.standard.has(text) || keepsName(text)) return keep(state, piece, text);
  const token = createHmac('sha256', state.key).update(piece).digest('hex').slice(0, 14);
  // A private module stays private: analyses tell the machinery of the interpreter by it.
  return Buffer.from(`${text.startsWith('_') ? '_' : ''}n${token}`);
}

function keep(state: Redacting, piece: Buffer, text: string): Buffer {
  if (text !== '') state.kept.add(text);
  return piece;
}

/** Of `Event.wait (threading.py:637)` the name, mapped: the audit finds the frames of a function by it. undefined: not to be kept. */
function previewFor(state: Redacting, form: number, piece: Buffer): Buffer | undefined {
  if ((form & 15) === IDENTIFIER) return nameFor(state, piece);
  const end = (form & 15) === SUMMARY ? piece.indexOf(' (') : -1;
  return end < 0 ? undefined : Buffer.concat([nameFor(state, piece.subarray(0, end)), Buffer.from(' ()')]);
}
