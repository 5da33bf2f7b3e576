// Identity across dumps against the serial numbers that a program of ours gave its objects, on every interpreter there is.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { NONE } from '../base/brand.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { kinshipOf, sameObjects } from './sameObjects.ts';

const ROUNDS = 3;
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(interpreters())('$version', ({ version, path }) => {
  test('says of planted objects which are the same, and invents none', async () => {
    const dumps = await grown(path, version);
    expect(kinshipOf(dumps[0].heap.manifest, dumps[1].heap.manifest)).toBe('process');
    for (let round = 1; round < ROUNDS; round++) {
      const { right, wrong, missed } = judged(dumps[round - 1], dumps[round]);
      expect({ precision: right / (right + wrong) }, JSON.stringify({ right, wrong, missed })).toEqual({
        precision: expect.toSatisfy((precision: number) => precision >= 0.999),
      });
      expect(missed / (right + missed)).toBeLessThan(0.001);
    }
  });
});

interface Dumped {
  readonly heap: Heap;
  readonly serials: ReadonlyMap<number, number>;
}

async function grown(python: string, version: string): Promise<readonly Dumped[]> {
  const place = mkdtempSync(join(folder, version));
  execFileSync(python, [resolve('heap/testing/grownProgram.py'), resolve('capture'), place, '7']);
  const dumps: Dumped[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const dump = join(place, `grown-${round}.ouro`);
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    dumps.push({ heap, serials: new Map(JSON.parse(readFileSync(`${dump}.json`, 'utf8')) as [number, number][]) });
  }
  return dumps;
}

/** right: the same number at both ends; wrong: taken for one but two; missed: one but taken for two. */
function judged(before: Dumped, after: Dumped): { right: number; wrong: number; missed: number } {
  const { of } = sameObjects(before.heap, after.heap, openLedger(), silentTask);
  const found = { right: 0, wrong: 0, missed: 0 };
  const addresses = after.heap.objects.address;
  for (let object = 0; object < addresses.length; object++) {
    const now = after.serials.get(addresses[object]);
    const then = before.serials.get(addresses[object]);
    if (now === undefined || then === undefined) continue;
    const isSame = of[object] !== NONE;
    if (isSame && now === then) found.right++;
    else if (isSame) found.wrong++;
    else if (now === then) found.missed++;
  }
  return found;
}
