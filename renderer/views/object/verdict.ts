// The verdict on one object: a word, a sentence, and how it is painted.
import type { ObjectCard, Verdict } from '#heap/model/rows.ts';
import { words } from '../../words/words.ts';

export interface VerdictLine {
  readonly head: string;
  readonly text: string;
  readonly tone: 'ok' | 'garbage' | 'excess' | 'neutral';
}

type Standing = 'alive' | 'garbage' | 'unreached' | 'unknown';

const STANDING: Readonly<Record<Verdict, Standing>> = {
  notComputed: 'unknown',
  immortal: 'alive',
  frozen: 'alive',
  untracked: 'alive',
  uncollectable: 'garbage',
  garbage: 'garbage',
  heldOutside: 'alive',
  aliveThroughCycle: 'alive',
  aliveAcyclic: 'alive',
  unreachableByRoots: 'unreached',
  reachableByRoots: 'alive',
};

export function verdictOf(card: ObjectCard): VerdictLine {
  const standing = STANDING[card.verdict];
  const text = [sentence(card), card.distance === undefined ? '' : words.object.distance(card.distance)];
  return {
    head: words.object.verdicts[standing],
    text: text.filter((part) => part !== '').join(' '),
    tone: toneOf(card, standing),
  };
}

function sentence(card: ObjectCard): string {
  if (card.verdict === 'garbage') return card.freedBy === undefined ? '' : words.object.garbage(card.freedBy);
  if (card.verdict === 'aliveAcyclic' || card.verdict === 'aliveThroughCycle' || card.verdict === 'reachableByRoots') {
    return card.root === undefined || card.root.label === '' ? '' : words.object.from(card.root.label);
  }
  return words.verdicts[card.verdict];
}

function toneOf(card: ObjectCard, standing: Standing): VerdictLine['tone'] {
  if (standing === 'garbage') return 'garbage';
  if (card.balance?.explanation === 'unexplained' && !card.row.immortal) return 'excess';
  return standing === 'alive' ? 'ok' : 'neutral';
}
