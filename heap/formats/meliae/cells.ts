// The columns that lines are written into, without a call per cell.
import type { Draft } from '../../model/draft.ts';

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

/** Room for whatever `bytes` bytes of lines can hold. `closeCells` says how much of it was used. */
export function openCells({ objects, references }: Draft, bytes: number): Cells {
  const most = mostRows(bytes);
  return {
    address: objects.address.reserve(most.objects),
    type: objects.type.reserve(most.objects),
    selfSize: objects.selfSize.reserve(most.objects),
    size: objects.size.reserve(most.objects),
    references: objects.references.reserve(most.objects),
    target: references.target.reserve(most.references),
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
