// Columns of the tables that only some objects, threads or pages have rows in.
import { NONE } from '../../base/brand.ts';
import { allocateU16, allocateU8, type Column } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import { blockBytes } from '../../analyses/poolGeometry.ts';
import type { IdColumn } from '../../base/brand.ts';
import { stringId, type StringId } from '../../model/ids.ts';
import { ROOT_KINDS, rootKind } from '../../model/kinds.ts';
import { nameAt } from '../../model/names.ts';
import type { SqlCells } from '../../model/sqlRows.ts';
import type { SqlTableName } from '../../model/sqlTables.ts';
import type { SqlHeap } from './sqlHeap.ts';
import { wordColumn } from './wordColumn.ts';

type Make = (open: SqlHeap) => SqlCells;
type SparseTable = Exclude<SqlTableName, 'objects' | 'dominators' | 'refs' | 'types' | 'components'>;

/** Bit 7 of the form of a preview: the text is not whole. */
const CUT = 0x80;

const MAKE: Readonly<Record<SparseTable, Readonly<Record<string, Make>>>> = {
  roots: {
    object: ({ heap }) => ids(heap.roots.object),
    kind: ({ heap, ledger }) => wordColumn(heap.roots.kind, Math.max(256, ROOT_KINDS.length), rootKind, ledger),
    name: (open) => names(open, open.heap.roots.label),
    thread: ({ heap }) => ids(heap.roots.thread),
    frame: ({ heap }) => ids(heap.roots.frame),
  },
  threads: {
    name: (open) => names(open, open.heap.threads.name),
    first_frame: ({ heap }) => ids(heap.threads.firstFrame),
    frames: ({ heap }) => numbers(heap.threads.frames),
    alive: (open) => bit(open, open.heap.threads.flags, 1),
    daemon: (open) => bit(open, open.heap.threads.flags, 2),
  },
  frames: {
    object: ({ heap }) => ids(heap.frames.object),
    function: (open) => names(open, open.heap.frames.function),
    file: (open) => names(open, open.heap.frames.file),
    line: ({ heap }) => numbers(heap.frames.line),
    thread: ({ heap }) => ids(heap.frames.thread),
  },
  strings: {
    object: ({ heap }) => ids(heap.previews.object),
    text: ({ heap }) => ({ form: 'texts', texts: heap.previews.texts }),
    cut: (open) => bit(open, open.heap.previews.form, CUT),
  },
  containers: {
    object: ({ heap }) => ids(heap.containers.object),
    used: ({ heap }) => ids(heap.containers.used),
    capacity: ({ heap }) => ids(heap.containers.capacity),
    storage: ({ heap }) => ({ form: 'wide', cells: heap.containers.storageBytes }),
  },
  pools: {
    address: ({ heap }) => ({ form: 'wide', cells: heap.pools.address }),
    arena: ({ heap }) => ids(heap.pools.arena),
    block: blocks,
    used: ({ heap }) => numbers(heap.pools.used),
    capacity: ({ heap }) => numbers(heap.pools.capacity),
  },
  calls: {
    parent: ({ heap }) => ids(heap.calls.parent),
    function: (open) => names(open, open.heap.calls.function),
    file: (open) => names(open, open.heap.calls.file),
    line: ({ heap }) => numbers(heap.calls.line, 0),
    made: ({ heap }) => recorded(heap.calls.made, heap.calls.length),
    made_bytes: ({ heap }) => {
      const { madeBytes, length } = heap.calls;
      return madeBytes.length === length ? { form: 'wide', cells: madeBytes } : { form: 'unknown', length };
    },
  },
  allocations: {
    object: ({ heap }) => ids(heap.allocations.object),
    call: ({ heap }) => ids(heap.allocations.call),
  },
};

/** Fault `query/invalid`: no such column. */
export function sparseColumn(open: SqlHeap, table: SparseTable, column: string): SqlCells {
  const made = MAKE[table];
  return Object.hasOwn(made, column)
    ? made[column](open)
    : fail({ code: 'query/invalid', column: 0, expected: column });
}

function ids(cells: Uint32Array): SqlCells {
  return numbers(cells, NONE);
}

function numbers(cells: Column, absent?: number): SqlCells {
  return { form: 'numbers', cells, absent };
}

function recorded(cells: Column, length: number): SqlCells {
  return cells.length === length ? numbers(cells) : { form: 'unknown', length };
}

function names({ heap, ledger }: SqlHeap, column: IdColumn<StringId>): SqlCells {
  return wordColumn(column, heap.strings.length, (name) => nameAt(heap, stringId(name)) || undefined, ledger);
}

function bit({ ledger }: SqlHeap, flags: Uint8Array, mask: number): SqlCells {
  const cells = allocateU8(flags.length, 'sql bit', ledger);
  for (let row = 0; row < flags.length; row++) cells[row] = (flags[row] & mask) === 0 ? 0 : 1;
  return { form: 'truths', cells };
}

/** Bytes of the blocks of each pool. */
function blocks({ heap, ledger }: SqlHeap): SqlCells {
  const cells = allocateU16(heap.pools.length, 'sql block', ledger);
  for (let row = 0; row < cells.length; row++) cells[row] = blockBytes(heap.pools.sizeClass[row]);
  return numbers(cells);
}
