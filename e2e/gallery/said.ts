// What the tool says about one dump of the gallery, in the shape of the CLI, and what must be true of it.
import { expect } from '@playwright/test';
import { answerOf, type Answer, type Component, type Suggestion, type Trial, type Why } from './answers.ts';

export interface Said {
  /** Of the subject, as the collector sees it. */
  readonly verdict: string;
  readonly why: Why;
  /** The planted component and its place in the list. */
  readonly component: Component | undefined;
  readonly place: number;
  readonly suggestions: readonly Suggestion[];
  readonly counts: readonly { readonly type: string; readonly excess: number; readonly explanation: string }[];
  readonly trial: Trial | undefined;
}

/** Views whose first suggestion is tried in a fresh process. */
export function isTried(answer: Answer): boolean {
  return answer.view === 'cycles' || answer.view === 'why';
}

/** The planted component: one of the program's own types in it, or the planted reference that holds it. */
export function placeOfCycle(name: string, answer: Answer, rows: readonly Component[]): number {
  return rows.findIndex(
    (row) =>
      answer.heldBy.includes(row.heldBy) ||
      row.types.some(({ type }) => answer.cycle?.types.includes(type) === true && type.startsWith(name)),
  );
}

export function expectAnswer(name: string, said: Said): void {
  const answer = answerOf(name);
  if (answer.verdict !== null) expect(said.verdict).toBe(answer.verdict);
  if (answer.view === 'cycles') expectCycle(answer, said);
  if (answer.view === 'gc') expect([said.verdict, said.component?.verdict]).toEqual(['garbage', 'garbage']);
  if (answer.view === 'refcounts')
    expect(said.counts.slice(0, 2)).toContainEqual(
      expect.objectContaining({ type: answer.subject.type, excess: answer.excess, explanation: 'unexplained' }),
    );
  if (!isTried(answer)) return;
  expectRoot(answer, said);
  // A running frame ends by itself: there is nothing to write.
  if (said.why.verdict === 'frame') expect(said.why.paths[0]?.expression).toBe(answer.heldBy[0]);
  else expect(said.trial).toMatchObject({ aliveBefore: true, aliveAfter: false, error: null });
}

function expectCycle(answer: Answer, said: Said): void {
  expect(said.place).toBeGreaterThanOrEqual(0);
  expect(said.place).toBeLessThan(2);
  if (answer.motif !== null) expect(said.component?.motif).toBe(answer.motif);
  if (answer.finalizers !== null) expect(said.component?.finalizers).toBe(answer.finalizers);
}

/** The first two suggestions, the first two paths and what holds the component name the planted reference. */
function expectRoot(answer: Answer, said: Said): void {
  const named = [
    ...said.suggestions
      .slice(0, 2)
      .flatMap(({ statements, cuts }) => [...statements, ...cuts.map((cut) => cut.expression)]),
    ...said.why.paths.slice(0, 2).map((path) => path.expression),
    said.component?.heldBy ?? '',
  ];
  const wanted = [...answer.heldBy, ...answer.cut.flat()];
  expect(
    named.filter((text) => wanted.includes(text)),
    named.join('\n'),
  ).not.toEqual([]);
}
