// What went wrong while reading, counted: the fidelity report, and whether the heap is complete.
import type { Diagnostic } from './manifest.ts';

export type DiagnosticCode = Diagnostic['code'];

export interface DiagnosticLog {
  readonly found: Map<DiagnosticCode, { count: number; readonly offset: number | undefined }>;
  /** False as soon as a reference may be missing: absence then proves nothing. */
  referencesComplete: boolean;
}

/** Something the program wrote is not in the heap. The others are oddities that lose nothing. */
const LOSSES: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'truncated',
  'noEnd',
  'partialEnd',
  'totalsDiffer',
  'checksumOfChecksums',
  'badChunk',
  'badMeta',
  'droppedRow',
  'lostString',
  'lostType',
  'missingBinary',
  'mismatchedBinary',
]);

export function openLog(): DiagnosticLog {
  return { found: new Map(), referencesComplete: true };
}

/** Adds `count` occurrences; `offset` is the byte offset of the first, when bytes are involved. */
export function note(log: DiagnosticLog, code: DiagnosticCode, count = 1, offset?: number): void {
  if (count <= 0) return;
  const known = log.found.get(code);
  if (known === undefined) log.found.set(code, { count, offset });
  else known.count += count;
}

/** Takes back occurrences that turned out to be none. */
export function retract(log: DiagnosticLog, code: DiagnosticCode, count: number): void {
  const known = log.found.get(code);
  if (known === undefined) return;
  known.count -= count;
  if (known.count <= 0) log.found.delete(code);
}

export function diagnosticsOf(log: DiagnosticLog): readonly Diagnostic[] {
  return [...log.found].map(([code, { count, offset }]) => ({ code, count, offset }));
}

export function isPartial(log: DiagnosticLog): boolean {
  return [...log.found.keys()].some((code) => LOSSES.has(code));
}
