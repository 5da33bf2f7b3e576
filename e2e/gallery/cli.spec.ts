// The terminal says the same: every planted leak, asked with `node bin/ouro.mjs ... --json`.
import { test } from '@playwright/test';
import { answerOf, apply, ouro, PROGRAMS, type Component, type Suggestion, type Why } from './answers.ts';
import { cache, capturedLeak, python } from './captured.ts';
import { expectAnswer, isTried, placeOfCycle, type Said } from './said.ts';

for (const name of PROGRAMS) {
  test(`${name}: ${answerOf(name).story}`, async () => {
    const dump = await capturedLeak(name);
    const ask = <Reply>(...words: readonly string[]): Promise<Reply> => ouro(cache, ...words);
    expectAnswer(name, await look(name, dump, ask));
  });
}

type Ask = <Reply>(...words: readonly string[]) => Promise<Reply>;

async function look(name: string, dump: string, ask: Ask): Promise<Said> {
  const answer = answerOf(name);
  const found = await ask<readonly { readonly address: string }[]>('search', dump, `type:${answer.subject.type}`);
  const address = found[0]?.address ?? '';
  const [object, why, cycles] = await Promise.all([
    ask<{ readonly verdict: string }>('object', dump, address),
    ask<Why>('why', dump, address),
    answer.cycle === null ? [] : ask<readonly Component[]>('cycles', dump),
  ]);
  const place = placeOfCycle(name, answer, cycles);
  const component = cycles[place];
  const asked = answer.view === 'cycles' && component !== undefined ? `c-${component.id}` : address;
  const [suggestions, counts] = await Promise.all([
    ask<{ readonly rows: readonly Suggestion[] }>('suggest', dump, asked),
    answer.view === 'refcounts' ? ask<{ readonly rows: Said['counts'] }>('refcounts', dump) : { rows: [] },
  ]);
  const statements = suggestions.rows[0]?.statements.filter((statement) => statement !== '') ?? [];
  const trial = isTried(answer) && statements.length > 0 ? await apply(python, name, statements) : undefined;
  const { verdict } = object;
  return { verdict, why, component, place, suggestions: suggestions.rows, counts: counts.rows, trial };
}
