// Whether a finding still holds: what was seen beside what is seen now.
import type { Facts, FoundBy, Replayed, Seen } from '../model/seenRows.ts';

const FACTS = [
  'objects',
  'selfSize',
  'retained',
  'refcount',
  'excess',
  'verdict',
] as const satisfies readonly (keyof Facts)[];

/** A fact that one side does not know is not compared. */
export function changedFacts(before: Facts, now: Facts): readonly (keyof Facts)[] {
  return FACTS.filter((fact) => before[fact] !== undefined && now[fact] !== undefined && before[fact] !== now[fact]);
}

export function replayed(before: Seen, now: Seen, by: FoundBy, address: string): Replayed {
  const changed = changedFacts(before.facts, now.facts);
  return { status: changed.length === 0 ? 'same' : 'changed', by, now, changed, address };
}
