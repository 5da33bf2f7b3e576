// What TRACE chunks said so far: where each recorded stack ends in the tree of calls.
import type { Ledger } from '../../base/column.ts';
import { GrowingU32 } from '../../base/growing.ts';
import { ordinalMap, type OrdinalMap } from './ordinals.ts';

export interface Traces {
  readonly ids: OrdinalMap;
  /** By row of `ids`: the innermost call, NONE for a trace without frames. */
  readonly call: GrowingU32;
}

export function openTraces(ledger: Ledger): Traces {
  return { ids: ordinalMap(), call: new GrowingU32('traces', ledger, 16) };
}
