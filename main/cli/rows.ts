// Rows of the CLI contract: stable names, identities instead of row numbers, integers of bytes.
import { hexAddress } from '#heap/model/addresses.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { BalanceRow, ObjectRow, ReferenceRow, TypeRow } from '#heap/model/rows.ts';
import type { TextColumn } from './output.ts';

export interface ObjectLine {
  readonly id: string;
  readonly address: string;
  readonly type: string;
  readonly self: number;
  readonly retained: number | null;
  readonly refcount: number | null;
  readonly preview: string | null;
}

export function objectLine(row: ObjectRow): ObjectLine {
  return {
    id: row.id,
    address: row.id,
    type: qualifiedName(row.type),
    self: row.selfSize,
    retained: row.retained ?? null,
    refcount: row.refcount ?? null,
    preview: row.preview ?? null,
  };
}

export const OBJECT_COLUMNS: readonly TextColumn<ObjectLine>[] = [
  { title: 'address', cell: (row) => row.address },
  { title: 'self', cell: (row) => row.self },
  { title: 'retained', cell: (row) => row.retained ?? undefined },
  { title: 'refcount', cell: (row) => row.refcount ?? undefined },
  { title: 'type', cell: (row) => row.type },
  { title: 'preview', cell: (row) => row.preview ?? undefined },
];

export function typeLine(row: TypeRow): {
  readonly type: string;
  readonly count: number;
  readonly self: number;
  readonly retained: number | null;
} {
  return { type: qualifiedName(row.type), count: row.count, self: row.selfSize, retained: row.retained ?? null };
}

export function referenceLine(
  row: ReferenceRow,
): Readonly<Record<string, string | number | boolean | null>> & { readonly label: string } {
  const kind = row.kind === 'instanceType' ? 'type' : row.kind;
  return { kind, label: row.label.trim(), weak: row.weak, hidden: row.hidden, ...objectLine(row.other) };
}

export function balanceLine(row: BalanceRow): {
  readonly address: string;
  readonly type: string;
  readonly recorded: number;
  readonly found: number;
  readonly excess: number;
  readonly explanation: string;
} {
  return {
    address: hexAddress(row.object.address),
    type: qualifiedName(row.object.type),
    recorded: row.recorded,
    found: row.found,
    excess: row.excess,
    explanation: row.explanation,
  };
}
