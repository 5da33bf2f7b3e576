import type { Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { typeNameOf } from '../model/names.ts';
import type { RefcountSummary } from '../model/summaries.ts';
import { explanationCode } from './explanation.ts';

/**
 * Totals of an audit. Immortal, static and uncounted objects are in no share. `byType` ranks unexplained excess, its example
 * is the object with the largest excess (lowest id on ties). O(objects + types log types).
 */
export function auditSummary(heap: Heap, residual: Int32Array, explanation: Uint8Array): RefcountSummary {
  const counts = new Array<number>(256).fill(0);
  for (let object = 0; object < explanation.length; object++) counts[explanation[object]]++;
  const count = (word: Parameters<typeof explanationCode>[0]): number => counts[explanationCode(word)];
  const immortal = count('immortal') + count('static');
  const mortal = explanation.length - immortal - count('notCounted');
  const exact = count('exact');
  const unexplained = count('unexplained');
  const inconsistent = count('inconsistent');
  return {
    exactShare: mortal === 0 ? 1 : exact / mortal,
    mortal,
    exact,
    explained: mortal - exact - unexplained - inconsistent,
    unexplained,
    inconsistent,
    immortal,
    byType: unexplainedByType(heap, residual, explanation),
  };
}

const MOST_TYPES = 50;

function unexplainedByType(heap: Heap, residual: Int32Array, explanation: Uint8Array): RefcountSummary['byType'] {
  const unexplained = explanationCode('unexplained');
  const { type } = heap.objects;
  const objects = new Array<number>(heap.types.length).fill(0);
  const excess = new Array<number>(heap.types.length).fill(0);
  const example = new Array<number>(heap.types.length).fill(0);
  for (let object = 0; object < explanation.length; object++) {
    if (explanation[object] !== unexplained) continue;
    const of = type[object];
    if (objects[of] === 0 || residual[object] > residual[example[of]]) example[of] = object;
    objects[of]++;
    excess[of] += residual[object];
  }
  const ranked = [...objects.keys()].filter((of) => objects[of] > 0).sort((a, b) => excess[b] - excess[a] || a - b);
  return ranked.slice(0, MOST_TYPES).map((of) => ({
    type: typeNameOf(heap, typeId(of)),
    objects: objects[of],
    excess: excess[of],
    example: objectId(example[of]),
  }));
}
