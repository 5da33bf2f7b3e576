// The columns that lines are written into, without a call per cell.
import type { Draft } from '../../model/draft.ts';
import { BLOCK_BYTES, LF } from '../lines.ts';

/** `{"address":1,"type":"","refs":[]}`, which the lenient way takes: no line has fewer bytes. */
const LEAST_LINE_BYTES = 32;
/** `1,`: no reference takes fewer. */
const LEAST_REFERENCE_BYTES = 2;

/** Valid until a column is grown by somebody else. */
export interface Cells {
  readonly address: Float64Array;
  readonly type: Uint32Array;
  readonly selfSize: Float64Array;
  readonly size: Uint32Array;
  readonly references: Uint32Array;
  readonly target: Float64Array;
  /** Where the next row and the next reference go. */
  row: number;
  reference: number;
}

/** Rows and references that `bytes` bytes of lines can hold at most. */
export function mostRows(bytes: number): { readonly objects: number; readonly references: number } {
  return {
    objects: Math.ceil(bytes / LEAST_LINE_BYTES),
    references: Math.ceil(bytes / LEAST_REFERENCE_BYTES),
  };
}

/** How long the columns can become. */
export interface Room {
  readonly rows: number;
  readonly references: number;
}

/** Room for the lines in `bytes[from, to)`. They are only counted where a guess would cost much, for the sake of one huge line. */
export function roomFor({ objects, references }: Draft, bytes: Uint8Array, from: number, to: number): Room {
  const most = to - from <= BLOCK_BYTES ? mostRows(to - from) : counted(bytes, from, to);
  return { rows: objects.address.length + most.objects, references: references.target.length + most.references };
}

/** Columns that need not grow before `room` is used up. `closeCells` says how much of it was used. */
export function openCells({ objects, references }: Draft, room: Room): Cells {
  const rows = Math.max(0, room.rows - objects.address.length);
  return {
    address: objects.address.reserve(rows),
    type: objects.type.reserve(rows),
    selfSize: objects.selfSize.reserve(rows),
    size: objects.size.reserve(rows),
    references: objects.references.reserve(rows),
    target: references.target.reserve(Math.max(0, room.references - references.target.length)),
    row: objects.address.length,
    reference: references.target.length,
  };
}

export function closeCells({ objects, references }: Draft, { row, reference }: Cells): void {
  objects.address.length = row;
  objects.type.length = row;
  objects.selfSize.length = row;
  objects.size.length = row;
  objects.references.length = row;
  references.target.length = reference;
}

/** Lines, and at least as many references as there are: each but the last is followed by a comma, and other fields have three. */
function counted(bytes: Uint8Array, from: number, to: number): ReturnType<typeof mostRows> {
  let lines = 0;
  let commas = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] === COMMA) commas++;
    else if (bytes[at] === LF) lines++;
  }
  return { objects: lines, references: commas };
}

const COMMA = 44;
