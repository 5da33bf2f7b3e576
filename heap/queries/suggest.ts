// Where to cut a cycle: sets of references whose loss frees a component or ends its cycles, tried out before they are offered.
import { componentGraph, releaseGraph, rowOfReference, type ComponentGraph } from '../analyses/componentGraph.ts';
import { cyclicWithout } from '../analyses/componentGraphGroups.ts';
import { cutWeights, STRUCTURAL, type CutWeights } from '../analyses/cutWeights.ts';
import { feedbackSet } from '../analyses/feedbackSet.ts';
import { lensRows } from '../analyses/lenses.ts';
import { minimumCut } from '../analyses/minimumCut.ts';
import { strongBridges } from '../analyses/strongBridges.ts';
import { NONE } from '../base/brand.ts';
import { release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import type { Task } from '../base/task.ts';
import { FATES, type SuggestionKind, type SuggestionRow, type Suggestions } from '../model/cutRows.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, referenceId, type ComponentId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { isStrong } from '../model/kinds.ts';
import type { PartialResults } from '../analyses/results.ts';
import type { ReverseRows } from '../base/csr.ts';
import { entryReferences, membersOf, verdictOfComponent, type ComponentTables } from './components.ts';
import { cutRow } from './cutRows.ts';
import { sourceOf } from './neighbours.ts';
import { droppedWith } from './dropped.ts';
import { shortestReferences } from './expression.ts';
import { statementFor } from './statements.ts';
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
  const subject = { members, graph, isGarbage: verdictOfComponent(tables.results, members) === 'garbage' };
  const written = nearestWritten(tables, subject, ledger, task);
  const offered = offer(tables, subject, [...outside.candidates, ...written, ...inside.candidates], ledger, task);
  if (graph !== undefined) releaseGraph(graph, ledger);
  release(weights.base.byteLength, ledger);
  return {
    rows: bestFirst(tables, subject, offered).slice(0, MOST_ROWS),
    manyWays: outside.manyWays,
    unbreakable: inside.unbreakable,
    approximate: graph === undefined || outside.tooLarge,
  };
}

/** The same for one object: what to cut so that it goes, wherever that is. Nothing for garbage: nothing holds it. */
export function suggestForObject(tables: SuggestTables, object: ObjectId, ledger: Ledger, task: Task): Suggestions {
  const weights = cutWeights(tables.heap, ledger);
  const members = Uint32Array.of(object);
  const subject: Subject = {
    members,
    graph: undefined,
    isGarbage: verdictOfComponent(tables.results, members) === 'garbage',
  };
  if (subject.isGarbage) return { rows: [], manyWays: false, unbreakable: false, approximate: false };
  const outside = fromOutside(tables, members, strongReferrers(tables, object), weights, ledger, task);
  const written = nearestWritten(tables, subject, ledger, task);
  const offered = offer(tables, subject, [...outside.candidates, ...written], ledger, task);
  release(weights.base.byteLength, ledger);
  return {
    rows: bestFirst(tables, subject, offered).slice(0, MOST_ROWS),
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

/** Hops above a reference among which one is looked for that Python can drop. */
const MOST_HOPS = 12;

/** Of those found on one path. */
const MOST_WRITTEN = 3;

/** The nearest references on the shortest path to a member that alone free all members and can be written. */
function nearestWritten(tables: SuggestTables, subject: Subject, ledger: Ledger, task: Task): readonly Candidate[] {
  const { heap, results } = tables;
  const { members } = subject;
  const above = shortestReferences(heap, results, nearestToRoot(results, members)) ?? [];
  const found: Candidate[] = [];
  for (const reference of [...above].reverse().slice(0, MOST_HOPS)) {
    if (found.length === MOST_WRITTEN) break;
    if (statementFor(tables, reference).statement === '') continue;
    const { fate } = outcomeOfCuts(heap, results, droppedWith(tables, reference), ledger, task);
    const isAll = countFreed(fate, subject) === members.length;
    release(fate.byteLength, ledger);
    if (isAll) found.push({ kind: 'minimumCut', references: [reference], minimal: true });
  }
  return found;
}

function nearestToRoot(results: PartialResults, members: Uint32Array): ObjectId {
  const depth = results.distances?.depth;
  let best = members[0] ?? 0;
  if (depth !== undefined)
    for (const member of members) if ((depth[member] ?? NONE) < (depth[best] ?? NONE)) best = member;
  return objectId(best);
}

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
      ...(references.length === 0 ? [] : [{ kind: 'feedback', references, minimal: feedback.minimal } as const]),
    ],
    unbreakable: feedback.unbreakable && references.length === 0,
  };
}

interface Subject {
  readonly members: Uint32Array;
  readonly graph: ComponentGraph | undefined;
  readonly isGarbage: boolean;
}

/** Tries each set once, under its first name. */
function offer(
  tables: SuggestTables,
  subject: Subject,
  candidates: readonly Candidate[],
  ledger: Ledger,
  task: Task,
): readonly SuggestionRow[] {
  return withoutRepeats(candidates).map((candidate) => tried(tables, subject, candidate, ledger, task));
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
  subject: Subject,
  candidate: Candidate,
  ledger: Ledger,
  task: Task,
): SuggestionRow {
  const { heap, results } = tables;
  const { needed, dropped } = statementsOf(tables, candidate.references);
  const outcome = outcomeOfCuts(heap, results, dropped, ledger, task);
  const freedMembers = countFreed(outcome.fate, subject);
  release(outcome.fate.byteLength, ledger);
  const { graph } = subject;
  const { gone, atOnce, byCollector, stays, garbageAtOnce } = outcome;
  return {
    kind: candidate.kind,
    cuts: needed.map((reference) => cutRow({ heap, results }, reference)),
    dropped,
    minimal: candidate.minimal,
    gone,
    atOnce,
    byCollector,
    stays,
    garbageAtOnce,
    freedMembers,
    cyclicLeft: graph === undefined ? undefined : cyclicWithout(graph, dropped, ledger, task),
  };
}

/** One statement may drop several of the references: those it drops besides need none of their own. */
function statementsOf(
  tables: SuggestTables,
  references: readonly ReferenceId[],
): { readonly needed: readonly ReferenceId[]; readonly dropped: readonly ReferenceId[] } {
  const dropped = new Set<ReferenceId>();
  const needed = references.filter((reference) => {
    const isNew = !dropped.has(reference);
    if (isNew) droppedWith(tables, reference).forEach((other) => dropped.add(other));
    return isNew;
  });
  return { needed: deepestFirst(tables, needed), dropped: [...dropped] };
}

/** In this order the statements run: what is cut last must not be what the others are read through. */
function deepestFirst({ heap, results }: SuggestTables, references: readonly ReferenceId[]): readonly ReferenceId[] {
  const depth = results.distances?.depth;
  const depthOf = (reference: ReferenceId): number => depth?.[sourceOf(heap, reference)] ?? 0;
  return [...references].sort((a, b) => depthOf(b) - depthOf(a) || b - a);
}

const AT_ONCE = FATES.indexOf('freedAtOnce');
const BY_COLLECTOR = FATES.indexOf('freedByCollector');

/** A collection frees garbage anyway: only what goes at once counts there. */
function countFreed(fate: Uint8Array, { members, isGarbage }: Subject): number {
  let freed = 0;
  for (const member of members) {
    if (fate[member] === AT_ONCE || (!isGarbage && fate[member] === BY_COLLECTOR)) freed++;
  }
  return freed;
}
