// A heap with every analysis that its capabilities allow, as the shells run them.
import { ANALYSES } from '../analyses/registry.ts';
import type { AnalysisId, PartialResults } from '../analyses/results.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { hasCapability } from '../model/manifest.ts';

const ORDER: readonly AnalysisId[] = [
  'referrers',
  'refcounts',
  'collector',
  'rootSet',
  'dominators',
  'dominated',
  'distances',
  'typeRetained',
  'componentsDefault',
  'componentsInstances',
  'componentsAll',
];

export function analysed(heap: Heap): Required<PartialResults> {
  let results: PartialResults = {};
  for (const id of ORDER) {
    if (!ANALYSES[id].needs.every((need) => hasCapability(heap.manifest, need))) continue;
    results = { ...results, [id]: ANALYSES[id].run(heap, results, openLedger(), silentTask) };
  }
  return results as Required<PartialResults>;
}
