// Every planted leak, captured live on every interpreter there is: its root cause is the first or second row of the view meant
// for it, and the first suggested cut frees it in a fresh process.
import { test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpreters } from '../../heap/testing/interpreters.ts';
import { answerOf, apply, capture, PROGRAMS, twoAtATime } from './answers.ts';
import { ask } from './inProcess.ts';
import { expectAnswer, isTried, type Said } from './said.ts';

for (const { version, path } of interpreters()) {
  test(`CPython ${version}: the roots of ${PROGRAMS.length} leaks are found, and cutting them frees the objects`, async () => {
    test.setTimeout(300_000);
    const folder = mkdtempSync(join(tmpdir(), 'ouroboros-gallery-'));
    const said = new Map<string, Said>();
    await twoAtATime(PROGRAMS, async (name) => void said.set(name, await look(path, name, folder)));
    rmSync(folder, { recursive: true, force: true });
    for (const name of PROGRAMS) {
      await test.step(`${name}: ${answerOf(name).story}`, () => {
        const found = said.get(name);
        if (found !== undefined) expectAnswer(name, found);
      });
    }
  });
}

async function look(python: string, name: string, folder: string): Promise<Said> {
  const dump = join(folder, `${name}.ouro`);
  await capture(python, name, dump);
  const said = await ask(name, dump);
  const statements = said.suggestions[0]?.statements.filter((statement) => statement !== '') ?? [];
  const trial = isTried(answerOf(name)) && statements.length > 0 ? await apply(python, name, statements) : undefined;
  return { ...said, trial };
}
