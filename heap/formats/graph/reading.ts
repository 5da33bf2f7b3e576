// Everything one load of a graph carries from line to line.
import type { Ledger } from '../../base/column.ts';
import { GrowingF64, GrowingU32, GrowingU8 } from '../../base/growing.ts';
import { note, type DiagnosticCode } from '../../model/diagnostics.ts';
import type { Draft } from '../../model/draft.ts';
import type { StringId, TypeId } from '../../model/ids.ts';
import { Interned } from '../interned.ts';
import { closeTextIds, openTextIds, type TextIds } from './ids.ts';

/** Columns of references, as in `Draft`; `target` holds ids as `readId` gives them. */
export type ReferenceColumns = Pick<Draft['references'], 'target' | 'kind' | 'label'>;

/** References that stand on lines of their own: `from` says whose they are. */
export interface LooseReferences extends ReferenceColumns {
  readonly from: GrowingF64;
}

/** How many objects or references have it: what none has is a missing capability. */
export interface Recorded {
  sizes: number;
  refcounts: number;
  lengths: number;
  labels: number;
  texts: number;
}

export interface Reading {
  readonly draft: Draft;
  readonly ids: TextIds;
  /** Labels and names of types and roots. */
  readonly names: Interned;
  readonly types: Map<string, TypeId>;
  readonly loose: LooseReferences;
  readonly recorded: Recorded;
  /** Rules for names of types: those of Python, or none. */
  language: 'cpython' | 'v8' | 'other';
}

/** Longer names and texts are cut. UTF-16 units. */
const MOST_TEXT_LENGTH = 1024;
const MOST_NAMES = 2 ** 26;

export function openReading(draft: Draft, ledger: Ledger): Reading {
  return {
    draft,
    ids: openTextIds(ledger),
    names: new Interned(draft.strings, MOST_NAMES, 'names', ledger),
    types: new Map(),
    loose: {
      from: new GrowingF64('reference sources', ledger, 16),
      target: new GrowingF64('reference addresses', ledger, 16),
      kind: new GrowingU8('reference kinds', ledger, 16),
      label: new GrowingU32('reference labels', ledger, 16),
    },
    recorded: { sizes: 0, refcounts: 0, lengths: 0, labels: 0, texts: 0 },
    language: 'other',
  };
}

/** Frees everything but the draft. */
export function closeReading({ ids, names, loose }: Reading): void {
  closeTextIds(ids);
  names.drop();
  for (const column of [loose.from, loose.target, loose.kind, loose.label]) column.drop();
}

/** What was written at `offset` is not in the heap, and it may have been references. */
export function lose({ draft }: Reading, code: DiagnosticCode, offset: number): void {
  note(draft.log, code, 1, offset);
  draft.log.referencesComplete = false;
}

/** `text` once in the table of strings. */
export function nameOf({ names }: Reading, text: string): StringId {
  return names.stringAt(names.addText(shortened(text)));
}

/** At most `MOST_TEXT_LENGTH` units of `text`. */
export function shortened(text: string): string {
  return text.length > MOST_TEXT_LENGTH ? text.slice(0, MOST_TEXT_LENGTH) : text;
}

/** An integer from 0 to 2^53 - 1; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? Math.abs(value) : undefined;
}
