// Columns of `refs`.
import { NONE } from '../../base/brand.ts';
import { allocateU32, allocateU8 } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import { stringId } from '../../model/ids.ts';
import { HIDDEN, isStrong, KIND, KIND_MASK, REFERENCE_KINDS, referenceKind } from '../../model/kinds.ts';
import { nameAt } from '../../model/names.ts';
import type { SqlCells } from '../../model/sqlRows.ts';
import type { SqlHeap } from './sqlHeap.ts';
import { wordColumn } from './wordColumn.ts';

const INDEXED: ReadonlySet<number> = new Set([KIND.item, KIND.stack, KIND.hiddenSlot]);

/** Fault `query/invalid`: no such column. */
export function referenceColumn(open: SqlHeap, column: string): SqlCells {
  const { references } = open.heap;
  switch (column) {
    case 'source':
      return { form: 'numbers', cells: sources(open) };
    case 'target':
      return { form: 'numbers', cells: references.target, absent: NONE };
    case 'kind':
      return kinds(open);
    case 'name':
      return names(open);
    case 'position':
      return labels(open, (kind) => INDEXED.has(kind));
    case 'key':
      return labels(open, (kind) => kind === KIND.value);
    case 'strong':
      return truths(open, isStrong);
    case 'hidden':
      return truths(open, (code) => (code & HIDDEN) !== 0);
    default:
      return fail({ code: 'query/invalid', column: 0, expected: column });
  }
}

function sources({ heap, ledger }: SqlHeap): Uint32Array {
  const { first, length } = heap.references;
  const cells = allocateU32(length, 'sql source', ledger);
  for (let holder = 0; holder < heap.objects.length; holder++) cells.fill(holder, first[holder], first[holder + 1]);
  return cells;
}

/** `instanceType` is how loaders write `type`, as in the other exports. */
function kinds({ heap, ledger }: SqlHeap): SqlCells {
  const codes = allocateU8(heap.references.length, 'sql kind', ledger);
  for (let row = 0; row < codes.length; row++) codes[row] = heap.references.kind[row] & KIND_MASK;
  return wordColumn(codes, KIND_MASK + 1, kindWord, ledger);
}

function kindWord(code: number): string {
  const word = code < REFERENCE_KINDS.length ? referenceKind(code) : 'unknown';
  return word === 'instanceType' ? 'type' : word;
}

function truths({ heap, ledger }: SqlHeap, is: (code: number) => boolean): SqlCells {
  const of = Uint8Array.from({ length: 256 }, (_, code) => (is(code) ? 1 : 0));
  const cells = allocateU8(heap.references.length, 'sql truth', ledger);
  for (let row = 0; row < cells.length; row++) cells[row] = of[heap.references.kind[row]];
  return { form: 'truths', cells };
}

/** The label cells of the kinds that `is` accepts. */
function labels({ heap, ledger }: SqlHeap, is: (kind: number) => boolean): SqlCells {
  const of = Uint8Array.from({ length: KIND_MASK + 1 }, (_, kind) => (is(kind) ? 1 : 0));
  const { kind, label, length } = heap.references;
  const cells = allocateU32(length, 'sql label', ledger);
  for (let row = 0; row < length; row++) cells[row] = of[kind[row] & KIND_MASK] === 1 ? label[row] : NONE;
  return { form: 'numbers', cells, absent: NONE };
}

/** String 0 is no name. */
function names(open: SqlHeap): SqlCells {
  const { heap, ledger } = open;
  const named = labels(open, (kind) => !INDEXED.has(kind) && kind !== KIND.value);
  if (named.form !== 'numbers') return named;
  return wordColumn(named.cells, heap.strings.length, (name) => nameAt(heap, stringId(name)) || undefined, ledger);
}
