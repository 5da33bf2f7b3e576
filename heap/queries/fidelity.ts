// How far a dump can be trusted, features.md F19. Thresholds are here and nowhere else.
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import { hasCapability, type Diagnostic } from '../model/manifest.ts';
import type { RefcountAudit } from '../analyses/results.ts';
import type { Fidelity, FidelityCheck, FidelityGrade } from '../model/findingRows.ts';
import { EXPLANATIONS } from '../model/rows.ts';

const MOST_DANGLING_SHARE = 0.0001;
const CLOSURE_A = 0.95;
const CLOSURE_B = 0.85;
/** Bytes of a pool before 3.10 (16 KiB since), and classes of 16 to 512 bytes: Objects/obmalloc.c, POOL_SIZE, NB_SMALL_SIZE_CLASSES. */
const SMALLEST_POOL = 4096;
const SIZE_CLASSES = 32;

/** Checks in the order they are shown; the worst failing one names the grade. `audit` undefined: counts are not there. */
export function fidelityOf(heap: Heap, audit: RefcountAudit | undefined): Fidelity {
  const { manifest } = heap;
  const found = (code: Diagnostic['code']): number =>
    manifest.completeness.diagnostics
      .filter((entry) => entry.code === code)
      .reduce((sum, entry) => sum + entry.count, 0);
  const dangling = found('danglingTarget');
  const danglingShare = dangling / Math.max(1, manifest.counts.references);
  const checks: FidelityCheck[] = [
    check('complete', manifest.completeness.status === 'complete', manifest.completeness.diagnostics.length, 'D'),
    check('dangling', dangling === 0, dangling, danglingShare < MOST_DANGLING_SHARE ? 'B' : 'D'),
    check('duplicates', found('duplicateAddress') === 0, found('duplicateAddress'), 'B'),
    // Another runtime has no counts to record.
    ...(manifest.runtime.language === 'cpython'
      ? [check('refcounts', hasCapability(manifest, 'refcounts'), 0, 'C')]
      : []),
    check('oneInstant', manifest.captured.gilReleased !== true, 0, 'B'),
    check('roots', manifest.counts.roots > 0, manifest.counts.roots, 'C'),
  ];
  const badPools = inconsistentPools(heap);
  if (heap.pools.length > 0) checks.push(check('pools', badPools === 0, badPools, 'B'));
  if (audit !== undefined) {
    const closure = trackedClosure(heap, audit);
    checks.push(
      check('negativeCounts', audit.summary.inconsistent === 0, audit.summary.inconsistent, 'B'),
      check('closure', closure >= CLOSURE_A, closure, closure >= CLOSURE_B ? 'B' : 'D'),
    );
  }
  return { checks, grade: worst(checks) };
}

/** Share of mortal tracked objects whose count is explained exactly, 0..1. O(objects). */
export function trackedClosure(heap: Heap, audit: RefcountAudit): number {
  const exact = EXPLANATIONS.indexOf('exact');
  const outside = FLAG.immortal | FLAG.static | FLAG.dumper | FLAG.synthetic;
  let mortal = 0;
  let closed = 0;
  for (let row = 0; row < heap.objects.length; row++) {
    const object = objectId(row);
    if (heap.objects.generation[object] === GENERATION.untracked || (heap.objects.flags[object] & outside) !== 0)
      continue;
    mortal++;
    if (audit.explanation[object] === exact) closed++;
  }
  return mortal === 0 ? 1 : closed / mortal;
}

/** Recorded pools that no allocator has: off a page, of no size class, or with more used blocks than blocks. O(pools). */
function inconsistentPools({ pools }: Heap): number {
  let bad = 0;
  for (let pool = 0; pool < pools.length; pool++) {
    const sound =
      pools.address[pool] % SMALLEST_POOL === 0 &&
      pools.sizeClass[pool] < SIZE_CLASSES &&
      pools.used[pool] <= pools.capacity[pool];
    if (!sound) bad++;
  }
  return bad;
}

function check(name: FidelityCheck['check'], passed: boolean, found: number, grade: FidelityGrade): FidelityCheck {
  return { check: name, passed, found, grade: passed ? 'A' : grade };
}

function worst(checks: readonly FidelityCheck[]): FidelityGrade {
  return checks.reduce<FidelityGrade>((grade, { grade: other }) => (other > grade ? other : grade), 'A');
}
