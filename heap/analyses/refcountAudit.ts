// Does every reference count add up? Recorded counts against the strong references of the dump, cpython/semantics.md 2.
import { emptyBits, setBit, type Bits } from '../base/bits.ts';
import { allocateI32, allocateU32, allocateU8, type Ledger } from '../base/column.ts';
import type { Task } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import { hasCapability } from '../model/manifest.ts';
import { auditSummary } from './auditSummary.ts';
import { evidenceOf, explain, explanationCode, releaseEvidence } from './explanation.ts';
import type { RefcountAudit } from './results.ts';
import { COUNTED_ROWS, skipBase } from './rowFilter.ts';

/**
 * Per object: strong references found, the excess of its count over them, and why an excess is expected. O(objects +
 * references), 9 bytes per object kept. Needs `refcounts`. It does not find who holds an unexplained count, and a missing and
 * a surplus reference to one object cancel out.
 */
export function refcountAudit(heap: Heap, ledger: Ledger, task: Task): RefcountAudit {
  const n = heap.objects.length;
  task.phase('refcounts', n * 2);
  const found = countReferences(heap, ledger, task);
  const residual = allocateI32(n, 'refcounts.residual', ledger);
  const explanation = allocateU8(n, 'refcounts.explanation', ledger);
  const evidence = evidenceOf(heap, sharedKeysWithoutTable(heap, ledger), ledger);
  for (let object = 0; object < n; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const apart = notAudited(heap, object);
    if (apart !== AUDITED) {
      explanation[object] = apart;
      continue;
    }
    const excess = heap.objects.refcount[object] - found[object];
    residual[object] = excess;
    explanation[object] = excess === 0 ? EXACT : excess < 0 ? INCONSISTENT : explain(heap, evidence, object, excess);
  }
  releaseEvidence(evidence, ledger);
  return { found, residual, explanation, summary: auditSummary(heap, residual, explanation) };
}

/** The count of an immortal or static object says nothing about its holders. */
export function isImmortalOrStatic(heap: Heap, object: number): boolean {
  const apart = notAudited(heap, object);
  return apart === IMMORTAL || apart === STATIC;
}

const EXACT = explanationCode('exact');
const INCONSISTENT = explanationCode('inconsistent');
const IMMORTAL = explanationCode('immortal');
const STATIC = explanationCode('static');
const NOT_COUNTED = explanationCode('notCounted');
const AUDITED = -1;

// CPython 3.8-3.11: static and deep-frozen objects start at 999,999,999 and lose a few (measured, semantics.md 2.1).
const LEAST_STATIC_COUNT = 900_000_000;
const PYTHON_3_12 = 0x030c0000;

/** Why an object has no excess at all, or AUDITED. */
function notAudited(heap: Heap, object: number): number {
  const flags = heap.objects.flags[object];
  const count = heap.objects.refcount[object];
  // CPython 3.12+, 64-bit with GIL: immortal when the low 32 bits of ob_refcnt are negative as int32 (_Py_IsImmortal).
  const immortals = heap.manifest.runtime.hexversion >= PYTHON_3_12;
  if ((flags & FLAG.immortal) !== 0 || (immortals && count >= 0x80000000)) return IMMORTAL;
  if ((flags & FLAG.static) !== 0 || (!immortals && count >= LEAST_STATIC_COUNT)) return STATIC;
  // The dumper's own objects change while it counts, and the loader's have no count.
  return (flags & (FLAG.synthetic | FLAG.dumper)) !== 0 ? NOT_COUNTED : AUDITED;
}

function countReferences(heap: Heap, ledger: Ledger, task: Task): Uint32Array {
  const n = heap.objects.length;
  const { first, target, kind } = heap.references;
  const { flags } = heap.objects;
  const found = allocateU32(n, 'refcounts.found', ledger);
  for (let object = 0; object < n; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const base = skipBase(flags[object]);
    const end = first[object + 1];
    for (let row = first[object]; row < end; row++) {
      if (COUNTED_ROWS[base | kind[row]] === 0) found[target[row]]++;
    }
  }
  const { key } = heap.sharedKeys;
  for (let i = 0; i < key.length; i++) if (key[i] < n) found[key[i]]++;
  return found;
}

/** Keys of split dicts, when the tables that own their counts are not in the dump; else no bits. */
function sharedKeysWithoutTable(heap: Heap, ledger: Ledger): Bits {
  const keys = emptyBits(heap.objects.length, 'split keys', ledger);
  if (hasCapability(heap.manifest, 'sharedKeys')) return keys;
  const { first, target, kind } = heap.references;
  for (let object = 0; object < heap.objects.length; object++) {
    if ((heap.objects.flags[object] & FLAG.splitKeys) === 0) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if ((kind[row] & KIND_MASK) === KIND.key) setBit(keys, target[row]);
    }
  }
  return keys;
}
