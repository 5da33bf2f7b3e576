// Names of cycles: what people call the shapes that leaks have, features.md F6. Words and remedies belong to the shells.
import type { ComponentId } from './ids.ts';

export const MOTIFS = [
  'exceptionFrame',
  'exceptionChain',
  'boundMethod',
  'closureSelf',
  'parentChild',
  'methodCache',
  'weakDictDefeated',
  'callbackRegistry',
  'taskCoroutine',
  'suspendedGenerator',
  'classChurn',
  'loggerTree',
  'selfContaining',
  'identityMap',
] as const;

export type Motif = (typeof MOTIFS)[number];

/** Components of equal signature. */
export interface SignatureGroupRow {
  /** 16 hexadecimal digits; equal in two dumps when the components look alike. */
  readonly signature: string;
  /** Components. */
  readonly count: number;
  readonly objects: number;
  /** Sum of the retained sizes; of the self sizes until dominators are there. */
  readonly bytes: number;
  /** The first of the group in the order that was asked for. */
  readonly representative: ComponentId;
  /** Of the representative; undefined when no rule fits. */
  readonly motif: Motif | undefined;
}
