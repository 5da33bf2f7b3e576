// What stands out, each with its evidence and how sure it is. Sentences are made by the shells.
import type { Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { hasCapability } from '../model/manifest.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import type { AutoFinding } from '../model/findingRows.ts';
import { VERDICTS } from '../model/rows.ts';
import type { Components } from '../analyses/results.ts';
import { groupsAlike } from './componentOrder.ts';
import { componentRow, type ComponentRowTables } from './componentRows.ts';
import { advice } from './advice/advice.ts';
import { duplicateValues } from './advice/duplicates.ts';
import { expressionFor } from './expression.ts';
import { objectRow } from './objectRow.ts';
import type { Namespaces } from './namespaces.ts';
import { isProgramType } from './programTypes.ts';
import { shapeOf } from './shape.ts';
import { throughNamespaces, type DominatorChildren } from './treemap.ts';

const MOST_CYCLES = 5;
const MOST_RETAINERS = 3;
/** A retainer stands out when it holds this share of what the roots reach. */
const RETAINER_SHARE = 0.05;
const LEAST_DUPLICATE_BYTES = 1024;
const MOST_OVERHEADS = 3;
/** A change is worth a finding when it gives back this share of all objects. */
const OVERHEAD_SHARE = 0.01;

export interface FindingTables extends ComponentRowTables {
  readonly dominators: DominatorChildren | undefined;
  readonly namespaces: Namespaces;
  /** `orderedComponents` of the same components. */
  readonly order: Uint32Array;
  readonly components: Components;
}

/** All findings, most bytes first. What cannot be checked (missing capability) is simply not among them. */
export function autoFindings(tables: FindingTables, ledger: Ledger, task: Task): readonly AutoFinding[] {
  const findings = [
    ...cycleFindings(tables),
    ...garbageFinding(tables),
    ...refcountFindings(tables),
    ...retainerFindings(tables),
    ...duplicateFindings(tables, ledger, task),
    ...overheadFindings(tables, ledger, task),
  ];
  return findings.sort((a, b) => rank(a) - rank(b) || (b.bytes ?? 0) - (a.bytes ?? 0));
}

/** A missing decref is never about bytes, so it must not drown among them. */
function rank(finding: AutoFinding): number {
  return finding.kind === 'refcount' ? 0 : 1;
}

/** Live cycles of the program's own types, those of the same types together. */
function cycleFindings(tables: FindingTables): readonly AutoFinding[] {
  return groupsAlike(tables, tables.order)
    .slice(0, MOST_CYCLES)
    .map(({ largest, count, bytes }) => {
      const component = componentRow(tables, largest);
      const confidence = component.unexplained === 0 ? 'exact' : 'high';
      return { kind: 'cycle', lens: tables.components.lens, component, alike: count, bytes, confidence };
    });
}

function garbageFinding(tables: FindingTables): readonly AutoFinding[] {
  const { collector } = tables.results;
  if (collector === undefined || collector.summary.collectable.objects === 0) return [];
  const { objects, components, selfSize } = collector.summary.collectable;
  return [
    {
      kind: 'garbage',
      objects,
      components,
      bytes: selfSize,
      example: firstGarbage(tables),
      confidence: collector.summary.bound === 'exact' ? 'exact' : 'medium',
    },
  ];
}

function firstGarbage(tables: FindingTables): ObjectId | undefined {
  const garbage = VERDICTS.indexOf('garbage');
  const sizes = tables.results.dominators?.retained ?? tables.heap.objects.selfSize;
  const verdict = tables.results.collector?.verdict ?? new Uint8Array(0);
  let best = -1;
  for (let object = 0; object < verdict.length; object++) {
    if (verdict[object] !== garbage || (tables.heap.objects.flags[object] & FLAG.dumper) !== 0) continue;
    if (best < 0 || sizes[object] > sizes[best]) best = object;
  }
  return best < 0 ? undefined : objectId(best);
}

/** Instances of the program's types with a count nothing explains. */
function refcountFindings(tables: FindingTables): readonly AutoFinding[] {
  const { heap, results } = tables;
  const audit = results.refcounts;
  if (audit === undefined) return [];
  return audit.summary.byType
    .filter(({ type }) => isProgramType(heap, type.type))
    .slice(0, 5)
    .map(({ type, objects, excess, example }) => ({
      kind: 'refcount',
      type,
      objects,
      excess,
      example,
      bytes: results.dominators === undefined ? undefined : results.dominators.retained[example],
      confidence: 'medium',
    }));
}

/** Containers and instances that alone keep a large share, seen through modules and their namespaces. */
function retainerFindings(tables: FindingTables): readonly AutoFinding[] {
  const { heap, results, dominators, namespaces } = tables;
  if (dominators === undefined || results.dominators === undefined) return [];
  const least = Math.max(4096, results.dominators.reachedBytes * RETAINER_SHARE);
  const { retained } = dominators.tree;
  return Array.from(throughNamespaces(dominators, namespaces), objectId)
    .filter((object) => retained[object] >= least && isThing(heap, object))
    .slice(0, MOST_RETAINERS)
    .map((object) => ({
      kind: 'retainer',
      object: objectRow(heap, results, object),
      expression: expressionFor(heap, results, object),
      bytes: retained[object],
      confidence: 'exact',
    }));
}

/** What a program keeps, as against what it is made of. */
function isThing(heap: Heap, object: ObjectId): boolean {
  if ((heap.objects.flags[object] & FLAG.dumper) !== 0) return false;
  const shape = shapeOf(heap, object);
  return shape === 'container' || shape === 'instance' || shape === 'atom';
}

function duplicateFindings(tables: FindingTables, ledger: Ledger, task: Task): readonly AutoFinding[] {
  const { heap } = tables;
  if (!hasCapability(heap.manifest, 'tags')) return [];
  return duplicateValues(heap, ledger, task)
    .filter(({ bytes, type }) => bytes >= LEAST_DUPLICATE_BYTES && qualifiedName(typeNameOf(heap, type)) === 'str')
    .slice(0, 1)
    .map(({ type, copies, groups, bytes, example }) => ({
      kind: 'duplicates',
      type: typeNameOf(heap, type),
      copies,
      groups,
      bytes,
      example,
      confidence: 'high',
    }));
}

/** The types with most to save, one for each check that does not depend on what the program needs. */
function overheadFindings({ heap, results }: FindingTables, ledger: Ledger, task: Task): readonly AutoFinding[] {
  const least = Math.max(4096, heap.manifest.totalSelfSize * OVERHEAD_SHARE);
  const seen = new Set<string>(['duplicates']);
  const found: AutoFinding[] = [];
  for (const { kind, objects, now, after, confidence, examples } of advice(heap, results, ledger, task).rows) {
    const [example] = examples;
    if (confidence === 'hint' || now - after < least || example === undefined || seen.has(kind)) continue;
    seen.add(kind);
    const about = { check: kind, type: example.type, example: example.object };
    found.push({ kind: 'overhead', ...about, objects, now, bytes: now - after, confidence });
  }
  return found.slice(0, MOST_OVERHEADS);
}
