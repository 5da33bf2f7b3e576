// What the objects of a CPython heap would save: bytes now, bytes after, and which objects.
import { NONE } from '../../base/brand.ts';
import { allocateU8, release, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import type { PartialResults } from '../../analyses/results.ts';
import type { Advice, AdviceKind, AdviceRow, AdviceTotal } from '../../model/adviceRows.ts';
import type { Heap } from '../../model/heap.ts';
import { objectId, typeId } from '../../model/ids.ts';
import { hasCapability } from '../../model/manifest.ts';
import { nameAt, qualifiedName, typeNameOf } from '../../model/names.ts';
import { objectRow } from '../objectRow.ts';
import type { Check, Shared } from './check.ts';
import { CHECKS } from './checks.ts';
import { equalValues } from './equalValues.ts';
import { instanceTypes, type InstanceTypes } from './instances.ts';

const EXAMPLES = 3;

interface Sum {
  objects: number;
  now: number;
  after: number;
  /** The objects with the most to save, most first, and what each saves. */
  readonly examples: Uint32Array;
  readonly savings: Float64Array;
}

/**
 * Rows with something to save by kind and type, most first. O(checks x (objects + references)). The dumper's own objects and immortal
 * ones do not count. What the dump cannot answer is named in `unknown`.
 */
export function advice(heap: Heap, results: PartialResults, ledger: Ledger, task: Task): Advice {
  const shared = sharedBy(heap, ledger, task);
  const rows = CHECKS.filter((check) => canAnswer(heap, check)).flatMap((check) =>
    rowsOf(heap, results, check, shared),
  );
  shared.drop();
  return {
    rows: rows.sort((a, b) => saving(b) - saving(a)),
    totals: totalsOf(rows),
    unknown: CHECKS.filter((check) => !canAnswer(heap, check)).map(({ kind }) => kind),
  };
}

/** 1 for each object that a check speaks of. Fault-free: a check that the dump cannot answer marks none. */
export function advisedObjects(heap: Heap, kind: AdviceKind, ledger: Ledger, task: Task): Uint8Array {
  const marks = allocateU8(heap.objects.length, 'advised objects', ledger);
  const check = CHECKS.find((known) => known.kind === kind);
  if (check === undefined || !canAnswer(heap, check)) return marks;
  const mark = (_: number, object: number): void => {
    marks[object] = 1;
  };
  const shared = sharedBy(heap, ledger, task);
  check.find(heap, mark, shared);
  shared.drop();
  return marks;
}

function sharedBy(heap: Heap, ledger: Ledger, task: Task): Shared & { readonly drop: () => void } {
  let equal: Uint32Array | undefined;
  let instances: InstanceTypes | undefined;
  return {
    ledger,
    task,
    equal: () => (equal ??= equalValues(heap, ledger, task)),
    instances: () => (instances ??= instanceTypes(heap, ledger, task)),
    drop() {
      const { names, weak } = instances ?? NO_INSTANCES;
      release((equal?.byteLength ?? 0) + names.byteLength + weak.byteLength, ledger);
    },
  };
}

const NO_INSTANCES: InstanceTypes = { names: new Uint32Array(0), weak: new Uint8Array(0) };

function canAnswer({ manifest }: Heap, { needs }: Check): boolean {
  return (
    manifest.runtime.language === 'cpython' &&
    manifest.runtime.hexversion > 0 &&
    needs.every((need) => hasCapability(manifest, need))
  );
}

function saving({ now, after }: { readonly now: number; readonly after: number }): number {
  return now - after;
}

function rowsOf(heap: Heap, results: PartialResults, check: Check, shared: Shared): readonly AdviceRow[] {
  const sums = new Map<number, Sum>();
  shared.task.phase('searching', heap.objects.length);
  check.find(heap, (type, object, now, after) => add(sums, type, object, now, after), shared);
  return Array.from(sums, ([row, { objects, now, after, examples }]) => {
    const type = typeId(row);
    return {
      kind: check.kind,
      type: qualifiedName(typeNameOf(heap, type)),
      file: nameAt(heap, heap.types.file[type]),
      objects,
      now,
      after,
      confidence: check.confidence,
      examples: Array.from(
        examples.filter((object) => object !== NONE),
        (object) => objectRow(heap, results, objectId(object)),
      ),
    };
  });
}

function add(sums: Map<number, Sum>, type: number, object: number, now: number, after: number): void {
  let sum = sums.get(type);
  if (sum === undefined) {
    sum = {
      objects: 0,
      now: 0,
      after: 0,
      examples: new Uint32Array(EXAMPLES).fill(NONE),
      savings: new Float64Array(EXAMPLES),
    };
    sums.set(type, sum);
  }
  sum.objects++;
  sum.now += now;
  sum.after += after;
  keepLargest(sum, object, now - after);
}

function keepLargest({ examples, savings }: Sum, object: number, saved: number): void {
  let at = EXAMPLES;
  while (at > 0 && savings[at - 1] < saved) at--;
  if (at === EXAMPLES) return;
  examples.copyWithin(at + 1, at, EXAMPLES - 1);
  savings.copyWithin(at + 1, at, EXAMPLES - 1);
  examples[at] = object;
  savings[at] = saved;
}

function totalsOf(rows: readonly AdviceRow[]): readonly AdviceTotal[] {
  const totals = new Map<AdviceKind, AdviceTotal>();
  for (const row of rows) {
    const { objects, saving: before } = totals.get(row.kind) ?? { objects: 0, saving: 0 };
    const total = {
      kind: row.kind,
      objects: objects + row.objects,
      saving: before + saving(row),
      confidence: row.confidence,
    };
    totals.set(row.kind, total);
  }
  return [...totals.values()].sort((a, b) => b.saving - a.saving);
}
