// Where to cut a cycle: sets of references whose loss frees a component or ends its cycles, tried out before they are offered.
import { componentGraph, releaseGraph, rowOfReference, type ComponentGraph } from '../analyses/componentGraph.ts';
import { cyclicWithout } from '../analyses/componentGraphGroups.ts';
import { cutWeights, STRUCTURAL, type CutWeights } from '../analyses/cutWeights.ts';
import { feedbackSet } from '../analyses/feedbackSet.ts';
import { lensRows } from '../analyses/lenses.ts';
import { minimumCut } from '../analyses/minimumCut.ts';
import { strongBridges } from '../analyses/strongBridges.ts';
import { release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import type { Task } from '../base/task.ts';
import type { SuggestionKind, SuggestionRow, Suggestions } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { ReverseRows } from '../base/csr.ts';
import { entryReferences, membersOf, type ComponentTables } from './components.ts';
import { cutRow } from './cutRows.ts';
import { sourceOf } from './neighbours.ts';
import { bestFirst } from './suggestOrder.ts';
import { outcomeOfCuts } from './whatIf.ts';

/** Entries that are offered as one set. */
const MOST_ENTRIES = 8;
/** Strong bridges tried; the easiest to cut first. */
const MOST_BRIDGES = 12;
/** Inner references of a component that is looked into. */
const MOST_REFERENCES = 2_000_000;
/** Independent ways from the roots beyond which no cut from outside is offered. */
const MOST_WAYS = 8;
const MOST_ROWS = 20;

interface Candidate {
  readonly kind: SuggestionKind;
  readonly references: readonly ReferenceId[];
  readonly minimal: boolean;
}

/** What suggestions are made for: the members of a component, or one object. */
export interface SuggestTables {
  readonly heap: Heap;
  readonly results: PartialResults;
  readonly referrers: ReverseRows;
}

/**
 * Best first (`bestFirst`). From outside: all entry references when they are few, and a smallest set of references between the
 * roots and the component, the nearest and the farthest. From inside: strong bridges one by one, and a set after which no cycle
 * is left. Each is tried with `cutOutcome`. Only references that Python code can drop are in a set that was searched; an entry
 * may be structural and says so. Needs reachability. Cost: O(references) for the smallest cut, near linear in the component for
 * the rest, and one `cutOutcome` per row, at most about 20.
 */
export function suggestCuts(tables: ComponentTables, component: ComponentId, ledger: Ledger, task: Task): Suggestions {
  const weights = cutWeights(tables.heap, ledger);
  const rows = lensRows(tables.components.lens);
  const graph = componentGraph(tables.heap, tables.components, weights, rows, component, MOST_REFERENCES, ledger);
  const members = membersOf(tables.components, component);
  const entries = entryReferences(tables, component);
  const outside = fromOutside(tables, members, entries, weights, ledger, task);
  const inside = graph === undefined ? NOTHING_INSIDE : fromInside(graph, ledger, task);
  const offered = offer(tables, graph, [...outside.candidates, ...inside.candidates], ledger, task);
  if (graph !== undefined) releaseGraph(graph, ledger);
  release(weights.base.byteLength, ledger);
  return {
    rows: bestFirst(tables, members, offered).slice(0, MOST_ROWS),
    manyWays: outside.manyWays,
    unbreakable: inside.unbreakable,
    approximate: graph === undefined || outside.tooLarge,
  };
}

/** The same for one object: what to cut so that it goes, wherever that is. */
export function suggestForObject(tables: SuggestTables, object: ObjectId, ledger: Ledger, task: Task): Suggestions {
  const weights = cutWeights(tables.heap, ledger);
  const members = Uint32Array.of(object);
  const outside = fromOutside(tables, members, strongReferrers(tables, object), weights, ledger, task);
  const offered = offer(tables, undefined, outside.candidates, ledger, task);
  release(weights.base.byteLength, ledger);
  return {
    rows: bestFirst(tables, members, offered).slice(0, MOST_ROWS),
    manyWays: outside.manyWays,
    unbreakable: false,
    approximate: outside.tooLarge,
  };
}

/** At most one more than are offered as one set. */
function strongReferrers({ heap, referrers }: SuggestTables, object: ObjectId): readonly ReferenceId[] {
  const found: ReferenceId[] = [];
  for (let i = referrers.first[object]; i < referrers.first[object + 1] && found.length <= MOST_ENTRIES; i++) {
    const reference = referenceId(referrers.row[i]);
    const isOwn = sourceOf(heap, reference) === object;
    if (isStrong(heap.references.kind[reference]) && !isOwn) found.push(reference);
  }
  return found;
}

const NOTHING_INSIDE = { candidates: [], unbreakable: false } as const;

interface Outside {
  readonly candidates: readonly Candidate[];
  readonly manyWays: boolean;
  readonly tooLarge: boolean;
}

function fromOutside(
  tables: SuggestTables,
  members: Uint32Array,
  entries: readonly ReferenceId[],
  weights: CutWeights,
  ledger: Ledger,
  task: Task,
): Outside {
  const { heap, results, referrers } = tables;
  const { rootSet, dominators } = results;
  if (rootSet === undefined || dominators === undefined)
    return fail({ code: 'analysis/needs', analysis: 'suggest', missing: ['rootSet', 'dominators'] });
  const around = { referrers, rootSet, reached: dominators.reached };
  const cut = minimumCut(heap, around, members, weights, MOST_WAYS, ledger, task);
  return {
    candidates: [...entrySet(entries), ...(cut.kind === 'cut' ? cutSets(cut) : [])],
    manyWays: cut.kind === 'manyWays',
    tooLarge: cut.kind === 'tooLarge',
  };
}

function entrySet(entries: readonly ReferenceId[]): readonly Candidate[] {
  if (entries.length === 0 || entries.length > MOST_ENTRIES) return [];
  const isOnly = entries.length === 1;
  return [{ kind: isOnly ? 'onlyEntry' : 'entries', references: entries, minimal: isOnly }];
}

function cutSets(cut: { readonly nearest: Uint32Array; readonly farthest: Uint32Array }): readonly Candidate[] {
  return [cut.nearest, cut.farthest]
    .filter((references) => references.length > 0)
    .map((references) => ({ kind: 'minimumCut', references: Array.from(references, referenceId), minimal: true }));
}

function fromInside(
  graph: ComponentGraph,
  ledger: Ledger,
  task: Task,
): { readonly candidates: readonly Candidate[]; readonly unbreakable: boolean } {
  const weightOf = (reference: number): number => graph.weight[rowOfReference(graph, reference)];
  const bridges = strongBridges(graph, ledger, task);
  const easiest = Array.from(bridges, referenceId)
    .filter((reference) => weightOf(reference) !== STRUCTURAL)
    .sort((a, b) => weightOf(a) - weightOf(b) || a - b)
    .slice(0, MOST_BRIDGES);
  const feedback = feedbackSet(graph, ledger, task);
  const references = Array.from(feedback.references, referenceId);
  release(bridges.byteLength + feedback.references.byteLength, ledger);
  return {
    candidates: [
      ...easiest.map((reference): Candidate => ({ kind: 'strongBridge', references: [reference], minimal: true })),
      ...(feedback.unbreakable || references.length === 0
        ? []
        : [{ kind: 'feedback', references, minimal: feedback.minimal } as const]),
    ],
    unbreakable: feedback.unbreakable,
  };
}

/** Tries each set once, under its first name. */
function offer(
  tables: SuggestTables,
  graph: ComponentGraph | undefined,
  candidates: readonly Candidate[],
  ledger: Ledger,
  task: Task,
): readonly SuggestionRow[] {
  return withoutRepeats(candidates).map((candidate) => tried(tables, graph, candidate, ledger, task));
}

/** The same set under its first name. */
function withoutRepeats(candidates: readonly Candidate[]): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ references }) => {
    const key = [...references].sort((a, b) => a - b).join();
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function tried(
  tables: SuggestTables,
  graph: ComponentGraph | undefined,
  candidate: Candidate,
  ledger: Ledger,
  task: Task,
): SuggestionRow {
  const { heap, results } = tables;
  const outcome = outcomeOfCuts(heap, results, candidate.references, ledger, task);
  release(outcome.fate.byteLength, ledger);
  const { gone, atOnce, byCollector, stays, garbageAtOnce } = outcome;
  return {
    kind: candidate.kind,
    cuts: candidate.references.map((reference) => cutRow({ heap, results }, reference)),
    minimal: candidate.minimal,
    gone,
    atOnce,
    byCollector,
    stays,
    garbageAtOnce,
    cyclicLeft:
      graph === undefined ? undefined : cyclicWithout(graph, Uint32Array.from(candidate.references), ledger, task),
  };
}
