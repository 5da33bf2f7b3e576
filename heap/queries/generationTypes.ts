// Type by generation: what fills the old generation, what a full collection looks at, and what it need not look at.
import { isCollected } from '../analyses/collectedSet.ts';
import { NEEDLESS, needlesslyTracked } from '../analyses/needlesslyTracked.ts';
import { markFrom } from '../analyses/reachability.ts';
import { COLLECTOR_ROWS, skipBase, STRONG_ROWS } from '../analyses/rowFilter.ts';
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { allocateF64, allocateU32, release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import { GrowingU32 } from '../base/growing.ts';
import type { Task } from '../base/task.ts';
import { AGES, type GenerationTypeRow, type GenerationTypes, type SparedAmount } from '../model/generationRows.ts';
import { GENERATION, type Heap } from '../model/heap.ts';
import { typeId } from '../model/ids.ts';
import { ROOT_KINDS } from '../model/kinds.ts';
import { hasCapability } from '../model/manifest.ts';
import { typeNameOf } from '../model/names.ts';
import { MOST_ROWS } from '../model/rows.ts';
import { collectorModel } from './generationTable.ts';

const OLDEST = 2;
const PERMANENT = AGES.indexOf('permanent');
const UNKNOWN = AGES.indexOf('unknown');
const UNTRACKED = AGES.indexOf('untracked');
/** Column of `Tables.cells` after the ages. */
const WIDTH = AGES.length;

/**
 * Types by generation, at most `most` rows, and the amounts beside them. Visits are counts, never times: a collection visits every
 * object it looks at and every reference that its `tp_traverse` reports in `subtract_refs`, and those of survivors again in
 * `move_unreachable`. Fault `analysis/needs` without `generations`. O(objects + references); 2 bytes per object while it runs.
 */
export function generationTypes(heap: Heap, most: number, ledger: Ledger, task: Task): GenerationTypes {
  if (!hasCapability(heap.manifest, 'generations') || heap.manifest.runtime.freeThreaded)
    fail({ code: 'analysis/needs', analysis: 'generations', missing: ['generations'] });
  task.phase('types', heap.objects.length);
  const modules = reachedFromModules(heap, ledger, task);
  const old = referredByOld(heap, ledger, task);
  const needless = needlesslyTracked(heap, ledger);
  const tables = countAll(heap, { modules, old, needless }, ledger, task);
  release(modules.byteLength + old.byteLength + needless.byteLength, ledger);
  const visits = tables.visits.reduce((sum, cell) => sum + cell, 0);
  const rows = typeRows(heap, tables, Math.min(Math.max(0, Math.trunc(most) || 0), MOST_ROWS));
  release(tables.cells.byteLength + tables.bytes.byteLength + tables.visits.byteLength, ledger);
  return {
    model: collectorModel(heap.manifest),
    ages: AGES.map((age, code) => ({ age, ...tables.ages[code] })).filter((row) => row.objects > 0),
    ...rows,
    visits,
    freeze: tables.freeze,
    heldByYoung: tables.heldByYoung,
    needless: {
      tuples: { ...tables.tuples, until: 'anyCollection' },
      dicts: { ...tables.dicts, until: untrackingOfDicts(heap) },
    },
  };
}

const PYTHON_3_14 = 0x030e0000;

/** `untrack_dicts` ran in full collections to 3.13; 3.14 tracks every dict for good. */
function untrackingOfDicts({ manifest }: Heap): 'fullCollection' | 'never' {
  return manifest.runtime.hexversion >= PYTHON_3_14 ? 'never' : 'fullCollection';
}

interface Marks {
  readonly modules: Bits;
  readonly old: Bits;
  readonly needless: Uint8Array;
}

type Sum<Of> = { -readonly [Key in keyof Of]: Of[Key] };

interface Tables {
  /** Type-major: objects by age. */
  readonly cells: Uint32Array;
  /** By type. */
  readonly bytes: Float64Array;
  readonly visits: Float64Array;
  readonly ages: readonly { objects: number; selfSize: number }[];
  readonly freeze: Sum<SparedAmount>;
  readonly heldByYoung: { objects: number; selfSize: number };
  readonly tuples: Sum<SparedAmount>;
  readonly dicts: Sum<SparedAmount>;
}

function countAll(heap: Heap, { modules, old, needless }: Marks, ledger: Ledger, task: Task): Tables {
  const { type, selfSize, generation, length } = heap.objects;
  const tables: Tables = {
    cells: allocateU32(heap.types.length * WIDTH, 'generation cells', ledger),
    bytes: allocateF64(heap.types.length, 'generation bytes', ledger),
    visits: allocateF64(heap.types.length, 'generation visits', ledger),
    ages: AGES.map(() => ({ objects: 0, selfSize: 0 })),
    freeze: nothing(),
    heldByYoung: { objects: 0, selfSize: 0 },
    tuples: nothing(),
    dicts: nothing(),
  };
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    const of = type[object];
    const age = ageOf(generation[object]);
    tables.cells[of * WIDTH + age]++;
    tables.bytes[of] += selfSize[object];
    tables.ages[age].objects++;
    tables.ages[age].selfSize += selfSize[object];
    if (!isCollected(heap, object)) continue;
    const visits = 1 + visibleReferences(heap, object);
    tables.visits[of] += visits;
    if (needless[object] === NEEDLESS.tuple) add(tables.tuples, selfSize[object], visits);
    else if (needless[object] === NEEDLESS.dict) add(tables.dicts, selfSize[object], visits);
    if (age !== OLDEST) continue;
    if (hasBit(modules, object)) add(tables.freeze, selfSize[object], visits);
    if (hasBit(old, object)) continue;
    tables.heldByYoung.objects++;
    tables.heldByYoung.selfSize += selfSize[object];
  }
  return tables;
}

const nothing = (): Sum<SparedAmount> => ({ objects: 0, selfSize: 0, visits: 0 });

function add(sum: Sum<SparedAmount>, selfSize: number, visits: number): void {
  sum.objects++;
  sum.selfSize += selfSize;
  sum.visits += visits;
}

function ageOf(generation: number): number {
  if (generation <= PERMANENT) return generation;
  return generation === GENERATION.untracked ? UNTRACKED : UNKNOWN;
}

function visibleReferences(heap: Heap, object: number): number {
  const { first, kind } = heap.references;
  const base = skipBase(heap.objects.flags[object]);
  let visible = 0;
  for (let row = first[object]; row < first[object + 1]; row++) {
    if (COLLECTOR_ROWS[base | kind[row]] === 0) visible++;
  }
  return visible;
}

function typeRows(heap: Heap, { cells, bytes, visits }: Tables, most: number): Pick<GenerationTypes, 'rows' | 'types'> {
  const present: number[] = [];
  const objects = Array.from({ length: heap.types.length }, (_, type) => {
    let sum = 0;
    for (let age = 0; age < WIDTH; age++) sum += cells[type * WIDTH + age];
    if (sum > 0) present.push(type);
    return sum;
  });
  present.sort((a, b) => visits[b] - visits[a] || bytes[b] - bytes[a] || a - b);
  const row = (type: number): GenerationTypeRow => ({
    type: typeNameOf(heap, typeId(type)),
    ages: [...cells.subarray(type * WIDTH, (type + 1) * WIDTH)],
    objects: objects[type],
    selfSize: bytes[type],
    visits: visits[type],
  });
  return { rows: present.slice(0, most).map(row), types: present.length };
}

const FROM_MODULES: readonly number[] = (['module', 'builtins'] as const).map((kind) => ROOT_KINDS.indexOf(kind));

function reachedFromModules(heap: Heap, ledger: Ledger, task: Task): Bits {
  const starts = new GrowingU32('modules', ledger);
  for (let row = 0; row < heap.roots.length; row++) {
    const isModule = FROM_MODULES.includes(heap.roots.kind[row]);
    if (isModule && heap.roots.object[row] < heap.objects.length) starts.push(heap.roots.object[row]);
  }
  const marked = emptyBits(heap.objects.length, 'reached from modules', ledger);
  markFrom(heap, starts.finish(), marked, ledger, task);
  starts.drop();
  return marked;
}

/** Targets of strong references of other objects that are in no young generation. */
function referredByOld(heap: Heap, ledger: Ledger, task: Task): Bits {
  const { first, kind, target } = heap.references;
  const { generation, length } = heap.objects;
  const referred = emptyBits(length, 'referred to by old objects', ledger);
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    if (generation[object] < OLDEST) continue;
    for (let row = first[object]; row < first[object + 1]; row++) {
      if (STRONG_ROWS[kind[row]] === 0 && target[row] !== object) setBit(referred, target[row]);
    }
  }
  return referred;
}
