// Dumps beside each other by group: what is new, what is gone, what survived, and how each group went.
import { emptyBits, hasBit, setBit, type Bits } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { release, type Ledger } from '../base/column.ts';
import type { Amount } from '../model/cutRows.ts';
import { GRADE, type Kinship, type Matched } from '../model/comparing.ts';
import type { ComparedDump, CompareGrouping, CompareRow, Comparison } from '../model/compareRows.ts';
import type { Manifest } from '../model/manifest.ts';
import { MOST_ROWS } from '../model/rows.ts';
import type { Groups } from './compareGroups.ts';
import { isChurn, slopeOf, trendOf } from './trend.ts';

/** One dump of a comparison; only what the totals need. */
export interface Side {
  readonly name: string;
  readonly manifest: Manifest;
  readonly selfSize: Float64Array;
  readonly groups: Groups;
}

/** Objects of the first and the last dump; NONE and empty sets where the dumps share no identity. */
export interface Fates {
  readonly added: Bits;
  /** Proven to be the same object. */
  readonly survived: Bits;
  /** At the same address with the same type and length, and nothing says more. */
  readonly unproven: Bits;
  /** Of the first dump. */
  readonly gone: Bits;
}

/**
 * Who of the first dump each object is, followed from dump to dump: an address that another object had in between is no survivor.
 * `next` comes after what was followed so far (`undefined`: the first step). Returns rows of the first dump.
 */
export function followed(before: Followed | undefined, matched: Matched, ledger: Ledger): Followed {
  if (before === undefined) return { of: matched.of, grade: matched.grade, reused: matched.reused };
  const { of, grade } = matched;
  for (let b = 0; b < of.length; b++) {
    const a = of[b];
    if (a === NONE) continue;
    of[b] = before.of[a];
    grade[b] = of[b] === NONE ? GRADE.none : Math.min(grade[b], before.grade[a]);
  }
  release(before.of.byteLength + before.grade.byteLength, ledger);
  return { of, grade, reused: before.reused + matched.reused };
}

export type Followed = Matched;

export function fatesOf(first: number, last: Followed, ledger: Ledger): Fates {
  const n = last.of.length;
  const fates: Fates = {
    added: emptyBits(n, 'new objects', ledger),
    survived: emptyBits(n, 'survivors', ledger),
    unproven: emptyBits(n, 'unproven objects', ledger),
    gone: emptyBits(first, 'gone objects', ledger),
  };
  fates.gone.fill(0xffffffff);
  if ((first & 31) !== 0) fates.gone[fates.gone.length - 1] = 2 ** (first & 31) - 1;
  for (let b = 0; b < n; b++) {
    const a = last.of[b];
    if (a === NONE) setBit(fates.added, b);
    else {
      setBit(last.grade[b] === GRADE.unproven ? fates.unproven : fates.survived, b);
      fates.gone[a >>> 5] &= ~(1 << (a & 31));
    }
  }
  return fates;
}

type Part = 'added' | 'gone' | 'survived' | 'unproven';

interface Draft {
  readonly objects: number[];
  readonly bytes: number[];
  readonly added: Sum;
  readonly gone: Sum;
  readonly survived: Sum;
  readonly unproven: Sum;
  readonly names: Map<string, number>;
}

interface Sum {
  objects: number;
  selfSize: number;
}

/** Groups of one name are one row. O(objects of all dumps). `fates` undefined: totals only. */
export function comparisonOf(
  by: CompareGrouping,
  sides: readonly Side[],
  kinships: readonly Kinship[],
  last: Followed | undefined,
  fates: Fates | undefined,
): Comparison {
  const rows = new Map<string, Draft>();
  const draftOf = (name: string): Draft => {
    const known = rows.get(name);
    if (known !== undefined) return known;
    const zeros = (): number[] => sides.map(() => 0);
    const none = (): Sum => ({ objects: 0, selfSize: 0 });
    const sums = { added: none(), gone: none(), survived: none(), unproven: none() };
    const made = { objects: zeros(), bytes: zeros(), ...sums, names: new Map<string, number>() };
    rows.set(name, made);
    return made;
  };
  const drafts = sides.map((side) => side.groups.names.map(draftOf));
  for (const [i, side] of sides.entries()) addTotals(side, i, drafts[i]);
  if (fates !== undefined && last !== undefined) addFates(sides, drafts, last, fates);
  const isKnown = fates !== undefined;
  joinRenamed(rows);
  const made = [...rows]
    .map(([name, draft]) => rowOf(name, draft, isKnown))
    .filter(({ objects }) => objects.some(Boolean));
  made.sort((a, b) => gainOf(b) - gainOf(a) || addedBytes(b) - addedBytes(a) || (a.name < b.name ? -1 : 1));
  const sum = (part: Part): Amount | undefined =>
    isKnown ? made.reduce((all, row) => plus(all, row[part]), { objects: 0, selfSize: 0 }) : undefined;
  return {
    by,
    dumps: sides.map((side, i) => dumpOf(side, kinships[i - 1])),
    backwards: sides.some((side, i) => i > 0 && isBefore(side.manifest, sides[i - 1].manifest)),
    rows: made.slice(0, MOST_ROWS),
    groups: made.length,
    totals: { added: sum('added'), gone: sum('gone'), survived: sum('survived'), unproven: sum('unproven') },
    reused: last?.reused ?? 0,
  };
}

function addTotals({ groups, selfSize }: Side, at: number, drafts: readonly Draft[]): void {
  const objects = new Float64Array(drafts.length);
  const bytes = new Float64Array(drafts.length);
  const { of } = groups;
  for (let object = 0; object < of.length; object++) {
    if (of[object] === NONE) continue;
    objects[of[object]]++;
    bytes[of[object]] += selfSize[object];
  }
  for (const [group, draft] of drafts.entries()) {
    draft.objects[at] += objects[group];
    draft.bytes[at] += bytes[group];
  }
}

function addFates(sides: readonly Side[], drafts: readonly (readonly Draft[])[], last: Followed, fates: Fates): void {
  const first = sides[0];
  const end = sides[sides.length - 1];
  const ends = drafts[drafts.length - 1];
  const { of } = end.groups;
  // Pairs of groups that differ, counted by one number each.
  const moved = new Map<number, number>();
  const width = first.groups.names.length;
  for (let object = 0; object < of.length; object++) {
    if (of[object] === NONE) continue;
    const sum = ends[of[object]][fateOf(fates, object)];
    sum.objects++;
    sum.selfSize += end.selfSize[object];
    if (sum !== ends[of[object]].survived) continue;
    const was = first.groups.of[last.of[object]];
    if (was !== NONE) moved.set(of[object] * width + was, (moved.get(of[object] * width + was) ?? 0) + 1);
  }
  for (const [pair, count] of moved) {
    const { names } = ends[Math.floor(pair / width)];
    const name = first.groups.names[pair % width];
    names.set(name, (names.get(name) ?? 0) + count);
  }
  for (let object = 0; object < first.groups.of.length; object++) {
    if (first.groups.of[object] === NONE || !hasBit(fates.gone, object)) continue;
    const { gone } = drafts[0][first.groups.of[object]];
    gone.objects++;
    gone.selfSize += first.selfSize[object];
  }
}

function fateOf({ survived, unproven }: Fates, object: number): 'added' | 'survived' | 'unproven' {
  if (hasBit(survived, object)) return 'survived';
  return hasBit(unproven, object) ? 'unproven' : 'added';
}

function rowOf(name: string, draft: Draft, isKnown: boolean): CompareRow {
  const { objects, bytes, added, gone, survived, unproven } = draft;
  const fates = isKnown ? { added, gone, survived, unproven } : NO_FATES;
  const trend = isKnown && isChurn(bytes, added.selfSize, gone.selfSize) ? 'churning' : trendOf(bytes);
  return { name, was: formerName(name, draft), objects, bytes, trend, slope: slopeOf(bytes), ...fates };
}

const NO_FATES = { added: undefined, gone: undefined, survived: undefined, unproven: undefined };

/** A group whose objects all have another name now, and no new ones of the old, is one row with its successor. */
function joinRenamed(rows: Map<string, Draft>): void {
  for (const [name, draft] of rows) {
    const was = formerName(name, draft);
    const former = was === undefined ? undefined : rows.get(was);
    if (was === undefined || former === undefined || (former.objects.at(-1) ?? 0) > 0) continue;
    for (let i = 0; i < draft.objects.length; i++) {
      draft.objects[i] += former.objects[i];
      draft.bytes[i] += former.bytes[i];
    }
    draft.gone.objects += former.gone.objects;
    draft.gone.selfSize += former.gone.selfSize;
    rows.delete(was);
  }
}

/** Another name that most survivors had, and that no survivor of the row has kept. */
function formerName(name: string, { names }: Draft): string | undefined {
  if (names.has(name)) return undefined;
  const [most] = [...names].sort((a, b) => b[1] - a[1]);
  return most?.[0];
}

function gainOf({ bytes }: CompareRow): number {
  return (bytes.at(-1) ?? 0) - (bytes[0] ?? 0);
}

function addedBytes({ added }: CompareRow): number {
  return added?.selfSize ?? 0;
}

function plus(a: Amount, b: Amount | undefined): Amount {
  return { objects: a.objects + (b?.objects ?? 0), selfSize: a.selfSize + (b?.selfSize ?? 0) };
}

function dumpOf({ name, manifest, selfSize }: Side, kinship: Kinship | undefined): ComparedDump {
  return { name, started: manifest.captured.started, objects: selfSize.length, bytes: manifest.totalSelfSize, kinship };
}

function isBefore(a: Manifest, b: Manifest): boolean {
  const [mine, other] = [a.captured.monotonicNs, b.captured.monotonicNs];
  if (mine !== undefined && other !== undefined && a.runtime.bootId === b.runtime.bootId) return mine < other;
  return a.captured.started !== '' && a.captured.started < b.captured.started;
}
