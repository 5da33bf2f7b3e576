// All objects that every term of a query lets through.
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, allocateU8, release, type Ledger } from '../base/column.ts';
import { fail } from '../base/fault.ts';
import { GrowingU32 } from '../base/growing.ts';
import { stringAt } from '../base/strings.ts';
import type { Task } from '../base/task.ts';
import type { PartialResults } from '../analyses/results.ts';
import { objectAt } from '../model/addresses.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { objectId, typeId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { EXPLANATIONS, VERDICTS } from '../model/rows.ts';
import { advisedObjects } from './advice/advice.ts';
import { callsBelow } from './allocations.ts';
import { globMatches } from './glob.ts';
import {
  BUILT_IN_SETS,
  SET_WORDS,
  type BuiltInSet,
  type Comparison,
  type NumberField,
  type SetPart,
  type Term,
} from './queryText.ts';

type Predicate = (object: number) => boolean;

/**
 * ObjectIds that match all `terms`, ascending. O(objects x terms); types and texts are matched once per type or preview, not per
 * object. Fault `analysis/needs` for a term whose numbers are not recorded or not computed yet.
 */
export function searchObjects(
  heap: Heap,
  results: PartialResults,
  terms: readonly Term[],
  ledger: Ledger,
  task: Task,
): Uint32Array {
  task.phase('searching', heap.objects.length);
  const predicates = terms.map((term) => predicateOf(heap, results, term, ledger, task));
  const found = new GrowingU32('search result', ledger);
  for (let object = 0; object < heap.objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    let all = true;
    for (let i = 0; i < predicates.length && all; i++) all = predicates[i](object);
    if (all) found.push(object);
  }
  return found.finish();
}

function predicateOf(heap: Heap, results: PartialResults, term: Term, ledger: Ledger, task: Task): Predicate {
  switch (term.kind) {
    case 'type':
    case 'module':
      return byType(heap, matchingTypes(heap, term.kind, term.glob));
    case 'address': {
      const wanted = objectAt(heap, term.address);
      return (object) => object === wanted;
    }
    case 'text':
      return byText(heap, term.text, ledger);
    case 'preview':
      return byPreview(heap, term.text, ledger);
    case 'saves': {
      const marks = advisedObjects(heap, term.advice, ledger, task);
      release(marks.byteLength, ledger);
      return (object) => marks[object] === 1;
    }
    case 'call':
      return byCall(heap, term.call, ledger);
    case 'in':
      return builtIn(heap, results, term.set);
    case 'sets':
      return joined(heap, results, term.parts, term.column);
    case 'number':
      return byNumber(heap, results, term.field, term.comparison, term.value);
  }
}

function matchingTypes(heap: Heap, what: 'type' | 'module', glob: string): Uint8Array {
  return Uint8Array.from({ length: heap.types.length }, (_, row) => {
    const name = typeNameOf(heap, typeId(row));
    if (what === 'module') return Number(globMatches(glob, name.module === '' ? 'builtins' : name.module));
    return Number(globMatches(glob, qualifiedName(name)) || globMatches(glob, name.name));
  });
}

function byType(heap: Heap, wanted: Uint8Array): Predicate {
  const { type } = heap.objects;
  return (object) => wanted[type[object]] === 1;
}

function byText(heap: Heap, text: string, ledger: Ledger): Predicate {
  const types = Uint8Array.from({ length: heap.types.length }, (_, row) =>
    Number(
      qualifiedName(typeNameOf(heap, typeId(row)))
        .toLowerCase()
        .includes(text),
    ),
  );
  const ofType = byType(heap, types);
  const ofPreview = byPreview(heap, text, ledger);
  return (object) => ofType(object) || ofPreview(object);
}

function byPreview(heap: Heap, text: string, ledger: Ledger): Predicate {
  const marks = allocateU8(heap.objects.length, 'preview matches', ledger);
  if (heap.snapshot.length > 0) return bySnapshotName(heap, text, marks, ledger);
  for (let row = 0; row < heap.previews.length; row++) {
    if (stringAt(heap.previews.texts, row).toLowerCase().includes(text)) marks[heap.previews.object[row]] = 1;
  }
  release(marks.byteLength, ledger);
  return (object) => marks[object] === 1;
}

/** Every name is looked at once, however many objects have it. */
function bySnapshotName({ strings, snapshot }: Heap, text: string, marks: Uint8Array, ledger: Ledger): Predicate {
  const found = allocateU8(strings.length, 'name matches', ledger);
  for (let row = 0; row < strings.length; row++)
    if (stringAt(strings, row).toLowerCase().includes(text)) found[row] = 1;
  release(marks.byteLength + found.byteLength, ledger);
  return (object) => found[snapshot.name[objectId(object)]] === 1;
}

function byCall(heap: Heap, call: number, ledger: Ledger): Predicate {
  const { allocations, objects } = heap;
  const below = callsBelow(heap, call, ledger);
  const marks = allocateU8(objects.length, 'allocated there', ledger);
  for (let row = 0; row < allocations.length; row++) {
    marks[allocations.object[row]] = below[allocations.call[row]];
  }
  release(marks.byteLength + below.byteLength, ledger);
  return (object) => marks[object] === 1;
}

/** Of `snapshot.detached`: an element that no document holds. */
const DETACHED = 2;

function isDetached({ snapshot: { detached } }: Heap): Predicate {
  return (object) => detached[object] === DETACHED;
}

function builtIn(heap: Heap, results: PartialResults, set: BuiltInSet): Predicate {
  return set === 'detached' ? isDetached(heap) : inSet(heap, results, set);
}

function joined(heap: Heap, results: PartialResults, parts: readonly SetPart[], column: number): Predicate {
  return parts.reduce<Predicate>(
    (left, { join, name }) => {
      const right = named(heap, results, name, column);
      if (join === '+') return (object) => left(object) || right(object);
      if (join === '-') return (object) => left(object) && !right(object);
      return (object) => left(object) && right(object);
    },
    () => false,
  );
}

function named(heap: Heap, results: PartialResults, name: string, column: number): Predicate {
  const members = results.namedSets?.get(name);
  if (members !== undefined) return (object) => hasBit(members, object);
  const known = BUILT_IN_SETS.find((set) => set === name);
  if (known !== undefined) return builtIn(heap, results, known);
  const words = [...(results.namedSets?.keys() ?? [])].map((set) => `in:${set}`);
  fail({ code: 'query/invalid', column, expected: [SET_WORDS, ...words].join(', ') });
}

type ComputedSet = Exclude<Extract<Term, { kind: 'in' }>['set'], 'detached'>;

function inSet(heap: Heap, results: PartialResults, set: ComputedSet): Predicate {
  switch (set) {
    case 'cycle': {
      const { of } = results.componentsDefault ?? missing('componentsDefault');
      return (object) => of[object] !== NONE;
    }
    case 'garbage': {
      const { verdict } = results.collector ?? missing('collector');
      const garbage = VERDICTS.indexOf('garbage');
      return (object) => verdict[object] === garbage;
    }
    case 'unexplained': {
      const { explanation } = results.refcounts ?? missing('refcounts');
      const unexplained = EXPLANATIONS.indexOf('unexplained');
      return (object) => explanation[object] === unexplained;
    }
    case 'roots': {
      const roots = new Set<number>((results.rootSet ?? missing('rootSet')).object);
      return (object) => roots.has(object);
    }
    case 'reachable': {
      const { reached } = results.dominators ?? missing('dominators');
      return (object) => hasBit(reached, object);
    }
    case 'dumper': {
      const { flags } = heap.objects;
      return (object) => (flags[object] & FLAG.dumper) !== 0;
    }
  }
}

function byNumber(
  heap: Heap,
  results: PartialResults,
  field: NumberField,
  comparison: Comparison,
  value: number,
): Predicate {
  const cells = numbersOf(heap, results, field);
  const absent =
    field === 'length' || field === 'distance' ? NONE : field === 'generation' ? GENERATION.unknown : Infinity;
  switch (comparison) {
    case '<':
      return (object) => cells[object] < value && cells[object] < absent;
    case '<=':
      return (object) => cells[object] <= value && cells[object] < absent;
    case '=':
      return (object) => cells[object] === value && cells[object] < absent;
    case '>=':
      return (object) => cells[object] >= value && cells[object] < absent;
    case '>':
      return (object) => cells[object] > value && cells[object] < absent;
  }
}

function numbersOf(
  heap: Heap,
  results: PartialResults,
  field: NumberField,
): Float64Array | Uint32Array | Int32Array | Uint8Array {
  switch (field) {
    case 'size':
      return heap.objects.selfSize;
    case 'length':
      return heap.objects.size;
    case 'generation':
      return heap.objects.generation;
    case 'refcount':
      return heap.objects.refcount;
    case 'retained':
      return (results.dominators ?? missing('dominators')).retained;
    case 'excess':
      return (results.refcounts ?? missing('refcounts')).residual;
    case 'distance':
      return heap.snapshot.length > 0 ? heap.snapshot.distance : (results.distances ?? missing('distances')).depth;
  }
}

function missing(analysis: string): never {
  fail({ code: 'analysis/needs', analysis: 'search', missing: [analysis] });
}

/** All ObjectIds, ascending. */
export function allObjects(heap: Heap, ledger: Ledger): Uint32Array {
  const all = allocateU32(heap.objects.length, 'all objects', ledger);
  for (let object = 0; object < all.length; object++) all[object] = object;
  return all;
}
