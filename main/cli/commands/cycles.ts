import type { AnalysisId } from '#heap/analyses/results.ts';
import { qualifiedName } from '#heap/model/names.ts';
import { LENSES, LENS_PARTS, readLens, type LensName } from '#heap/model/lenses.ts';
import type { ComponentRow } from '#heap/model/rows.ts';
import { UsageError, wholeNumber, type Command } from '../arguments.ts';
import { RETAINED, valueOf } from '../investigation.ts';
import { printRows, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { proxy } from 'comlink';
import { withHeap } from '../withHeap.ts';

const RESULTS: ReadonlyMap<LensName, AnalysisId> = new Map<LensName, AnalysisId>([
  ['all', 'componentsAll'],
  ['instances', 'componentsInstances'],
  ['default', 'componentsDefault'],
]);

export function cycles(command: Command, output: Output): Promise<number> {
  const lens = lensOption(command);
  const top = wholeNumber(command, 'top', 50);
  const known = RESULTS.get(lens);
  const exact: readonly AnalysisId[] = lens === 'default' ? ['cycleRetained'] : [];
  const needed: readonly AnalysisId[] = [...RETAINED, 'distances', ...(known === undefined ? [] : [known]), ...exact];
  return withHeap(command, output, needed, async ({ heap }) => {
    if (known === undefined)
      valueOf(
        await heap.searchLens(
          lens,
          undefined,
          proxy(() => undefined),
        ),
      );
    const lines = (await firstRows(top, (page) => heap.components(lens, page))).map(cycleLine);
    printRows(output, lines, lines, [
      { title: 'id', cell: (row) => `c-${row.id}` },
      { title: 'objects', cell: (row) => row.objects },
      { title: 'self', cell: (row) => row.self },
      { title: 'retained', cell: (row) => row.retained ?? undefined },
      { title: 'verdict', cell: (row) => row.verdict },
      { title: 'entries', cell: (row) => row.entries },
      { title: 'motif', cell: (row) => row.motif ?? undefined },
      { title: 'held by', cell: (row) => row.heldBy },
      { title: 'types', cell: (row) => row.types.map(({ type, count }) => `${type} x${count}`).join(', ') },
    ]);
  });
}

/** `--lens all|instances|default|structure|collector|hide-PART-PART`. */
export function lensOption(command: Command): LensName {
  const text = command.options['lens'] ?? 'default';
  const lens = readLens(text);
  if (lens !== undefined) return lens;
  throw new UsageError(`--lens takes ${LENSES.join(', ')}, or hide- and any of ${LENS_PARTS.join('-')}`);
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
  readonly motif: string | null;
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
    motif: row.motif ?? null,
    heldBy: row.heldBy,
  };
}
