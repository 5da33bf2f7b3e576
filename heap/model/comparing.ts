// Which object of one dump is which of another: what the identity of objects across dumps leaves behind.
import type { ObjectId } from './ids.ts';
import type { IdColumn } from '../base/brand.ts';

/** How sure it is that two objects at one address are one: the bytes of `Matched.grade`. */
export const GRADE = { none: 0, unproven: 1, likely: 2, certain: 3 } as const;

/** How the dumps of a comparison are related, the strongest claim that their manifests allow. */
export type Kinship = 'process' | 'assumed' | 'ids' | 'none';

export interface Matched {
  /** Per object of the later dump: the same object in the earlier one; NONE: it is new. */
  readonly of: IdColumn<ObjectId>;
  /** `GRADE` per object of the later dump. */
  readonly grade: Uint8Array;
  /** Addresses that both dumps have and that hold another object now. */
  readonly reused: number;
}
