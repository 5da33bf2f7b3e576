// Kinds of nodes and edges are compared by name; here they become numbers of ours.
import { KIND } from '../../model/kinds.ts';
import { SNAPSHOT_KINDS, type SnapshotKind } from '../../model/snapshotKinds.ts';

/** While reading, kinds of the file that we do not know are this plus their number, so that their class can be named. */
export const ODD_KIND = SNAPSHOT_KINDS.length;

/** Cell of `snapshot.kind` for each kind of the file. */
export function nodeCodes(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name, number) => {
    const known = (SNAPSHOT_KINDS as readonly string[]).indexOf(name);
    return known > 0 ? known : Math.min(255, ODD_KIND + number);
  });
}

export function codeOf(kind: SnapshotKind): number {
  return SNAPSHOT_KINDS.indexOf(kind);
}

/** Cell of `references.kind` for each kind of the file; `unknown` for kinds we do not know. */
export function edgeCodes(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => REFERENCE_CODES.get(name) ?? KIND.unknown);
}

const REFERENCE_CODES: ReadonlyMap<string, number> = new Map([
  ['context', KIND.context],
  ['element', KIND.item],
  ['property', KIND.attribute],
  ['internal', KIND.internal],
  ['hidden', KIND.hiddenSlot],
  ['shortcut', KIND.shortcut],
  ['weak', KIND.weak],
]);
