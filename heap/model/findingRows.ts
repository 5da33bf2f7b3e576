// What stands out in a heap, and how far its numbers can be trusted.
import type { AdviceKind } from './adviceRows.ts';
import type { ObjectId } from './ids.ts';
import type { TypeName } from './names.ts';
import type { LensName } from './lenses.ts';
import type { ComponentRow, ObjectRow } from './rows.ts';

/** Automatic findings: evidence by numbers; the sentence is made in the shell. */
export type AutoFinding =
  | {
      readonly kind: 'cycle';
      readonly lens: LensName;
      /** The largest of `alike`. */
      readonly component: ComponentRow;
      /** Live components of the same types. */
      readonly alike: number;
      /** Retained by all of them. */
      readonly bytes: number;
      readonly confidence: Confidence;
    }
  | {
      readonly kind: 'garbage';
      readonly objects: number;
      readonly components: number;
      readonly bytes: number;
      readonly example: ObjectId | undefined;
      readonly confidence: Confidence;
    }
  | {
      readonly kind: 'refcount';
      readonly type: TypeName;
      readonly objects: number;
      readonly excess: number;
      readonly example: ObjectId;
      readonly bytes: number | undefined;
      readonly confidence: Confidence;
    }
  | {
      readonly kind: 'retainer';
      readonly object: ObjectRow;
      readonly expression: string;
      readonly bytes: number;
      readonly confidence: Confidence;
    }
  | {
      readonly kind: 'duplicates';
      readonly type: TypeName;
      readonly copies: number;
      readonly groups: number;
      readonly bytes: number;
      readonly example: ObjectId;
      readonly confidence: Confidence;
    }
  | {
      /** What a check of the advisor would give back, of the type with most of it. */
      readonly kind: 'overhead';
      readonly check: AdviceKind;
      readonly type: TypeName;
      readonly objects: number;
      readonly now: number;
      readonly bytes: number;
      readonly example: ObjectId;
      readonly confidence: Confidence;
    };

export type Confidence = 'exact' | 'high' | 'medium' | 'hint';

/** One rectangle of the dominator treemap. */
export interface TreemapRow {
  /** undefined: the tile of everything smaller. */
  readonly object: ObjectRow | undefined;
  readonly expression: string;
  readonly retained: number;
  /** Objects in a remainder tile. */
  readonly objects: number;
}

export type FidelityCheck = {
  readonly check:
    | 'complete'
    | 'dangling'
    | 'duplicates'
    | 'negativeCounts'
    | 'closure'
    | 'userInstances'
    | 'oneInstant'
    | 'roots'
    | 'pools'
    | 'refcounts';
  readonly passed: boolean;
  readonly found: number;
  readonly grade: FidelityGrade;
};

export type FidelityGrade = 'A' | 'B' | 'C' | 'D';

export interface Fidelity {
  readonly grade: FidelityGrade;
  readonly checks: readonly FidelityCheck[];
}
