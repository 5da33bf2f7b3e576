// A bounded part of the heap to draw: objects, references, and what was folded away.
import type { ComponentId, ObjectId } from './ids.ts';
import type { ReferenceKind } from './kinds.ts';
import type { TypeName } from './names.ts';
import type { LensName } from './lenses.ts';
import type { ObjectRow } from './rows.ts';

export interface SubgraphNode {
  readonly object: ObjectRow;
  readonly isRoot: boolean;
  readonly inComponent: boolean;
  readonly garbage: boolean;
  /** References to hubs that are folded away: `type Session`, `None x2`. */
  readonly badges: readonly { readonly label: string; readonly object: ObjectId; readonly count: number }[];
  /** Drawn for a whole component; `object` is its largest member. */
  readonly group: SubgraphGroup | undefined;
}

export interface SubgraphGroup {
  readonly lens: LensName;
  readonly component: ComponentId;
  readonly objects: number;
  /** Sum of the self sizes of its members. */
  readonly bytes: number;
}

export interface SubgraphEdge {
  readonly from: ObjectId;
  readonly to: ObjectId;
  readonly label: string;
  readonly kind: ReferenceKind;
  /** `dominates`: no reference, but nothing reaches `to` except through `from`. */
  readonly role: 'strong' | 'inside' | 'entry' | 'path' | 'weak' | 'dominates';
  /** Parallel references drawn as one. */
  readonly count: number;
}

export interface SubgraphFold {
  /** Drawn beside this object. */
  readonly at: ObjectId;
  readonly side: 'references' | 'referrers';
  readonly type: TypeName;
  readonly count: number;
}

export interface Subgraph {
  readonly nodes: readonly SubgraphNode[];
  readonly edges: readonly SubgraphEdge[];
  readonly folds: readonly SubgraphFold[];
  /** Objects that belong to the question but were not drawn. */
  readonly left: number;
  readonly answer: SubgraphAnswer;
}

/**
 * What there is to say about a picture: `noPath` was proved, `otherWay` is a path from the second object to the first,
 * `throughHubs` runs over types, modules or objects with very many referrers, `limitHit` leaves open whether there is (more).
 */
export type SubgraphAnswer = 'drawn' | 'noPath' | 'otherWay' | 'throughHubs' | 'limitHit';

export type SubgraphRequest =
  /** `hops`: 1 to 3, 1 when not given. */
  | { readonly kind: 'neighbourhood'; readonly object: ObjectId; readonly limit: number; readonly hops?: number }
  /** `condensation`: every component is one node. */
  | {
      readonly kind: 'component';
      readonly scope?: 'members' | 'condensation';
      readonly lens: LensName;
      readonly component: ComponentId;
      readonly limit: number;
    }
  | { readonly kind: 'paths'; readonly object: ObjectId; readonly limit: number }
  /** Clearly different paths from roots, drawn as one. */
  | { readonly kind: 'pathUnion'; readonly object: ObjectId; readonly limit: number }
  /** From the topmost dominator to the object, with the largest that each dominates. */
  | { readonly kind: 'dominators'; readonly object: ObjectId; readonly limit: number }
  /** All shortest strong paths between two objects. */
  | { readonly kind: 'between'; readonly object: ObjectId; readonly to: ObjectId; readonly limit: number }
  | {
      readonly kind: 'expand';
      readonly object: ObjectId;
      readonly side: 'references' | 'referrers';
      readonly known: readonly ObjectId[];
      readonly limit: number;
    };
