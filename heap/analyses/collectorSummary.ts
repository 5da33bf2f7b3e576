import { hasBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { hasCapability, type Manifest } from '../model/manifest.ts';
import { VERDICTS, type Verdict } from '../model/rows.ts';
import type { CollectorSummary } from '../model/summaries.ts';
import type { StrongGroups } from './stronglyConnected.ts';

export interface ReplayColumns {
  readonly verdict: Uint8Array;
  readonly outside: Int32Array;
  /** Objects outside the collected set. */
  readonly apart: Bits;
  /** Cycles of the collected set, over what tp_traverse reports. */
  readonly groups: StrongGroups;
}

/**
 * Totals of a replay. `collectable` counts the verdict `garbage` only; its components are the non-trivial strongly connected
 * components among it, so garbage that merely hangs below a cycle adds objects and no component. `byGeneration` groups the
 * collected and the frozen objects by the generation they are in. O(objects).
 */
export function collectorSummary(heap: Heap, columns: ReplayColumns): CollectorSummary {
  const totals = addUp(heap, columns);
  return {
    tracked: totals.tracked,
    external: totals.external,
    collectable: { objects: totals.objects, selfSize: totals.selfSize, components: garbageCycles(columns) },
    finalizers: totals.finalizers,
    verdicts: countVerdicts(columns.verdict),
    byGeneration: byGeneration(heap, columns.verdict),
    bound: boundOf(heap.manifest, totals.negative, totals.tracked),
    negative: totals.negative,
  };
}

const GARBAGE = VERDICTS.indexOf('garbage');
const FROZEN = VERDICTS.indexOf('frozen');

// bit 2 of types.traits: tp_finalize; bit 5: not known.
const TRAIT_FINALIZE = 1 << 2;
const TRAIT_UNKNOWN = 1 << 5;

interface Totals {
  tracked: number;
  external: number;
  negative: number;
  objects: number;
  selfSize: number;
  finalizers: number;
}

function addUp(heap: Heap, columns: ReplayColumns): Totals {
  const totals: Totals = { tracked: 0, external: 0, negative: 0, objects: 0, selfSize: 0, finalizers: 0 };
  for (let object = 0; object < columns.verdict.length; object++) {
    if (hasBit(columns.apart, object)) continue;
    totals.tracked++;
    if (columns.outside[object] > 0) totals.external++;
    if (columns.outside[object] < 0) totals.negative++;
    if (columns.verdict[object] !== GARBAGE) continue;
    totals.objects++;
    totals.selfSize += heap.objects.selfSize[object];
    if (waitsForFinalizer(heap, object)) totals.finalizers++;
  }
  return totals;
}

/** A finalizer runs once: objects marked FINALIZED have had it. */
function waitsForFinalizer(heap: Heap, object: number): boolean {
  const traits = heap.types.traits[heap.objects.type[object]];
  return (
    (traits & (TRAIT_FINALIZE | TRAIT_UNKNOWN)) === TRAIT_FINALIZE &&
    (heap.objects.flags[object] & FLAG.finalized) === 0
  );
}

function garbageCycles(columns: ReplayColumns): number {
  const seen = new Uint8Array(columns.groups.length);
  let cycles = 0;
  for (let object = 0; object < columns.verdict.length; object++) {
    const group = columns.groups.of[object];
    if (group === NONE || columns.verdict[object] !== GARBAGE || seen[group] === 1) continue;
    seen[group] = 1;
    cycles++;
  }
  return cycles;
}

function countVerdicts(verdict: Uint8Array): Readonly<Partial<Record<Verdict, number>>> {
  const counts = new Array<number>(256).fill(0);
  for (let object = 0; object < verdict.length; object++) counts[verdict[object]]++;
  const record: Partial<Record<Verdict, number>> = {};
  for (const [code, word] of VERDICTS.entries()) if (counts[code] > 0) record[word] = counts[code];
  return record;
}

function byGeneration(heap: Heap, verdict: Uint8Array): CollectorSummary['byGeneration'] {
  const objects = new Array<number>(256).fill(0);
  const collectable = new Array<number>(256).fill(0);
  for (let object = 0; object < verdict.length; object++) {
    const isTracked = (heap.objects.flags[object] & FLAG.tracked) !== 0;
    if (!isTracked && verdict[object] !== FROZEN) continue;
    objects[heap.objects.generation[object]]++;
    if (verdict[object] === GARBAGE) collectable[heap.objects.generation[object]]++;
  }
  return [...objects.keys()]
    .filter((generation) => objects[generation] > 0)
    .map((generation) => ({ generation, objects: objects[generation], collectable: collectable[generation] }));
}

/** More negative counts than this share of the collected objects: the dump contradicts itself (semantics.md 3.2, P4). */
const MOST_NEGATIVE = 0.0001;

function boundOf(manifest: Manifest, negative: number, tracked: number): CollectorSummary['bound'] {
  const complete = manifest.completeness.referencesComplete && hasCapability(manifest, 'multiplicity');
  if (!complete || manifest.runtime.freeThreaded || negative > tracked * MOST_NEGATIVE) return 'notProvable';
  return negative > 0 || !isOneInstant(manifest) ? 'approximate' : 'exact';
}

/** A forked child and a core image stand still by construction. */
function isOneInstant(manifest: Manifest): boolean {
  const { mode, gilReleased } = manifest.captured;
  return mode === 'fork' || mode === 'core' || gilReleased === false;
}
