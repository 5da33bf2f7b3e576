// Which suggestion comes first: what frees the component with one line of one's own code and takes least else with it.
import type { PartialResults } from '../analyses/results.ts';
import type { SuggestionRow } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { typeId, type TypeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { verdictOfComponent } from './components.ts';
import { isProgramType } from './programTypes.ts';

/**
 * Suggestions that free the component (or, when it is garbage already, free it at once) before those that only break its cycles;
 * then those that are a statement, then fewer references, then holders of the program's own types or modules before machinery,
 * then fewer bytes beside the component, then fewer members left in cycles. Stable.
 */
export function bestFirst(
  tables: { readonly heap: Heap; readonly results: PartialResults },
  members: Uint32Array,
  rows: readonly SuggestionRow[],
): readonly SuggestionRow[] {
  const isGarbage = verdictOfComponent(tables.results, members) === 'garbage';
  const own = ownTypes(tables);
  const keys = rows.map((row): readonly number[] => [
    frees(row, members.length, isGarbage),
    row.cuts.every((cut) => cut.means === 'statement' && cut.statement !== '') ? 0 : 1,
    row.cuts.length,
    row.cuts.every((cut) => isOwn(row, own, qualifiedName(cut.from.type), cut.expression)) ? 0 : 1,
    row.gone.selfSize,
    row.cyclicLeft ?? 0,
  ]);
  return [...rows.keys()]
    .sort((a, b) => compare(keys[a] ?? [], keys[b] ?? []) || a - b)
    .flatMap((at) => rows[at] ?? []);
}

/** 0: it frees as many objects as the component has, at least; 1: it leaves no cycle; 2: it does neither. */
function frees(row: SuggestionRow, members: number, isGarbage: boolean): number {
  const freed = isGarbage ? (row.garbageAtOnce?.objects ?? 0) : row.gone.objects - (row.stays?.objects ?? 0);
  if (freed >= members) return 0;
  return row.cyclicLeft === 0 ? 1 : 2;
}

function isOwn(row: SuggestionRow, own: ReadonlySet<string>, holder: string, expression: string): boolean {
  return own.has(holder) || expression.startsWith('__main__') || row.kind === 'onlyEntry';
}

function ownTypes({ heap }: { readonly heap: Heap }): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < heap.types.length; i++) {
    const type: TypeId = typeId(i);
    if (isProgramType(heap, type)) names.add(qualifiedName(typeNameOf(heap, type)));
  }
  return names;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
