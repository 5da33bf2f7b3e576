import { expect, test } from 'vitest';
import type { Outcome } from '#heap/base/fault.ts';
import type { WhatIfAnswer } from '#heap/model/cutRows.ts';
import { referenceId, type ReferenceId } from '#heap/model/ids.ts';
import { Cuts, type CutsSource } from './cuts.svelte.ts';
import { Operations } from './operations.svelte.ts';

const NONE = { objects: 0, selfSize: 0 };

/** The answer for a set of cuts: one object per reference. */
function answerFor(cuts: readonly ReferenceId[]): WhatIfAnswer {
  const gone = { objects: cuts.length, selfSize: 16 * cuts.length };
  return { cuts: [], gone, atOnce: gone, byCollector: NONE, stays: NONE, garbageAtOnce: NONE, byType: [], tops: [] };
}

function made() {
  const asked: string[] = [];
  const source: CutsSource = {
    whatIf(references) {
      asked.push(`what if ${references.join()}`);
      return Promise.resolve({ ok: true, value: { done: true, value: answerFor(references) } });
    },
    suppose(references) {
      asked.push(`suppose ${references.join()}`);
      return Promise.resolve({ ok: true, value: { done: true, value: {} } });
    },
    showAsDumped() {
      asked.push('as dumped');
      return Promise.resolve();
    },
  };
  const job = { cancelling: { flag: undefined, cancel: () => undefined }, report: () => undefined };
  const jobs = {
    completed: 0,
    async ask<Value>(_: string, work: (running: never) => Promise<Outcome<{ done: boolean; value?: Value }>>) {
      const outcome = await work(job as never);
      return outcome.ok && outcome.value.done ? outcome.value.value : undefined;
    },
  };
  const operations = new Operations();
  return { cuts: new Cuts(source, jobs as never, operations), operations, asked, jobs };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
const [a, b] = [referenceId(3), referenceId(7)];

test('a cut is answered, then supposed, and views are told once', async () => {
  const { cuts, asked, jobs } = made();
  cuts.add([a], 'one');
  expect(cuts.status.kind).toBe('working');
  await settled();
  expect(asked).toEqual(['what if 3', 'suppose 3']);
  expect([cuts.supposed, jobs.completed]).toEqual([true, 1]);
});

test('cuts stack, are undone and made again, and known sets are not asked about twice', async () => {
  const { cuts, operations, asked } = made();
  cuts.add([a], 'one');
  await settled();
  cuts.add([b, a], 'two');
  await settled();
  expect(cuts.references).toEqual([a, b]);
  operations.undo();
  await settled();
  expect(cuts.status.kind === 'answered' && cuts.status.answer.gone.objects).toBe(1);
  operations.undo();
  await settled();
  expect([cuts.status.kind, cuts.supposed, cuts.references.length]).toEqual(['none', false, 0]);
  operations.redo();
  await settled();
  expect(asked.filter((line) => line.startsWith('what if'))).toEqual(['what if 3', 'what if 3,7']);
  expect(asked.filter((line) => line === 'as dumped').length).toBe(1);
});

test('a late answer about cuts that are lifted is not shown', async () => {
  const { cuts, asked } = made();
  cuts.add([a], 'one');
  cuts.lift('all');
  await settled();
  expect(cuts.status.kind).toBe('none');
  expect(asked).not.toContain('suppose 3');
});

test('adding what is cut and restoring what is not are no steps', () => {
  const { cuts, operations } = made();
  cuts.remove(a, 'one');
  cuts.lift('all');
  expect(operations.canUndo).toBe(false);
  cuts.add([a], 'one');
  cuts.add([a], 'one');
  operations.undo();
  expect([operations.canUndo, cuts.references.length]).toEqual([false, 0]);
});
