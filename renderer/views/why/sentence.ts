// The verdict as a sentence, its reason, and how it is painted.
import type { WhyVerdict } from '#heap/model/whyRows.ts';
import { whyWords } from '../../words/why.ts';
import type { Why } from './whyPage.svelte.ts';

export interface Sentence {
  readonly head: string;
  readonly reason: string;
  /** The reference or root that the sentence is about; '' for none. Hostile text. */
  readonly expression: string;
  readonly tone: 'garbage' | 'cycle' | 'excess' | 'root' | 'entry' | 'neutral';
}

const TONES: Readonly<Record<WhyVerdict, Sentence['tone']>> = {
  garbage: 'garbage',
  cycle: 'cycle',
  excess: 'excess',
  root: 'root',
  frame: 'root',
  single: 'entry',
  several: 'neutral',
};

export function sentenceOf(why: Why): Sentence {
  const { verdict } = why.answer;
  return {
    head: whyWords.heads[verdict],
    reason: reasonOf(why),
    expression: verdict === 'single' ? (why.last?.expression ?? '') : '',
    tone: TONES[verdict],
  };
}

function reasonOf(why: Why): string {
  return REASONS[why.answer.verdict](why);
}

const say = whyWords.reasons;

const REASONS: Readonly<Record<WhyVerdict, (why: Why) => string>> = {
  garbage: ({ card }) => (card.freedBy === undefined ? say.garbage : `${say.garbage} ${say.freedBy(card.freedBy)}`),
  cycle: ({ answer }) => say.cycle(`c-${answer.component ?? ''}`),
  excess: ({ answer }) => {
    const own = answer.holders.unexplained ?? 0;
    return own > 0 ? say.ownExcess(own) : say.excessAbove;
  },
  root: ({ card }) => say.root([card.root?.kind ?? '', card.root?.label ?? ''].join(' ').trim()),
  frame: ({ answer }) => {
    const frame = answer.paths[0]?.root.frame ?? '';
    return frame === '' ? say.anyFrame : say.frame(frame);
  },
  single: () => say.single,
  several: ({ answer }) => {
    const own = answer.holders.unexplained ?? 0;
    return own > 0 ? say.severalCounts(answer.paths.length, own) : say.several(answer.paths.length);
  },
};
