// What a check of the advisor is.
import type { Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import type { AdviceConfidence, AdviceKind } from '../../model/adviceRows.ts';
import type { Heap } from '../../model/heap.ts';
import type { Capability } from '../../model/manifest.ts';
import type { InstanceTypes } from './instances.ts';

/** `object` of `type` takes `now` bytes, and `after` once changed. */
export type Found = (type: number, object: number, now: number, after: number) => void;

/** What checks make once for all of them. */
export interface Shared {
  readonly ledger: Ledger;
  readonly task: Task;
  readonly equal: () => Uint32Array;
  readonly instances: () => InstanceTypes;
}

export interface Check {
  readonly kind: AdviceKind;
  readonly confidence: AdviceConfidence;
  readonly needs: readonly Capability[];
  /** Calls `found` for every object with something to save. Linear; the task counts objects. */
  readonly find: (heap: Heap, found: Found, shared: Shared) => void;
}
