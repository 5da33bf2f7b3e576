import { qualifiedName } from '#heap/model/names.ts';
import { LENSES, type ComponentRow } from '#heap/model/rows.ts';
import { oneOf, wholeNumber, type Command } from '../arguments.ts';
import { RETAINED } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { withHeap } from '../withHeap.ts';

const RESULT = { all: 'componentsAll', instances: 'componentsInstances', default: 'componentsDefault' } as const;

export function cycles(command: Command, output: Output): Promise<number> {
  const lens = oneOf(command, 'lens', LENSES, 'default');
  const top = wholeNumber(command, 'top', 50);
  return withHeap(command, output, [...RETAINED, 'distances', RESULT[lens]], async ({ heap }) => {
    const lines = (await firstRows(top, (page) => heap.components(lens, page))).map(cycleLine);
    printRows(output, lines, lines, [
      { title: 'id', cell: (row) => `c-${row.id}` },
      { title: 'objects', cell: (row) => row.objects },
      { title: 'self', cell: (row) => row.self },
      { title: 'retained', cell: (row) => row.retained ?? undefined },
      { title: 'verdict', cell: (row) => row.verdict },
      { title: 'entries', cell: (row) => row.entries },
      { title: 'held by', cell: (row) => row.heldBy },
      { title: 'types', cell: (row) => row.types.map(({ type, count }) => `${type} x${count}`).join(', ') },
    ]);
  });
}

function cycleLine(row: ComponentRow): {
  readonly id: number;
  readonly objects: number;
  readonly references: number;
  readonly self: number;
  readonly retained: number | null;
  readonly types: readonly { readonly type: string; readonly count: number }[];
  readonly entries: number;
  readonly unexplained: number | null;
  readonly verdict: string;
  readonly generation: number | null;
  readonly finalizers: number;
  readonly heldBy: string;
} {
  return {
    id: row.component,
    objects: row.objects,
    references: row.references,
    self: row.selfSize,
    retained: row.retained ?? null,
    types: row.types.map(({ type, count }) => ({ type: qualifiedName(type), count })),
    entries: row.entries,
    unexplained: row.unexplained ?? null,
    verdict: row.verdict,
    generation: row.generation ?? null,
    finalizers: row.finalizers,
    heldBy: row.heldBy,
  };
}
