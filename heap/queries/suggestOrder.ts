// Which suggestion comes first: what frees the component with one line of one's own code and takes least else with it.
import type { PartialResults } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import type { CutRow, SuggestionRow } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { referenceKind } from '../model/kinds.ts';
import { holderClass } from './holders.ts';
import { sourceOf } from './neighbours.ts';

interface OrderTables {
  readonly heap: Heap;
  readonly results: PartialResults;
}

/**
 * In this order: sets that are Python statements; what frees every member by taking an entry out of a container or an attribute;
 * a callback unsubscribed that frees some; what frees every member by deleting a global of a module (it is rarely the mistake);
 * what leaves no cycle; the rest. For an
 * object in a cycle, cuts outside of the cycle first. Then fewer references, then more members freed, then fewer bytes, then fewer members left in
 * cycles. Stable.
 */
export function bestFirst(
  tables: OrderTables,
  { members }: { readonly members: Uint32Array },
  rows: readonly SuggestionRow[],
): readonly SuggestionRow[] {
  const keys = rows.map((row): readonly number[] => [
    row.cuts.every((cut) => cut.means === 'statement' && cut.statement !== '') ? 0 : 1,
    merit(tables, row, members.length),
    members.length === 1 && row.cuts.some((cut) => isInside(tables, members, cut)) ? 1 : 0,
    row.cuts.length,
    -row.freedMembers,
    row.gone.selfSize,
    row.cyclicLeft ?? 0,
  ]);
  return [...rows.keys()]
    .sort((a, b) => compare(keys[a] ?? [], keys[b] ?? []) || a - b)
    .flatMap((at) => rows[at] ?? []);
}

function merit(tables: OrderTables, row: SuggestionRow, members: number): number {
  const isAll = row.freedMembers === members;
  if (isAll && !row.cuts.some((cut) => isGlobal(tables, cut))) return 0;
  if (row.freedMembers > 0 && row.cuts.every((cut) => cut.remedy === 'unsubscribe')) return 1;
  if (isAll) return 2;
  return row.cyclicLeft === 0 ? 3 : 4;
}

/** The holder is in one cycle with the object: without the reference it is left, and broken. */
function isInside({ results }: OrderTables, members: Uint32Array, cut: CutRow): boolean {
  const of = results.componentsDefault?.of;
  const own = of?.[members[0] ?? NONE];
  return of !== undefined && own !== undefined && own !== NONE && of[cut.from.object] === own;
}

/** A name of a module: the reference comes out of the module's own dict. */
function isGlobal(tables: OrderTables, cut: CutRow): boolean {
  const { heap, results } = tables;
  const by = results.distances?.by[cut.from.object];
  if (by === undefined || by === NONE || referenceKind(heap.references.kind[by]) !== 'dict') return false;
  return holderClass(heap, sourceOf(heap, by)) === 'module';
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
