// Everything one load of an ouro file carries from chunk to chunk.
import { note } from '../../model/diagnostics.ts';
import type { Draft } from '../../model/draft.ts';
import { openReferences, type ReferenceState } from './referenceState.ts';
import { lostNames, type LostNames } from './lostNames.ts';
import { ordinalMap, type OrdinalMap } from './ordinals.ts';
import { openTraces, type Traces } from './traceState.ts';
import type { ChunkHeader } from './chunks.ts';

/** sound: used. damaged: its contents contradict its header or the chunks before it; nothing of it was used. */
export type Verdict = 'sound' | 'damaged';

export interface Reading {
  readonly draft: Draft;
  readonly strings: OrdinalMap;
  readonly types: OrdinalMap;
  readonly objects: OrdinalMap;
  readonly threads: OrdinalMap;
  readonly frames: OrdinalMap;
  readonly roots: OrdinalMap;
  readonly references: ReferenceState;
  readonly traces: Traces;
  readonly lost: LostNames;
  readonly texts: { readonly name: string; readonly text: string }[];
  readonly totals: Totals;
}

/** What END is compared with. */
export interface Totals {
  /** Rows of the chunks that were used, by kind. */
  readonly rows: Map<number, number>;
  explicitReferences: number;
  chunks: number;
  crcOfCrcs: number;
}

export function openReading(draft: Draft): Reading {
  return {
    draft,
    strings: ordinalMap(),
    types: ordinalMap(),
    objects: ordinalMap(),
    threads: ordinalMap(),
    frames: ordinalMap(),
    roots: ordinalMap(),
    references: openReferences(),
    traces: openTraces(draft.ledger),
    lost: lostNames(),
    texts: [],
    totals: { rows: new Map(), explicitReferences: 0, chunks: 0, crcOfCrcs: 0 },
  };
}

/** Counts rows that were left out; more than one in a hundred and the chunk counts as damaged too. */
export function noteDropped(reading: Reading, header: ChunkHeader, rows: number): void {
  const { log } = reading.draft;
  note(log, 'droppedRow', rows, header.offset);
  if (rows * 100 > header.rows) note(log, 'badChunk', 1, header.offset);
}
