// manifest.json is believed only as far as it was checked: its own checksum, its shape, and that its numbers agree.
import type { ColumnType } from '#heap/base/column.ts';
import { BYTES_PER_CELL, MOST_COLUMN_BYTES } from '#heap/base/column.ts';
import { COLUMNS, isColumnName, type ColumnName } from '#heap/model/columns.ts';
import {
  CAPABILITIES,
  type ColumnEntry,
  type Counts,
  type Diagnostic,
  FORMAT_NAMES,
  type Manifest,
} from '#heap/model/manifest.ts';
import { crc32 } from 'node:zlib';
import { amount, list, oneOf, optional, record, text, whole, yesOrNo, type Check } from '#heap/base/checks.ts';
import { parseJson } from '#main/workspace/json.ts';
import { INDEX_VERSION, MOST_MANIFEST_BYTES } from './limits.ts';

export const MANIFEST = 'manifest.json';
export const MANIFEST_SUM = 'manifest.crc32';

/** The manifest in `bytes`; undefined when it is damaged, of another version, or contradicts itself. */
export function manifestFrom(bytes: Uint8Array): Manifest | undefined {
  const value = parseJson(bytes, MOST_MANIFEST_BYTES);
  if (!isManifest(value) || value.indexVersion !== INDEX_VERSION) return undefined;
  return value.columns.every(isPlausible) && agrees(value) ? value : undefined;
}

export function manifestBytes(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`);
}

/** What stands in the file beside the manifest. */
export function sumText(bytes: Uint8Array): string {
  return `${crc32(bytes).toString(16).padStart(8, '0')}\n`;
}

export function entryOf(manifest: Manifest, name: ColumnName): ColumnEntry | undefined {
  return manifest.columns.find((entry) => entry.name === name);
}

export function byteLengthOf(entry: ColumnEntry): number {
  return entry.length * BYTES_PER_CELL[entry.type];
}

/** Name of a column's file inside the index folder. Built from the closed list only. */
export function columnFileName(name: ColumnName): string {
  return `${name}.${COLUMNS[name]}`;
}

const CELLS = 2 ** 32;
const WORDS = 64 * 1024;

const isColumnEntry: Check<ColumnEntry> = record<ColumnEntry>({
  name: text(64),
  type: oneOf<ColumnType>(['u8', 'u16', 'u32', 'i32', 'f64']),
  length: whole(0, MOST_COLUMN_BYTES),
  crc32: whole(0, CELLS - 1),
});

const isDiagnostic: Check<Diagnostic> = record<Diagnostic>({
  code: oneOf<Diagnostic['code']>([
    'truncated',
    'noEnd',
    'partialEnd',
    'totalsDiffer',
    'checksumOfChecksums',
    'badChunk',
    'unknownChunk',
    'badMeta',
    'newerMinor',
    'danglingTarget',
    'duplicateAddress',
    'droppedRow',
    'syntheticType',
    'sharedTypeName',
    'lostString',
    'lostType',
    'negativeCount',
    'clampedSize',
    'trailingBytes',
    'unnamedBinary',
    'missingBinary',
    'mismatchedBinary',
    'inferredType',
  ]),
  count: amount,
  offset: optional(amount),
});

const isManifest: Check<Manifest> = record<Manifest>({
  indexVersion: whole(0, 1e6),
  format: oneOf(FORMAT_NAMES),
  formatVersion: text(64),
  fingerprint: text(256),
  producer: text(WORDS),
  runtime: record<Manifest['runtime']>({
    language: oneOf(['cpython', 'v8', 'other']),
    version: text(WORDS),
    hexversion: whole(0, CELLS - 1),
    freeThreaded: yesOrNo,
    pointerBytes: whole(0, 16),
    processName: text(WORDS),
    pid: optional(whole()),
    allocator: optional(text(64)),
    startTicks: optional(whole()),
    bootId: optional(text(64)),
    tags: optional(text(64)),
  }),
  collector: record<Manifest['collector']>({
    model: oneOf(['generational', 'incremental', 'none', 'unknown']),
    enabled: optional(yesOrNo),
    threshold: list(whole(-CELLS), 64),
    count: list(whole(-CELLS), 64),
    freezeCount: optional(whole(-CELLS)),
    collections: optional(list(whole(), 8)),
  }),
  captured: record<Manifest['captured']>({
    started: text(WORDS),
    mode: text(WORDS),
    gilReleased: optional(yesOrNo),
    monotonicNs: optional(whole()),
  }),
  identity: oneOf<Manifest['identity']>(['address', 'id']),
  rootObject: optional(whole(0, CELLS - 1)),
  sizedTypes: optional(whole()),
  privacy: record<Manifest['privacy']>({ mode: oneOf(['shape', 'text', 'unknown']) }),
  capabilities: list(oneOf(CAPABILITIES), CAPABILITIES.length),
  counts: record<Counts>({ objects: whole(), references: whole(), types: whole(), roots: whole(), strings: whole() }),
  totalSelfSize: amount,
  completeness: record<Manifest['completeness']>({
    status: oneOf(['complete', 'partial']),
    referencesComplete: yesOrNo,
    bytesRead: amount,
    bytesTotal: optional(amount),
    diagnostics: list(isDiagnostic, 4096),
  }),
  texts: list(record<Manifest['texts'][number]>({ name: text(WORDS), text: text(2 ** 20) }), 4096),
  columns: list(isColumnEntry, 512),
});

function isPlausible(entry: ColumnEntry, index: number, columns: readonly ColumnEntry[]): boolean {
  if (!isColumnName(entry.name) || COLUMNS[entry.name] !== entry.type) return false;
  if (byteLengthOf(entry) > MOST_COLUMN_BYTES) return false;
  return columns.findIndex((other) => other.name === entry.name) === index;
}

/** Columns of one table are equally long, rows of a sparse table are one more than their owners, and all agree with the counts. */
function agrees(manifest: Manifest): boolean {
  const lengths = new Map(manifest.columns.map((entry) => [entry.name, entry.length]));
  const { objects, references, types, roots, strings } = manifest.counts;
  const expected = new Map<string, number>([
    ['objects', objects],
    ['references', references],
    ['types', types],
    ['roots', roots],
    ['histogram', types],
  ]);
  for (const { name, length } of manifest.columns) {
    const table = name.slice(0, name.indexOf('.'));
    if (SPARSE.has(name) || (length === 0 && OPTIONAL.has(name))) continue;
    const rows = expected.get(table) ?? length;
    expected.set(table, rows);
    if (length !== rows) return false;
  }
  const first = lengths.get('references.first') ?? 0;
  return (
    first === (references === 0 && first === 0 ? 0 : objects + 1) &&
    (lengths.get('strings.offset') ?? 0) >= Math.min(strings, 1)
  );
}

/** Columns whose length is not the number of rows of their table. */
const SPARSE: ReadonlySet<string> = new Set<ColumnName>([
  'references.first',
  'strings.offset',
  'strings.bytes',
  'previews.texts.offset',
  'previews.texts.bytes',
]);

/** Columns that may be empty in a table that is not. */
const OPTIONAL: ReadonlySet<string> = new Set<ColumnName>(['snapshot.detached', 'snapshot.rawSize']);
