// Which reference of the stream comes next, and whose it is. Objects own consecutive rows of one stream over all REF chunks.
import { FLAG } from '../../model/heap.ts';
import type { Draft } from '../../model/draft.ts';

/** Objects without a gap in their ordinals: their references are consecutive too. */
export interface Run {
  /** First draft row. */
  readonly row: number;
  rows: number;
  /** Reference ordinal of its first reference; -1 while unknown, after lost OBJECT chunks. */
  start: number;
  /** References its objects own. */
  sum: number;
  /** References of its objects before the last OBJECT chunk. */
  sumBeforeLast: number;
}

export interface ReferenceState {
  readonly runs: Run[];
  /** The run whose references come next. */
  run: number;
  /** The object whose references come next, how many of them, and how many came before. */
  row: number;
  left: number;
  position: number;
  /** Reference ordinal of the next one within the run: `start + passed`. */
  passed: number;
  /** True: the row placed last in the draft is the one before this, of the same object. */
  adjacent: boolean;
  /** Row of the draft where the last key of the object stands; -1 none. */
  keyAt: number;
  /** Something unreadable lay between the last OBJECT chunk and here: the next REF chunk may not be the first of its batch. */
  damaged: boolean;
  /** Per OBJECT chunk: its first draft row, and the references the dumper held to each of its objects. */
  readonly chunkRow: number[];
  readonly chunkOwn: number[];
}

export function openReferences(): ReferenceState {
  return {
    runs: [],
    run: 0,
    row: 0,
    left: 0,
    position: 0,
    passed: 0,
    adjacent: false,
    keyAt: -1,
    damaged: false,
    chunkRow: [],
    chunkOwn: [],
  };
}

/** An OBJECT chunk was read: its objects own the next references. `follows`: no object between it and the last one is lost. */
export function expectReferences(
  state: ReferenceState,
  references: Uint32Array,
  row: number,
  ownReferences: number,
  follows: boolean,
): void {
  let sum = 0;
  for (let i = 0; i < references.length; i++) sum += references[i];
  state.damaged = false;
  state.chunkRow.push(row);
  state.chunkOwn.push(ownReferences);
  const last = state.runs.at(-1);
  if (last !== undefined && follows) {
    last.rows += references.length;
    last.sumBeforeLast = last.sum;
    last.sum += sum;
    return;
  }
  state.runs.push({ row, rows: references.length, start: follows ? 0 : -1, sum, sumBeforeLast: 0 });
  if (state.runs.length === 1) enterRun(state, 0, row);
}

/** What the dumper itself held of the object at a draft row. */
export function ownReferencesAt(state: ReferenceState, row: number): number {
  let low = 0;
  let high = state.chunkRow.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (state.chunkRow[middle] <= row) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : state.chunkOwn[low - 1];
}

/**
 * Makes `base` the next reference of its run: what lies before it is lost. False when no object read so far owns it, or it
 * came already, or nobody can say.
 */
export function seek(state: ReferenceState, draft: Draft, base: number): boolean {
  while (state.run < state.runs.length) {
    const run = state.runs[state.run];
    const last = state.run === state.runs.length - 1;
    // The first REF chunk behind an OBJECT chunk begins with the references of its first object.
    if (run.start < 0 && last && !state.damaged) run.start = Math.max(-1, base - run.sumBeforeLast);
    if (run.start >= 0 && base < run.start + run.sum) {
      const ahead = base - run.start - state.passed;
      if (ahead < 0) return false;
      lose(state, draft, ahead);
      return true;
    }
    if (last) return false;
    lose(state, draft, run.sum - state.passed);
    enterRun(state, state.run + 1, state.runs[state.run + 1].row);
  }
  return false;
}

/** The references that did not come at all are lost. */
export function loseRest(state: ReferenceState, draft: Draft): void {
  while (state.run < state.runs.length) {
    lose(state, draft, state.runs[state.run].sum - state.passed);
    if (state.run === state.runs.length - 1) return;
    enterRun(state, state.run + 1, state.runs[state.run + 1].row);
  }
}

/** Moves on to the next object of the run that has references; false when there is none. */
export function nextOwner(state: ReferenceState, count: Uint32Array): boolean {
  const run = state.runs[state.run];
  const end = run.row + run.rows;
  while (state.left === 0) {
    if (state.row + 1 >= end) return false;
    state.row++;
    state.left = count[state.row];
    state.position = 0;
    state.adjacent = false;
    state.keyAt = -1;
  }
  return true;
}

function enterRun(state: ReferenceState, run: number, row: number): void {
  state.run = run;
  // One before its first object: `nextOwner` moves onto it.
  state.row = row - 1;
  state.left = 0;
  state.position = 0;
  state.passed = 0;
  state.adjacent = false;
  state.keyAt = -1;
}

/** The next `rows` references will not come: their objects keep what they have and are marked. */
function lose(state: ReferenceState, draft: Draft, rows: number): void {
  if (rows <= 0) return;
  const count = draft.objects.references.reserve(0);
  const flags = draft.objects.flags.reserve(0);
  draft.log.referencesComplete = false;
  let remaining = rows;
  while (remaining > 0 && nextOwner(state, count)) {
    const lost = Math.min(state.left, remaining);
    count[state.row] -= lost;
    flags[state.row] |= FLAG.referencesIncomplete;
    state.left -= lost;
    state.position += lost;
    state.passed += lost;
    state.adjacent = false;
    state.keyAt = -1;
    remaining -= lost;
  }
}
