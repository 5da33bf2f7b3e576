import { expect, test } from 'vitest';
import { objectId, referenceId, typeId } from '#heap/model/ids.ts';
import type { ObjectCard, ObjectRow, PathRow, ReferenceRow } from '#heap/model/rows.ts';
import type { CutRow } from '#heap/model/cutRows.ts';
import { WHY_VERDICTS, type HolderCounts, type WhyAnswer } from '#heap/model/whyRows.ts';
import { whyEn } from '../../words/why.en.ts';
import { firstKind, holdersOfKind } from './holderKinds.ts';
import { sentenceOf } from './sentence.ts';
import type { Why } from './whyPage.svelte.ts';

const row = { object: objectId(1), type: { type: typeId(0), module: 'app', name: 'Node' } } as ObjectRow;
const holders: HolderCounts = { strong: 1, weak: 0, frameLocal: 0, unexplained: 0 };

function why(answer: Partial<WhyAnswer>, last?: string): Why {
  const paths: readonly PathRow[] = [
    { root: { kind: 'local', label: 'x', thread: '', frame: 'run worker.py:88' }, steps: [], expression: 'x' },
  ];
  return {
    card: { row, freedBy: 1, root: undefined } as ObjectCard,
    answer: {
      verdict: 'several',
      paths,
      limited: false,
      holders,
      component: undefined,
      lastReference: undefined,
      ...answer,
    },
    last: last === undefined ? undefined : ({ reference: referenceId(3), expression: last } as CutRow),
  };
}

test('every verdict has a sentence and a reason', () => {
  for (const verdict of WHY_VERDICTS) {
    const { head, reason } = sentenceOf(why({ verdict }));
    expect(head).toBe(whyEn.heads[verdict]);
    expect(reason).not.toBe('');
  }
});

test('the one reference that holds it is named', () => {
  expect(sentenceOf(why({ verdict: 'single' }, "app.sessions['u1']"))).toMatchObject({
    head: 'One reference holds it.',
    expression: "app.sessions['u1']",
    tone: 'entry',
  });
});

test('what the sentence is about stands in it', () => {
  expect(sentenceOf(why({ verdict: 'frame' })).reason).toContain('run worker.py:88');
  expect(sentenceOf(why({ verdict: 'garbage' })).reason).toContain('generation 1');
  expect(sentenceOf(why({ verdict: 'excess', holders: { ...holders, unexplained: 2 } })).reason).toContain('2 counts');
  expect(sentenceOf(why({ verdict: 'excess' })).reason).toBe(whyEn.reasons.excessAbove);
});

const reference = (kind: ReferenceRow['kind'], weak = false): ReferenceRow => ({ kind, weak }) as ReferenceRow;

test('referrers are of one kind each', () => {
  const rows = [reference('value'), reference('local'), reference('stack'), reference('weak', true)];
  expect(holdersOfKind(rows, 'strong')).toEqual([rows[0]]);
  expect(holdersOfKind(rows, 'frameLocal')).toEqual([rows[1], rows[2]]);
  expect(holdersOfKind(rows, 'weak')).toEqual([rows[3]]);
  expect(holdersOfKind(rows, 'unexplained')).toEqual([]);
});

test('what holds it is opened before what does not', () => {
  expect(firstKind({ strong: 0, weak: 3, frameLocal: 0, unexplained: 1 })).toBe('unexplained');
  expect(firstKind({ strong: 0, weak: 3, frameLocal: 0, unexplained: undefined })).toBe('weak');
  expect(firstKind({ strong: 0, weak: 0, frameLocal: 0, unexplained: 0 })).toBe('strong');
});
