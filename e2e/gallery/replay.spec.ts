// A notebook made on one capture, asked again: on that dump, on a second capture of the leak, and on one of the mended program.
import { expect, test } from '@playwright/test';
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindingTarget } from '../../heap/findings/finding.ts';
import type { Heap } from '../../heap/model/heap.ts';
import { objectId, typeId, type ObjectId } from '../../heap/model/ids.ts';
import { qualifiedName, typeNameOf } from '../../heap/model/names.ts';
import { load } from '../../heap/testing/loading.ts';
import { CutAnswers } from '../../workers/cutAnswers.ts';
import { CycleAnswers } from '../../workers/cycleAnswers.ts';
import { ObjectAnswers } from '../../workers/objectAnswers.ts';
import { SeenAnswers } from '../../workers/seenAnswers.ts';
import { openedHeap } from '../../workers/testing/openedHeap.ts';
import { answerOf, capture, PROGRAMS, twoAtATime } from './answers.ts';
import { python } from './captured.ts';

interface Asked {
  readonly heap: Heap;
  readonly answers: SeenAnswers;
  readonly objects: ObjectAnswers;
  readonly cycles: CycleAnswers;
}

async function asked(dump: string): Promise<Asked> {
  const { heap } = await load(readFileSync(dump));
  const open = openedHeap(heap);
  const objects = new ObjectAnswers(open);
  const cycles = new CycleAnswers(open);
  return { heap, objects, cycles, answers: new SeenAnswers(open, objects, cycles, new CutAnswers(open)) };
}

/** The subject as an object, and its cycle under the default lens where it is in one. */
function targetsOf({ heap, objects, cycles }: Asked, type: string): readonly FindingTarget[] {
  const subject = firstOf(heap, type);
  const { row, component } = objects.describe(subject);
  const target: FindingTarget = { kind: 'object', address: row.id };
  if (component === undefined || cycles.of('default', subject) === undefined) return [target];
  return [target, { kind: 'component', lens: 'default', member: row.id }];
}

function firstOf(heap: Heap, type: string): ObjectId {
  for (const [row, found] of heap.objects.type.entries())
    if (qualifiedName(typeNameOf(heap, typeId(found))) === type) return objectId(row);
  throw new Error(`no ${type} in the dump`);
}

test(`notebooks of ${PROGRAMS.length} leaks say same, still there, and fixed`, async () => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'ouroboros-replay-'));
  const said = new Map<string, object>();
  await twoAtATime(PROGRAMS, async (name) => {
    const [first, second, mended] = ['first', 'second', 'mended'].map((one) => join(folder, `${name}-${one}.ouro`));
    if (first === undefined || second === undefined || mended === undefined) return;
    await capture(python, name, first);
    await capture(python, name, second);
    await capture(python, name, mended, '--fixed');
    const made = await asked(first);
    const notebook = targetsOf(made, answerOf(name).subject.type).map((target) => ({
      target,
      seen: made.answers.seen(target),
    }));
    const status = async (dump: Promise<Asked>): Promise<readonly string[]> => {
      const { answers } = await dump;
      return notebook.map(({ target, seen }) => answers.replay(target, seen).status);
    };
    said.set(name, {
      same: await status(Promise.resolve(made)),
      again: (await status(asked(second))).map((one) => (one === 'same' || one === 'changed' ? 'there' : one)),
      mended: await status(asked(mended)),
    });
  });
  rmSync(folder, { recursive: true, force: true });
  for (const name of PROGRAMS) {
    await test.step(name, () => {
      const found = said.get(name) as { readonly same: readonly string[] };
      const all = (word: string): readonly string[] => found.same.map(() => word);
      expect(found, name).toEqual({ same: all('same'), again: all('there'), mended: all('gone') });
    });
  }
});
