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
}

export interface SubgraphEdge {
  readonly from: ObjectId;
  readonly to: ObjectId;
  readonly label: string;
  readonly kind: ReferenceKind;
  readonly role: 'strong' | 'inside' | 'entry' | 'path' | 'weak';
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
}

export type SubgraphRequest =
  | { readonly kind: 'neighbourhood'; readonly object: ObjectId; readonly limit: number }
  | { readonly kind: 'component'; readonly lens: LensName; readonly component: ComponentId; readonly limit: number }
  | { readonly kind: 'paths'; readonly object: ObjectId; readonly limit: number }
  | {
      readonly kind: 'expand';
      readonly object: ObjectId;
      readonly side: 'references' | 'referrers';
      readonly known: readonly ObjectId[];
      readonly limit: number;
    };
