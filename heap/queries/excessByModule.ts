// The heap-wide balance: which explanation covers how many counts, and in which modules the unexplained ones lie.
import type { RefcountAudit } from '../analyses/results.ts';
import type { ExplanationRow, ModuleExcessRow } from '../model/countRows.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { typeNameOf } from '../model/names.ts';
import { EXPLANATIONS } from '../model/rows.ts';

/** One row per explanation that occurs, in their order. O(objects). */
export function excessByExplanation(audit: RefcountAudit): readonly ExplanationRow[] {
  const { residual, explanation } = audit;
  const objects = new Array<number>(EXPLANATIONS.length).fill(0);
  const excess = new Array<number>(EXPLANATIONS.length).fill(0);
  const example = new Array<number>(EXPLANATIONS.length).fill(-1);
  for (let object = 0; object < residual.length; object++) {
    const word = explanation[object];
    objects[word]++;
    if (residual[object] === 0) continue;
    excess[word] += residual[object];
    const best = example[word];
    if (best < 0 || Math.abs(residual[object]) > Math.abs(residual[best])) example[word] = object;
  }
  return EXPLANATIONS.map((word, code) => ({
    explanation: word,
    objects: objects[code],
    excess: excess[code],
    example: example[code] < 0 ? undefined : objectId(example[code]),
  })).filter((row) => row.objects > 0);
}

/** Unexplained excess summed over the types of each module, largest first, ties by name. O(objects + types log types). */
export function excessByModule(heap: Heap, audit: RefcountAudit): readonly ModuleExcessRow[] {
  const modules = new Map<string, Mutable<ModuleExcessRow>>();
  for (const [type, sum] of excessByType(heap, audit).entries()) {
    if (sum.objects === 0) continue;
    const { module } = typeNameOf(heap, typeId(type));
    const row = modules.get(module) ?? { module, types: 0, objects: 0, excess: 0, selfSize: 0 };
    row.types++;
    row.objects += sum.objects;
    row.excess += sum.excess;
    row.selfSize += sum.selfSize;
    modules.set(module, row);
  }
  return [...modules.values()].sort((a, b) => b.excess - a.excess || (a.module < b.module ? -1 : 1));
}

export interface TypeExcess {
  objects: number;
  excess: number;
  selfSize: number;
  /** Object with the largest excess; -1 for none. */
  example: number;
}

/** Per type: its instances with unexplained counts. O(objects + types). */
export function excessByType(heap: Heap, audit: RefcountAudit): readonly TypeExcess[] {
  const unexplained = EXPLANATIONS.indexOf('unexplained');
  const { type, selfSize, length } = heap.objects;
  const { residual, explanation } = audit;
  const sums = Array.from({ length: heap.types.length }, () => ({ objects: 0, excess: 0, selfSize: 0, example: -1 }));
  for (let object = 0; object < length; object++) {
    if (explanation[object] !== unexplained) continue;
    const sum = sums[type[object]];
    sum.objects++;
    sum.excess += residual[object];
    sum.selfSize += selfSize[object];
    if (sum.example < 0 || residual[object] > residual[sum.example]) sum.example = object;
  }
  return sums;
}

type Mutable<Row> = { -readonly [Key in keyof Row]: Row[Key] };
