// The two sides of an object in the order a reader asks: who enters from outside, who is in the same cycle, whose frame.
import type { ReferenceRow } from '#heap/model/rows.ts';

export type HolderGroup = 'entry' | 'cycle' | 'stack' | 'object' | 'weak';

export interface Holders {
  readonly group: HolderGroup;
  readonly rows: readonly ReferenceRow[];
}

export interface Held {
  readonly rows: readonly ReferenceRow[];
  /** Types, None, True, ...: objects that everything refers to, shown as chips. */
  readonly hubs: readonly Hub[];
}

export interface Hub {
  readonly reference: ReferenceRow;
  readonly count: number;
}

const ORDER: readonly HolderGroup[] = ['entry', 'cycle', 'stack', 'object', 'weak'];

/** Referrers by kind, each group in the order given; no empty group. `inCycle`: the object has a component. */
export function holdersOf(rows: readonly ReferenceRow[], inCycle: boolean): readonly Holders[] {
  return ORDER.map((group) => ({ group, rows: rows.filter((row) => groupOf(row, inCycle) === group) })).filter(
    (holders) => holders.rows.length > 0,
  );
}

/** References without the hubs, and the hubs once each. */
export function heldBy(rows: readonly ReferenceRow[]): Held {
  const hubs = new Map<number, Hub>();
  for (const reference of rows.filter(isHub)) {
    const { object } = reference.other;
    hubs.set(object, { reference, count: (hubs.get(object)?.count ?? 0) + 1 });
  }
  return { rows: rows.filter((row) => !isHub(row)), hubs: [...hubs.values()] };
}

function groupOf(row: ReferenceRow, inCycle: boolean): HolderGroup {
  if (row.weak) return 'weak';
  if (row.sameComponent) return 'cycle';
  if (row.kind === 'local' || row.kind === 'stack' || row.kind === 'frame' || row.other.shape === 'frame')
    return 'stack';
  return inCycle ? 'entry' : 'object';
}

function isHub(row: ReferenceRow): boolean {
  if (row.kind === 'instanceType' || row.kind === 'type') return row.other.shape === 'type';
  const { module, name } = row.other.type;
  return module === '' && (name === 'NoneType' || name === 'bool' || name === 'ellipsis');
}
