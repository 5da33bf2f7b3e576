import { expect, test } from 'vitest';
import { newRecovery, SAME_CAUSE_MS } from './recovery.ts';

test('the first crash reopens, the second within a minute does not, the third ends it', () => {
  const answer = newRecovery();
  expect([0, 30_000, 60_000].map(answer)).toEqual(['reopen', 'safeMode', 'giveUp']);
});

test('crashes that lie apart have nothing to do with each other', () => {
  const answer = newRecovery();
  expect([0, SAME_CAUSE_MS, 2 * SAME_CAUSE_MS].map(answer)).toEqual(['reopen', 'reopen', 'reopen']);
});
