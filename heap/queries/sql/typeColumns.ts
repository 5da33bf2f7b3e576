// Columns of `types` and `components`.
import { NONE } from '../../base/brand.ts';
import { allocateF64, allocateU32, type Ledger } from '../../base/column.ts';
import { fail } from '../../base/fault.ts';
import { stringTable } from '../../base/strings.ts';
import { typeId } from '../../model/ids.ts';
import { nameAt, qualifiedName, typeNameOf } from '../../model/names.ts';
import type { SqlCells } from '../../model/sqlRows.ts';
import type { SqlHeap } from './sqlHeap.ts';

/** Fault `query/invalid`: no such column. */
export function typeColumn(open: SqlHeap, table: 'types' | 'components', column: string): SqlCells {
  const cells = table === 'types' ? ofTypes(open, column) : ofComponents(open, column);
  return cells ?? fail({ code: 'query/invalid', column: 0, expected: column });
}

function ofTypes({ heap, results, histogram, ledger }: SqlHeap, column: string): SqlCells | undefined {
  const { types } = heap;
  switch (column) {
    case 'name':
      return texts(types.length, (row) => qualifiedName(typeNameOf(heap, typeId(row))), ledger);
    case 'module':
      return texts(types.length, (row) => nameAt(heap, types.module[typeId(row)]), ledger);
    case 'qualname':
      return texts(types.length, (row) => nameAt(heap, types.qualname[typeId(row)]), ledger);
    case 'file':
      return texts(types.length, (row) => nameAt(heap, types.file[typeId(row)]), ledger);
    case 'instances':
      return { form: 'numbers', cells: histogram.count };
    case 'self':
      return { form: 'wide', cells: histogram.selfSize };
    case 'retained':
      return { form: 'wide', cells: results.typeRetained ?? allocateF64(0, 'no sizes', ledger) };
    case 'basicsize':
      return { form: 'numbers', cells: types.basicSize };
    case 'itemsize':
      return { form: 'numbers', cells: types.itemSize };
    case 'object':
      return { form: 'numbers', cells: types.object, absent: NONE };
    default:
      return undefined;
  }
}

function ofComponents({ results, ledger }: SqlHeap, column: string): SqlCells | undefined {
  const components = results.componentsDefault;
  if (components === undefined) return undefined;
  switch (column) {
    case 'objects': {
      const cells = allocateU32(components.length, 'sql members', ledger);
      for (let row = 0; row < cells.length; row++) cells[row] = components.first[row + 1] - components.first[row];
      return { form: 'numbers', cells };
    }
    case 'refs':
      return { form: 'numbers', cells: components.references };
    case 'self':
      return { form: 'wide', cells: components.selfSize };
    case 'retained':
      return { form: 'wide', cells: results.cycleRetained ?? allocateF64(0, 'no sizes', ledger) };
    default:
      return undefined;
  }
}

/** For tables of thousands of rows: one text each. */
function texts(length: number, textOf: (row: number) => string, ledger: Ledger): SqlCells {
  return {
    form: 'texts',
    texts: stringTable(
      Array.from({ length }, (_, row) => textOf(row)),
      ledger,
    ),
  };
}
