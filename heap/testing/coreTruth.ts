// A loaded core against the truth that the process wrote about itself (makeCore.py): every rate in one row.
import { collectorReplay, verdictCode } from '../analyses/collectorReplay.ts';
import { openLedger } from '../base/column.ts';
import { stringAt } from '../base/strings.ts';
import { silentTask } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { HIDDEN, KIND, KIND_MASK } from '../model/kinds.ts';

type Row = readonly [number, number, number, number, number, readonly number[], unknown];

export interface Truth {
  readonly header: {
    readonly version: string;
    readonly hexversion: number;
    readonly gc_collect: number;
    readonly unreachable: readonly number[];
    readonly gens: readonly number[];
  };
  readonly rows: readonly Row[];
  readonly types: Readonly<Record<string, string>>;
  readonly facts: readonly (readonly [string, number, string, number])[];
  readonly stack: readonly string[];
}

export function readTruth(text: string): Truth {
  const lines = text.trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '{}') as Pick<Truth, 'types' | 'facts' | 'stack'>;
  return {
    header: JSON.parse(lines[0]) as Truth['header'],
    rows: lines.slice(1, -1).map((line) => JSON.parse(line) as Row),
    ...last,
  };
}

export interface Rates {
  readonly objects: number;
  readonly found: number;
  readonly objectRecall: number;
  readonly typeNames: number;
  readonly references: number;
  readonly recall: number;
  readonly precision: number;
  readonly refcounts: number;
  readonly generations: number;
  readonly sizes: number;
  readonly garbage: number;
  readonly garbageExpected: number;
  readonly garbageSame: boolean;
  readonly labels: number;
  readonly stackSame: boolean;
  /** Types whose rows miss or add most references, for the eyes of whoever repairs it. */
  readonly missing: readonly (readonly [string, number])[];
  readonly extra: readonly (readonly [string, number])[];
  readonly wrongSize: readonly (readonly [string, number])[];
  readonly lostLabels: readonly string[];
}

export function compare(heap: Heap, truth: Truth): Rates {
  const idOf = new Map<number, number>();
  heap.objects.address.forEach((address, id) => idOf.set(address, id));
  const tallies = {
    missing: new Map<string, number>(),
    extra: new Map<string, number>(),
    size: new Map<string, number>(),
  };
  const sum = {
    found: 0,
    names: 0,
    references: 0,
    hits: 0,
    emitted: 0,
    counts: 0,
    generations: 0,
    sizes: 0,
    measured: 0,
  };
  for (const row of truth.rows) {
    const id = idOf.get(row[0]);
    if (id !== undefined) compareRow(heap, truth, row, id, sum, tallies);
    else sum.references += row[5].length;
  }
  const total = truth.rows.length;
  const values = new Map(truth.rows.map((row) => [row[0], row[6]]));
  const lost = truth.facts.filter((fact) => !holds(heap, idOf, values, fact));
  const garbage = garbageOf(heap);
  const expected = new Set(truth.header.unreachable);
  const stack = stackOf(heap);
  return {
    objects: heap.objects.length,
    found: sum.found,
    objectRecall: sum.found / total,
    typeNames: sum.names / sum.found,
    references: sum.references,
    recall: sum.hits / sum.references,
    precision: sum.hits / sum.emitted,
    refcounts: sum.counts / sum.found,
    generations: sum.generations / sum.found,
    sizes: sum.sizes / sum.measured,
    garbage: garbage.length,
    garbageExpected: expected.size,
    garbageSame: garbage.length === expected.size && garbage.every((address) => expected.has(address)),
    labels: 1 - lost.length / truth.facts.length,
    stackSame: truth.stack.join() === stack.slice(-truth.stack.length).join(),
    missing: most(tallies.missing),
    extra: most(tallies.extra),
    wrongSize: most(tallies.size),
    lostLabels: lost.slice(0, 8).map(([kind, , label]) => `${kind} ${label}`),
  };
}

/** The rates that are below their bars, named with what they are; empty when all is well. */
export function lowRates(rates: Rates): readonly string[] {
  const low = BARS.filter(([name, bar]) => !(rates[name] >= bar)).map(([name]) => `${name} ${rates[name]}`);
  const different = (['garbageSame', 'stackSame'] as const).filter((name) => !rates[name]);
  return [...low, ...different];
}

const BARS = [
  ['objectRecall', 0.9999],
  ['typeNames', 0.9999],
  ['recall', 0.999],
  ['precision', 0.998],
  ['refcounts', 0.9999],
  ['generations', 0.9999],
  ['sizes', 0.99],
  ['labels', 1],
] as const satisfies readonly (readonly [keyof Rates, number])[];

interface Sum {
  found: number;
  names: number;
  references: number;
  hits: number;
  emitted: number;
  counts: number;
  generations: number;
  sizes: number;
  measured: number;
}

interface Tallies {
  readonly missing: Map<string, number>;
  readonly extra: Map<string, number>;
  readonly size: Map<string, number>;
}

function compareRow(heap: Heap, truth: Truth, row: Row, id: number, sum: Sum, tallies: Tallies): void {
  const [, typeAddress, size, count, generation, referents] = row;
  const { objects, types, references } = heap;
  sum.found++;
  const type = objects.type[id];
  const object = types.object[type];
  if (objects.address[object] === typeAddress) sum.names++;
  const name = truth.types[String(typeAddress)] ?? '?';
  const wanted = new Map<number, number>();
  for (const to of referents) wanted.set(to, (wanted.get(to) ?? 0) + 1);
  sum.references += referents.length;
  let hits = 0;
  for (let i = references.first[id]; i < references.first[id + 1]; i++) {
    const plain = references.kind[i] & KIND_MASK;
    if ((references.kind[i] & HIDDEN) !== 0 || plain === KIND.weak) continue;
    const to = objects.address[references.target[i]];
    const left = wanted.get(to) ?? 0;
    if (left > 0) {
      wanted.set(to, left - 1);
      hits++;
      sum.emitted++;
    } else if (plain !== KIND.possible || name !== 'builtins.module') {
      sum.emitted++;
      tally(tallies.extra, name, 1);
    }
  }
  sum.hits += hits;
  tally(tallies.missing, name, referents.length - hits);
  if (objects.refcount[id] === Math.min(count, 0xffffffff)) sum.counts++;
  if ((objects.generation[id] > 3 ? -1 : objects.generation[id]) === generation) sum.generations++;
  else if (objects.generation[id] === 3 && generation === 2) sum.generations++;
  if (size < 0 || (objects.flags[id] & FLAG.sizeEstimated) !== 0) return;
  sum.measured++;
  if (objects.selfSize[id] === size) sum.sizes++;
  else tally(tallies.size, `${name} ${objects.selfSize[id] - size}`, 1);
}

function tally(map: Map<string, number>, name: string, count: number): void {
  if (count > 0) map.set(name, (map.get(name) ?? 0) + count);
}

function most(map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...map].toSorted((a, b) => b[1] - a[1]).slice(0, 8);
}

function garbageOf(heap: Heap): readonly number[] {
  const replay = collectorReplay(heap, openLedger(), silentTask);
  const code = verdictCode('garbage');
  return [...heap.objects.address].filter((_, id) => replay.verdict[id] === code);
}

function stackOf(heap: Heap): readonly string[] {
  const { threads, frames, strings } = heap;
  const main = threads.flags.findIndex((flags) => (flags & 4) !== 0);
  if (main < 0) return [];
  return Array.from({ length: threads.frames[main] }, (_, i) => {
    const qualname = stringAt(strings, frames.function[threads.firstFrame[main] + i]);
    return qualname.slice(qualname.lastIndexOf('.') + 1);
  });
}

/** A label of the truth is in the heap: direct, or by way of the dict, the cell, the tuple of defaults. */
function holds(
  heap: Heap,
  idOf: ReadonlyMap<number, number>,
  values: ReadonlyMap<number, unknown>,
  fact: Truth['facts'][number],
): boolean {
  const [kind, fromAddress, label, toAddress] = fact;
  const from = idOf.get(fromAddress);
  const to = idOf.get(toAddress);
  if (from === undefined || to === undefined) return false;
  const { references, strings } = heap;
  const rows = (id: number): readonly number[] =>
    Array.from({ length: references.first[id + 1] - references.first[id] }, (_, i) => references.first[id] + i);
  const plain = (row: number): number => references.kind[row] & KIND_MASK;
  const named = (row: number, text: string): boolean =>
    plain(row) !== KIND.item && plain(row) !== KIND.value && stringAt(strings, references.label[row]) === text;
  const through = (id: number, ...kinds: readonly number[]): readonly number[] =>
    rows(id)
      .filter((row) => kinds.includes(plain(row)))
      .map((row) => references.target[row]);
  const keyed = (id: number): boolean =>
    rows(id).some((row) => {
      if (references.target[row] !== to) return false;
      if (plain(row) !== KIND.value) return named(row, label);
      return isKey(heap, values, references.label[row], label);
    });
  switch (kind) {
    case 'attr':
      return keyed(from) || through(from, KIND.dict).some(keyed);
    case 'key':
      return keyed(from);
    case 'slot':
      return rows(from).some((row) => plain(row) === KIND.slot && references.target[row] === to && named(row, label));
    case 'index':
      return rows(from).some(
        (row) => plain(row) === KIND.item && references.target[row] === to && references.label[row] === Number(label),
      );
    case 'cell':
      return through(from, KIND.closure)
        .flatMap((id) => through(id, KIND.item))
        .some((id) => through(id, KIND.cell).includes(to));
    case 'default':
      return through(from, KIND.default).some((id) => through(id, KIND.item).includes(to));
    case 'local':
      return [from, ...through(from, KIND.frame)].some((id) =>
        rows(id).some((row) => plain(row) === KIND.local && references.target[row] === to && named(row, label)),
      );
    default:
      return false;
  }
}

/** Texts are not kept: the truth knows the text of most keys, of the others the length must do. */
function isKey(heap: Heap, values: ReadonlyMap<number, unknown>, key: number, label: string): boolean {
  const known = values.get(heap.objects.address[key]);
  return known === label || (known === undefined && heap.objects.size[key] === label.length);
}
