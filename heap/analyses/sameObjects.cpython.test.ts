// Identity across dumps, and growth, against the serial numbers that programs of ours gave their objects, on every interpreter
// there is.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { NONE } from '../base/brand.ts';
import { silentTask } from '../base/task.ts';
import { GRADE } from '../model/comparing.ts';
import type { Comparison } from '../model/compareRows.ts';
import type { Heap } from '../model/heap.ts';
import { groupsOf } from '../queries/compareGroups.ts';
import { comparisonOf, fatesOf, followed, type Followed } from '../queries/comparison.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { kinshipOf, sameObjects } from './sameObjects.ts';

/** `OURO_GROWN=1,2,3` tries other programs of the same kind. */
const SEEDS = (process.env['OURO_GROWN'] ?? '9').split(',');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(interpreters())('$version', ({ version, path }) => {
  test.each(SEEDS)(
    'planted growth, seed %s: every object is told from every other, and every group by how it grows',
    async (seed) => {
      const dumps = await grown(path, version, 'grownProgram.py', 3, seed);
      expect(kinshipOf(dumps[0].heap.manifest, dumps[1].heap.manifest)).toBe('process');
      for (let round = 1; round < dumps.length; round++) {
        const { right, wrong, missed, unproven } = judged(dumps[round - 1], dumps[round]);
        const said = JSON.stringify({ round, right, wrong, missed, unproven });
        expect(right / (right + wrong), said).toBeGreaterThanOrEqual(0.999);
        expect(missed / (right + missed), said).toBeLessThan(0.001);
        expect(unproven / (right + unproven), said).toBeLessThan(0.07);
      }
      expect(growthOf(comparedBy(dumps))).toEqual({
        '__main__.Leaked': { trend: 'steady', was: undefined, objects: [1000, 2000, 3000] },
        '__main__.Cached': { trend: 'levelling', was: undefined },
        '__main__.Churned': { trend: 'churning', was: undefined, objects: [2000, 2000, 2000] },
        '__main__.Counter': { trend: 'flat', was: undefined, objects: [500, 500, 500] },
        '__main__.After': { trend: 'flat', was: '__main__.Before', objects: [300, 300, 300] },
      });
    },
  );

  test.each(SEEDS)(
    'a server without numbers in its objects, seed %s: what is proven is right, the rest is said to be open',
    async (seed) => {
      const dumps = await grown(path, version, 'grownServer.py', 4, seed);
      const all = { right: 0, wrong: 0, missed: 0, unproven: 0 };
      for (let round = 1; round < dumps.length; round++) {
        const found = judged(dumps[round - 1], dumps[round]);
        for (const key of ['right', 'wrong', 'missed', 'unproven'] as const) all[key] += found[key];
      }
      expect(all.right / (all.right + all.wrong), JSON.stringify(all)).toBeGreaterThanOrEqual(0.995);
      expect(all.missed / (all.right + all.missed + all.unproven), JSON.stringify(all)).toBeLessThan(0.005);
      if (process.env['OURO_GROWN'] !== undefined) process.stdout.write(`${version} ${seed} ${JSON.stringify(all)}\n`);
    },
  );
});

interface Dumped {
  readonly heap: Heap;
  readonly serials: ReadonlyMap<number, number>;
}

async function grown(
  python: string,
  version: string,
  program: string,
  rounds: number,
  seed: string,
): Promise<readonly Dumped[]> {
  const place = mkdtempSync(join(folder, version));
  execFileSync(python, [resolve('heap/testing', program), resolve('capture'), place, seed]);
  const dumps: Dumped[] = [];
  for (let round = 0; round < rounds; round++) {
    const dump = join(place, `grown-${round}.ouro`);
    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    dumps.push({ heap, serials: new Map(JSON.parse(readFileSync(`${dump}.json`, 'utf8')) as [number, number][]) });
  }
  rmSync(place, { recursive: true });
  return dumps;
}

interface Judged {
  /** Proven, with the same number at both ends. */
  readonly right: number;
  /** Taken for one but two. */
  readonly wrong: number;
  /** One but taken for two. */
  readonly missed: number;
  /** Not told from an object made anew at the same address. */
  readonly unproven: number;
}

function judged(before: Dumped, after: Dumped): Judged {
  const { of, grade } = sameObjects(before.heap, after.heap, openLedger(), silentTask);
  const found = { right: 0, wrong: 0, missed: 0, unproven: 0 };
  const addresses = after.heap.objects.address;
  for (let object = 0; object < addresses.length; object++) {
    const now = after.serials.get(addresses[object]);
    const then = before.serials.get(addresses[object]);
    if (now === undefined || then === undefined) continue;
    if (of[object] === NONE) found.missed += now === then ? 1 : 0;
    else if (grade[object] === GRADE.unproven) found.unproven++;
    else if (now === then) found.right++;
    else found.wrong++;
  }
  return found;
}

function comparedBy(dumps: readonly Dumped[]): Comparison {
  const ledger = openLedger();
  let last: Followed | undefined;
  for (let i = 1; i < dumps.length; i++)
    last = followed(last, sameObjects(dumps[i - 1].heap, dumps[i].heap, ledger, silentTask), ledger);
  if (last === undefined) throw new Error('one dump');
  const sides = dumps.map(({ heap }, i) => ({
    name: `${i}`,
    manifest: heap.manifest,
    selfSize: heap.objects.selfSize,
    groups: groupsOf(heap, {}, 'type', ledger, silentTask),
  }));
  return comparisonOf('type', sides, ['process', 'process'], last, fatesOf(dumps[0].heap.objects.length, last, ledger));
}

/** Classes of the program; counts only where the plan gives them. How many of `Plain` there are is drawn: they are left out. */
function growthOf({ rows }: Comparison): Readonly<Record<string, object>> {
  return Object.fromEntries(
    rows
      .filter(({ name }) => name.startsWith('__main__.') && name !== '__main__.Plain')
      .map(({ name, trend, was, objects }) => [
        name,
        name === '__main__.Cached' ? { trend, was } : { trend, was, objects },
      ]),
  );
}
