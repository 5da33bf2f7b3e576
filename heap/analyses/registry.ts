// Every analysis there is: what it needs, what runs before it, and the function that does it. A new one is one line here.
import { reverseRows } from '../base/csr.ts';
import { fail, type Fault } from '../base/fault.ts';
import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { hasCapability, type Capability, type Manifest } from '../model/manifest.ts';
import type { LensName } from '../model/lenses.ts';
import type { Analysis } from './analysis.ts';
import { collectorReplay } from './collectorReplay.ts';
import { componentRetained } from './componentRetained.ts';
import { componentsUnder } from './components.ts';
import { distancesFrom } from './distances.ts';
import { dominatedBy } from './dominatorChildren.ts';
import { dominatorTree } from './dominators.ts';
import { refcountAudit } from './refcountAudit.ts';
import type { AnalysisId, Components, DominatorTree, PartialResults, Results, RootSet } from './results.ts';
import { rootSetOf } from './rootSet.ts';
import { typeRetained } from './typeRetained.ts';

/** The keys stand in the order in which a whole run does them: the answers that people wait for come first. */
export const ANALYSES: { readonly [Id in AnalysisId]: Analysis<Id> } = {
  referrers: {
    id: 'referrers',
    needs: [],
    after: [],
    run: (heap, _results, ledger, task) => reverseRows(heap.references.target, heap.objects.length, ledger, task),
  },
  refcounts: {
    id: 'refcounts',
    needs: ['refcounts'],
    after: [],
    run: (heap, _results, ledger, task) => refcountAudit(heap, ledger, task),
  },
  collector: {
    id: 'collector',
    needs: ['refcounts', 'tracked'],
    after: [],
    run: (heap, _results, ledger, task) => collectorReplay(heap, ledger, task),
  },
  rootSet: {
    id: 'rootSet',
    needs: [],
    after: ['refcounts', 'collector'],
    run: (heap, results, ledger, task) => rootSetOf(heap, results, ledger, task),
  },
  dominators: {
    id: 'dominators',
    needs: [],
    after: ['rootSet'],
    run: (heap, results, ledger, task) => dominatorTree(heap, rootsFor(heap, results, ledger, task), ledger, task),
  },
  dominated: {
    id: 'dominated',
    needs: [],
    after: ['dominators'],
    run: (heap, results, ledger, task) => dominatedBy(treeFor(heap, results, ledger, task), ledger, task),
  },
  distances: {
    id: 'distances',
    needs: [],
    after: ['rootSet'],
    run: (heap, results, ledger, task) => distancesFrom(heap, rootsFor(heap, results, ledger, task), ledger, task),
  },
  componentsDefault: { id: 'componentsDefault', needs: [], after: [], run: under('default') },
  cycleRetained: {
    id: 'cycleRetained',
    needs: [],
    after: ['rootSet', 'componentsDefault'],
    run: (heap, results, ledger, task) => {
      const components = results.componentsDefault ?? componentsUnder(heap, 'default', ledger, task);
      return componentRetained(heap, rootsFor(heap, results, ledger, task), components, ledger, task);
    },
  },
  typeRetained: {
    id: 'typeRetained',
    needs: [],
    after: ['dominators'],
    run: (heap, results, ledger, task) => typeRetained(heap, treeFor(heap, results, ledger, task), ledger, task),
  },
  componentsInstances: { id: 'componentsInstances', needs: [], after: [], run: under('instances') },
  componentsAll: { id: 'componentsAll', needs: [], after: [], run: under('all') },
};

export interface RunPlan {
  /** Prerequisites stand before what uses them. */
  readonly order: readonly AnalysisId[];
  /** One `analysis/needs` per analysis that this dump does not allow. */
  readonly impossible: readonly NeedsFault[];
}

export type NeedsFault = Extract<Fault, { readonly code: 'analysis/needs' }>;

/** Everything this dump allows, in order, and why the rest is not there. */
export function runPlan(manifest: Manifest): RunPlan {
  const order: AnalysisId[] = [];
  const impossible: NeedsFault[] = [];
  for (const { id } of Object.values(ANALYSES)) {
    const fault = missingFor(id, manifest);
    if (fault === undefined) addWithPrerequisites(id, manifest, order);
    else impossible.push(fault);
  }
  return { order, impossible };
}

/** What to run for `id`, prerequisites first and `id` last. Fault: `analysis/needs`. */
export function runOrder(id: AnalysisId, manifest: Manifest): readonly AnalysisId[] {
  const fault = missingFor(id, manifest);
  if (fault !== undefined) fail(fault);
  const order: AnalysisId[] = [];
  addWithPrerequisites(id, manifest, order);
  return order;
}

/** The fault that running `id` on this dump would raise; undefined when it is possible. */
export function missingFor(id: AnalysisId, manifest: Manifest): NeedsFault | undefined {
  const missing = ANALYSES[id].needs.filter((capability) => !isRecorded(manifest, capability));
  return missing.length === 0 ? undefined : { code: 'analysis/needs', analysis: id, missing };
}

/** Runs one analysis on what is there already. Fault: `analysis/needs`. */
export function runAnalysis<Id extends AnalysisId>(
  id: Id,
  heap: Heap,
  results: PartialResults,
  ledger: Ledger,
  task: Task,
): Results[Id] {
  const fault = missingFor(id, heap.manifest);
  if (fault !== undefined) fail(fault);
  return ANALYSES[id].run(heap, results, ledger, task);
}

function addWithPrerequisites(id: AnalysisId, manifest: Manifest, order: AnalysisId[]): void {
  if (order.includes(id)) return;
  for (const before of ANALYSES[id].after) {
    if (missingFor(before, manifest) === undefined) addWithPrerequisites(before, manifest, order);
  }
  order.push(id);
}

/** Free-threaded builds split their counts and have no generations (cpython/semantics.md): what is recorded means nothing. */
function isRecorded(manifest: Manifest, capability: Capability): boolean {
  const meaningless = manifest.runtime.freeThreaded && (capability === 'refcounts' || capability === 'generations');
  return !meaningless && hasCapability(manifest, capability);
}

function under(lens: LensName): (heap: Heap, results: PartialResults, ledger: Ledger, task: Task) => Components {
  return (heap, _results, ledger, task) => componentsUnder(heap, lens, ledger, task);
}

function rootsFor(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): RootSet {
  return results.rootSet ?? rootSetOf(heap, results, ledger, task);
}

function treeFor(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): DominatorTree {
  return results.dominators ?? dominatorTree(heap, rootsFor(heap, results, ledger, task), ledger, task);
}
