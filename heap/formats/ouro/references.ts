// REF chunks: raw targets, and kinds and labels by how the type of the owner writes its references.
import { KIND, KIND_MASK, HIDDEN, REFERENCE_KINDS } from '../../model/kinds.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { note } from '../../model/diagnostics.ts';
import type { ChunkHeader } from './chunks.ts';
import { LAYOUT, exact } from './layout.ts';
import { labelOf } from './names.ts';
import { takeU32, takeU64, takeU8, type Payload } from './payload.ts';
import { noteDropped, type Reading, type Verdict } from './reading.ts';
import { nextOwner, seek, type ReferenceState } from './referenceState.ts';

export function readReferences(reading: Reading, header: ChunkHeader, payload: Payload): Verdict {
  const prelude = takeU32(payload, 4);
  const explicitRows = payload.whole ? prelude[2] : 0;
  const target = takeU64(payload, header.rows);
  const label = takeU32(payload, explicitRows);
  const kind = takeU8(payload, explicitRows);
  if (!payload.whole) return 'damaged';
  const { draft, references: state } = reading;
  reading.totals.explicitReferences += explicitRows;
  if (header.rows === 0) return 'sound';
  if (!seek(state, draft, header.base)) {
    noteDropped(reading, header, header.rows);
    draft.log.referencesComplete = false;
    return 'sound';
  }
  const run = state.runs[state.run];
  const rows = Math.min(header.rows, run.sum - state.passed);
  const from = draft.references.target.length;
  readTargets(target, draft.references.target.extend(rows), from, rows);
  const chunk: ExplicitRows = { label, kind, at: 0, named: countExplicit(reading, rows) === explicitRows };
  if (!chunk.named) {
    // Which of its rows are explicit is not known, because a type is lost: no name rather than a wrong one.
    note(draft.log, 'badChunk', 1, header.offset);
    draft.log.referencesComplete = false;
  }
  placeRows(reading, chunk, from, rows);
  if (rows < header.rows) {
    noteDropped(reading, header, header.rows - rows);
    draft.log.referencesComplete = false;
  }
  return 'sound';
}

interface ExplicitRows {
  readonly label: Uint32Array;
  readonly kind: Uint8Array;
  at: number;
  readonly named: boolean;
}

/** Kinds 28-63 of the file are reserved; our own kinds live there. */
const FILE_KINDS = REFERENCE_KINDS.indexOf('instanceType');

function readTargets(pairs: Uint32Array, cells: Float64Array, from: number, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const address = exact(pairs[2 * row], pairs[2 * row + 1]);
    cells[from + row] = address > 0 ? address : NO_ADDRESS;
  }
}

/** How many of the next `rows` references belong to objects that name them. Moves nothing. */
function countExplicit(reading: Reading, rows: number): number {
  const { draft, references: state } = reading;
  const count = draft.objects.references.reserve(0);
  const type = draft.objects.type.reserve(0);
  const layout = draft.types.layout.reserve(0);
  let { row, left } = state;
  let explicit = 0;
  for (let remaining = rows; remaining > 0;) {
    if (left === 0) {
      left = count[++row];
      continue;
    }
    const owned = Math.min(left, remaining);
    if (layout[type[row]] === LAYOUT.explicit) explicit += owned;
    remaining -= owned;
    left = 0;
  }
  return explicit;
}

// 20 M references: one turn per object, the inner loops are over plain columns.
function placeRows(reading: Reading, chunk: ExplicitRows, from: number, rows: number): void {
  const { draft, references: state } = reading;
  const kind = draft.references.kind.extend(rows);
  const label = draft.references.label.extend(rows);
  const count = draft.objects.references.reserve(0);
  const type = draft.objects.type.reserve(0);
  const layout = draft.types.layout.reserve(0);
  let at = from;
  for (const end = from + rows; at < end && nextOwner(state, count);) {
    const owned = Math.min(state.left, end - at);
    switch (layout[type[state.row]]) {
      case LAYOUT.sequence:
        placeSequence(kind, label, at, owned, state.position);
        break;
      case LAYOUT.map:
        placeMap(kind, label, at, owned, state);
        break;
      case LAYOUT.set:
        kind.fill(KIND.element, at, at + owned);
        label.fill(0, at, at + owned);
        break;
      default:
        placeExplicit(reading, chunk, kind, label, at, owned);
    }
    state.left -= owned;
    state.position += owned;
    state.passed += owned;
    state.adjacent = true;
    at += owned;
  }
}

function placeSequence(kind: Uint8Array, label: Uint32Array, at: number, owned: number, position: number): void {
  for (let i = 0; i < owned; i++) {
    kind[at + i] = KIND.item;
    label[at + i] = position + i;
  }
}

/** Keys and values take turns; the label of a value says how far back its key stands. */
function placeMap(kind: Uint8Array, label: Uint32Array, at: number, owned: number, state: ReferenceState): void {
  for (let i = 0; i < owned; i++) {
    const isValue = ((state.position + i) & 1) === 1;
    kind[at + i] = isValue ? KIND.value : KIND.key;
    label[at + i] = isValue && (i > 0 || state.adjacent) ? 1 : 0;
  }
}

function placeExplicit(
  reading: Reading,
  chunk: ExplicitRows,
  kind: Uint8Array,
  label: Uint32Array,
  at: number,
  owned: number,
): void {
  const { references: state, draft } = reading;
  const explicit = draft.types.layout.reserve(0)[draft.objects.type.reserve(0)[state.row]] === LAYOUT.explicit;
  if (!chunk.named || !explicit) {
    kind.fill(KIND.unknown, at, at + owned);
    label.fill(0, at, at + owned);
    return;
  }
  for (let i = 0; i < owned; i++) {
    const word = chunk.kind[chunk.at];
    const plain = (word & KIND_MASK) < FILE_KINDS ? word & KIND_MASK : KIND.unknown;
    if (plain === KIND.key) state.keyAt = at + i;
    kind[at + i] = plain | (word & HIDDEN);
    label[at + i] = explicitLabel(reading, plain, chunk.label[chunk.at], at + i);
    chunk.at++;
  }
}

function explicitLabel(reading: Reading, kind: number, label: number, at: number): number {
  if (kind === KIND.item || kind === KIND.stack) return label;
  if (kind !== KIND.value) return labelOf(reading, label);
  return reading.references.keyAt < 0 ? 0 : at - reading.references.keyAt;
}
