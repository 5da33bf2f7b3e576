import { describe, expect, test } from 'vitest';
import type { Outcome } from '#heap/base/fault.ts';
import { PAGE, Rows, type AskRows } from './rows.svelte.ts';

type Answer = Outcome<{ readonly rows: readonly string[]; readonly total: number }>;

/** A question that is answered when the test says so. */
class Asker {
  readonly waiting: { readonly first: number; readonly answer: (outcome: Answer) => void }[] = [];

  constructor(
    private readonly name: string,
    private readonly total: number,
  ) {}

  readonly ask: AskRows<string> = ({ first }) =>
    new Promise((answer) => {
      this.waiting.push({ first, answer });
    });

  async answerNext(): Promise<void> {
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('nothing was asked');
    const length = Math.max(0, Math.min(PAGE, this.total - next.first));
    const rows = Array.from({ length }, (_, i) => `${this.name} ${next.first + i}`);
    next.answer({ ok: true, value: { rows, total: this.total } });
    await settled();
  }
}

describe('rows', () => {
  test('come page by page as they come into view', async () => {
    const asker = new Asker('a', 1000);
    const rows = new Rows<string>();
    rows.show(asker.ask);
    await asker.answerNext();
    expect([rows.at(0), rows.at(PAGE), rows.total]).toEqual(['a 0', undefined, 1000]);
    rows.need(190, 220);
    await asker.answerNext();
    expect(rows.at(PAGE)).toBe(`a ${PAGE}`);
  });

  test('are asked for once', async () => {
    const asker = new Asker('a', 1000);
    const rows = new Rows<string>();
    rows.show(asker.ask);
    await asker.answerNext();
    rows.need(200, 230);
    rows.need(201, 231);
    expect(asker.waiting).toHaveLength(1);
  });

  test('of a new question begin where the screen is', async () => {
    const before = new Asker('a', 1000);
    const after = new Asker('b', 1000);
    const rows = new Rows<string>();
    rows.show(before.ask);
    await before.answerNext();
    rows.need(600, 630);
    await before.answerNext();
    rows.show(after.ask);
    expect(rows.at(600)).toBe('a 600');
    expect(after.waiting.map(({ first }) => first)).toEqual([600]);
    await after.answerNext();
    expect(rows.at(600)).toBe('b 600');
  });

  test('of a question nobody asks any more are dropped', async () => {
    const old = new Asker('old', 10);
    const rows = new Rows<string>();
    rows.show(old.ask);
    const next = new Asker('new', 10);
    rows.show(next.ask);
    await next.answerNext();
    await old.answerNext();
    expect(rows.at(3)).toBe('new 3');
  });

  test('that cannot be had say why', async () => {
    const rows = new Rows<string>();
    rows.show(() => Promise.resolve({ ok: false, fault: { code: 'heap/not-open', asked: 'types' } }));
    await settled();
    expect(rows.status).toEqual({ kind: 'failed', fault: { code: 'heap/not-open', asked: 'types' } });
  });
});

function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}
