// Columns of `objects` and `dominators`.
import { NONE } from '../../base/brand.ts';
import { hasBit } from '../../base/bits.ts';
import { allocateU32, allocateU8 } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import { FLAG, GENERATION } from '../../model/heap.ts';
import { typeId } from '../../model/ids.ts';
import { hasCapability } from '../../model/manifest.ts';
import { qualifiedName, typeNameOf } from '../../model/names.ts';
import { EXPLANATIONS, VERDICTS } from '../../model/rows.ts';
import type { SqlCells } from '../../model/sqlRows.ts';
import type { SqlHeap } from './sqlHeap.ts';
import { wordColumn } from './wordColumn.ts';

type Make = (open: SqlHeap) => SqlCells;

const MAKE: Readonly<Record<string, Make>> = {
  address: ({ heap }) => ({ form: 'wide', cells: heap.objects.address }),
  type: ({ heap, ledger }) =>
    wordColumn(heap.objects.type, heap.types.length, (type) => qualifiedName(typeNameOf(heap, typeId(type))), ledger),
  type_id: ({ heap }) => ({ form: 'numbers', cells: heap.objects.type }),
  self: ({ heap }) => ({ form: 'wide', cells: heap.objects.selfSize }),
  retained: (open) => wide(open, open.results.dominators?.retained),
  refcount: (open) =>
    hasCapability(open.heap.manifest, 'refcounts')
      ? { form: 'numbers', cells: open.heap.objects.refcount }
      : unknown(open),
  generation: (open) =>
    hasCapability(open.heap.manifest, 'generations') ? { form: 'numbers', ...generations(open) } : unknown(open),
  length: ({ heap }) => ({ form: 'numbers', cells: heap.objects.size, absent: NONE }),
  component: (open) => ids(open, open.results.componentsDefault?.of),
  depth: (open) => ids(open, open.results.distances?.depth),
  dominator: (open) => ids(open, open.results.dominators?.parent),
  parent: parents,
  reachable: reached,
  tracked: (open) => flagged(open, FLAG.tracked),
  immortal: (open) => flagged(open, FLAG.immortal | FLAG.static),
  dumper: (open) => flagged(open, FLAG.dumper),
  excess: (open) => {
    const cells = open.results.refcounts?.residual;
    return cells === undefined ? unknown(open) : { form: 'numbers', cells };
  },
  explanation: (open) => coded(open, open.results.refcounts?.explanation, EXPLANATIONS),
  verdict: (open) => coded(open, open.results.collector?.verdict, VERDICTS),
};

/** Fault `query/invalid`: no such column. */
export function objectColumn(open: SqlHeap, column: string): SqlCells {
  const make = Object.hasOwn(MAKE, column)
    ? MAKE[column]
    : fail({ code: 'query/invalid', column: 0, expected: column });
  return make(open);
}

function unknown({ heap }: SqlHeap): SqlCells {
  return { form: 'unknown', length: heap.objects.length };
}

function wide(open: SqlHeap, cells: Float64Array | undefined): SqlCells {
  return cells === undefined ? unknown(open) : { form: 'wide', cells };
}

function ids(open: SqlHeap, cells: Uint32Array | undefined): SqlCells {
  return cells === undefined ? unknown(open) : { form: 'numbers', cells, absent: NONE };
}

function coded(open: SqlHeap, codes: Uint8Array | undefined, words: readonly string[]): SqlCells {
  if (codes === undefined) return unknown(open);
  return wordColumn(codes, words.length, (code) => words[code], open.ledger);
}

/** Untracked objects, and those whose generation is not known, have none. */
function generations({ heap, ledger }: SqlHeap): { readonly cells: Uint8Array; readonly absent: number } {
  const cells = allocateU8(heap.objects.length, 'sql generation', ledger);
  const absent = GENERATION.untracked;
  for (let row = 0; row < cells.length; row++) {
    const generation = heap.objects.generation[row];
    cells[row] = generation <= GENERATION.permanent ? generation : absent;
  }
  return { cells, absent };
}

function flagged({ heap, ledger }: SqlHeap, mask: number): SqlCells {
  const cells = allocateU8(heap.objects.length, 'sql flag', ledger);
  for (let row = 0; row < cells.length; row++) cells[row] = (heap.objects.flags[row] & mask) === 0 ? 0 : 1;
  return { form: 'truths', cells };
}

function reached(open: SqlHeap): SqlCells {
  const tree = open.results.dominators;
  if (tree === undefined) return unknown(open);
  const cells = allocateU8(open.heap.objects.length, 'sql reachable', open.ledger);
  for (let row = 0; row < cells.length; row++) cells[row] = hasBit(tree.reached, row) ? 1 : 0;
  return { form: 'truths', cells };
}

/** The holder on a shortest path from a root; none for roots and what no root reaches. O(objects + references). */
function parents(open: SqlHeap): SqlCells {
  const { heap, results, ledger } = open;
  if (results.distances === undefined) return unknown(open);
  const { by } = results.distances;
  const cells = allocateU32(by.length, 'sql parent', ledger).fill(NONE);
  for (let holder = 0; holder < by.length; holder++) {
    const end = heap.references.first[holder + 1];
    for (let row = heap.references.first[holder]; row < end; row++) {
      const target = heap.references.target[row];
      if (target < by.length && by[target] === row) cells[target] = holder;
    }
  }
  return { form: 'numbers', cells, absent: NONE };
}
