// The traces in an unpickled snapshot (Lib/tracemalloc.py, `Snapshot` and `_Traces`), of every version since 3.6.
import type { Pickled } from './pickle.ts';
import { Dict, Instance, List, type Value } from './values.ts';

export interface Trace {
  readonly domain: number;
  /** Bytes of one block. */
  readonly size: number;
  /** Pairs of file and line, most recent call first. Many traces share one. */
  readonly frames: readonly Value[];
  /** Frames before the limit cut them; undefined before 3.9. */
  readonly allFrames: number | undefined;
}

export interface Snapshot {
  /** Raw trace tuples: read them with `traceOf`. */
  readonly traces: readonly Value[];
  /** `tracemalloc.start(n)`; undefined in a cut file. */
  readonly limit: number | undefined;
  readonly isComplete: boolean;
}

/** undefined when the pickle is something else. */
export function snapshotOf({ value, lists }: Pickled): Snapshot | undefined {
  if (value === undefined) {
    // The list of traces is the only list, and it is filled before the objects around it get their state.
    return lists.length === 0 ? undefined : { traces: lists[0].items, limit: undefined, isComplete: false };
  }
  const state = stateOf(value, 'tracemalloc.Snapshot');
  const traces = stateOf(state?.get('traces'), 'tracemalloc._Traces')?.get('_traces');
  const limit = state?.get('traceback_limit');
  if (!(traces instanceof List)) return undefined;
  return { traces: traces.items, limit: typeof limit === 'number' ? limit : undefined, isComplete: true };
}

/** `(domain, size, frames)` until 3.8, `(domain, size, frames, total_nframe)` since; undefined for anything else. */
export function traceOf(value: Value): Trace | undefined {
  if (!isTuple(value) || value.length < 3 || value.length > 4) return undefined;
  const [domain, size, frames, all] = value;
  if (!isCount(domain) || !isCount(size) || !isTuple(frames)) return undefined;
  return { domain, size, frames, allFrames: isCount(all) ? all : undefined };
}

export interface Frame {
  readonly file: string;
  readonly line: number;
}

export function frameOf(value: Value): Frame | undefined {
  if (!isTuple(value) || value.length !== 2) return undefined;
  const [file, line] = value;
  return typeof file === 'string' && isCount(line) ? { file, line } : undefined;
}

function stateOf(value: Value | undefined, name: string): ReadonlyMap<Value, Value> | undefined {
  return value instanceof Instance && value.name === name && value.state instanceof Dict
    ? value.state.items
    : undefined;
}

function isTuple(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
