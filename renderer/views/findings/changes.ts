// What changed since a note was written, in words.
import type { Facts, Replayed, Seen } from '#heap/model/seenRows.ts';
import { VERDICTS } from '#heap/model/rows.ts';
import { bytes, count } from '../../ui/formatting.ts';
import { replayWords as say } from '../../words/replay.ts';
import { words } from '../../words/words.ts';

/** `retained 1.2 MiB → 3.4 MiB`, one per fact that changed. */
export function changesText(before: Seen | undefined, replayed: Replayed): readonly string[] {
  if (replayed.status !== 'changed' || before === undefined) return [];
  const { now, changed } = replayed;
  return changed.map((fact) => `${say.facts[fact]} ${factText(fact, before.facts)} → ${factText(fact, now.facts)}`);
}

function factText(fact: keyof Facts, facts: Facts): string {
  const value = facts[fact];
  if (typeof value === 'string') {
    const verdict = VERDICTS.find((known) => known === value);
    return verdict === undefined ? value : words.verdicts[verdict];
  }
  return fact === 'selfSize' || fact === 'retained' ? bytes(value) : count(value);
}
