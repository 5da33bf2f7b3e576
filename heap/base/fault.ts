// An expected failure is a value with a code and plain data, so that it survives every thread and process border.

/** Everything that may be said about bytes that cannot be read. */
export interface Where {
  /** Byte offset in the (unwrapped) dump, 0 <= offset <= length. */
  readonly offset: number;
  /** The part of the format that was being read, a fixed word of ours and never text of the dump. */
  readonly section: string;
}

export type Fault =
  | { readonly code: 'format/unknown'; readonly offset: number; readonly tried: readonly string[] }
  | { readonly code: 'format/version'; readonly offset: number; readonly found: string; readonly supported: string }
  | ({ readonly code: 'format/truncated'; readonly expected: number; readonly length: number } & Where)
  | ({ readonly code: 'format/corrupt'; readonly reason: string } & Where)
  | ({
      readonly code: 'format/limit';
      readonly limit: string;
      readonly allowed: number;
      readonly found: number;
    } & Where)
  | { readonly code: 'core/not-a-core'; readonly offset: number; readonly found: string }
  | { readonly code: 'core/machine'; readonly offset: number; readonly found: string }
  | { readonly code: 'core/not-python'; readonly offset: number }
  | { readonly code: 'core/free-threaded'; readonly offset: number }
  | { readonly code: 'core/version'; readonly offset: number; readonly found: string; readonly supported: string }
  | ({ readonly code: 'core/truncated'; readonly expected: number; readonly length: number } & Where)
  | { readonly code: 'source/unreadable'; readonly reason: string }
  | { readonly code: 'source/changed'; readonly what: string }
  | { readonly code: 'memory/exhausted'; readonly needed: number; readonly budget: number; readonly purpose: string }
  | { readonly code: 'heap/no-such-object'; readonly asked: string }
  | { readonly code: 'heap/not-open'; readonly asked: string }
  | { readonly code: 'heap/partial'; readonly missing: string }
  /** A file that should hold findings. */
  | { readonly code: 'findings/unreadable'; readonly reason: string }
  | { readonly code: 'query/invalid'; readonly column: number; readonly expected: string }
  | { readonly code: 'rules/invalid'; readonly line: number; readonly expected: string }
  | { readonly code: 'analysis/needs'; readonly analysis: string; readonly missing: readonly string[] }
  | { readonly code: 'index/damaged'; readonly column: string; readonly reason: string }
  | { readonly code: 'sql/refused' }
  | { readonly code: 'sql/failed'; readonly reason: string }
  | { readonly code: 'sql/stopped'; readonly limit: 'time' | 'memory'; readonly allowed: number }
  | { readonly code: 'export/failed'; readonly reason: string }
  | { readonly code: 'workspace/conflict'; readonly reason: string }
  | { readonly code: 'workspace/unwritable'; readonly reason: string }
  | { readonly code: 'capture/refused'; readonly reason: string; readonly instead: readonly string[] }
  | { readonly code: 'bridge/refused'; readonly reason: string };

export type FaultCode = Fault['code'];

export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault };

/** Thrown deep inside, turned into an `Outcome` by `outcomeOf` at the edge of a worker or the bridge. */
export class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
    this.name = 'FaultError';
  }
}

export function fail(fault: Fault): never {
  throw new FaultError(fault);
}

/** A condition that can only be false through a mistake of ours: an exception, never a fault. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${what}`);
}

export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}

export function succeed<Value>(value: Value): Outcome<Value> {
  return { ok: true, value };
}

/** Runs `work`; a fault becomes a value, every other exception passes on. */
export function outcomeOf<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return faultOutcome(error);
  }
}

/** `outcomeOf` for work that waits. */
export async function outcomeOfAsync<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return faultOutcome(error);
  }
}

function faultOutcome(error: unknown): { readonly ok: false; readonly fault: Fault } {
  if (error instanceof FaultError) return { ok: false, fault: error.fault };
  throw error;
}
