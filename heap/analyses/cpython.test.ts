// Audit and replay against real interpreters: what the collector freed after the dump is what the replay said before.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { objectAt } from '../model/addresses.ts';
import type { Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { EXPLANATIONS, VERDICTS } from '../model/rows.ts';
import { analysed } from '../testing/analysed.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);
/** 4 processes of 50 random graphs: 200 generated programs per interpreter. */
const PROCESSES = 4;
const GRAPHS = 50;

interface Truth {
  readonly garbage: readonly number[];
  readonly instances: Readonly<Record<string, number>>;
  readonly leaked: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-cpython-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  python: string,
  version: string,
  seed: number,
): Promise<{ readonly heap: Heap; readonly truth: Truth }> {
  const dump = join(folder, `${version}-${seed}.ouro`);
  const truth = join(folder, `${version}-${seed}.json`);
  execFileSync(
    python,
    [resolve('heap/testing/randomProgram.py'), resolve('capture'), String(seed), String(GRAPHS), dump, truth],
    { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  const { heap } = await load(readFileSync(dump));
  return { heap, truth: JSON.parse(readFileSync(truth, 'utf8')) };
}

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test(`replay and audit of ${PROCESSES * GRAPHS} generated programs (seed ${SEED})`, async () => {
    for (let round = 0; round < PROCESSES; round++) {
      const { heap, truth } = await run(path, version, SEED + round);
      const place = `${version} seed ${SEED + round}`;
      const { collector, refcounts } = analysed(heap);
      const garbage = VERDICTS.indexOf('garbage');
      const said = new Set<number>();
      const residuals = new Map<string, number>();
      const counts: Record<string, number> = {};
      for (let row = 0; row < heap.objects.length; row++) {
        const object = objectId(row);
        if (collector.verdict[object] === garbage) said.add(heap.objects.address[object]);
        const name = qualifiedName(typeNameOf(heap, heap.objects.type[object]));
        if (!name.startsWith('__main__.')) continue;
        counts[name.slice(9)] = (counts[name.slice(9)] ?? 0) + 1;
        if (refcounts.residual[object] !== 0)
          residuals.set(`${name} ${heap.objects.address[object]}`, refcounts.residual[object]);
      }
      // Every object the collector saved that was there when the dump was taken; no constant is left for the dumper itself.
      const freed = new Set(truth.garbage.filter((address) => objectAt(heap, address) !== undefined));
      expect(
        [...said].filter((address) => !freed.has(address)),
        `${place}: said garbage, was not`,
      ).toEqual([]);
      expect(
        [...freed].filter((address) => !said.has(address)),
        `${place}: was garbage, not said`,
      ).toEqual([]);
      expect(said.size, place).toBeGreaterThan(50);
      // The audit is exact for every instance of a user class but the three planted references.
      expect(counts, place).toMatchObject(
        Object.fromEntries(Object.entries(truth.instances).filter(([, count]) => count > 0)),
      );
      expect([...residuals].sort(), place).toEqual(
        truth.leaked
          .slice(0, 3)
          .map((address) => [`__main__.Leaked ${address}`, 1])
          .sort(),
      );
      for (const address of truth.leaked.slice(0, 3)) {
        const object = objectAt(heap, address);
        expect(object === undefined ? '' : EXPLANATIONS[refcounts.explanation[object]], place).toBe('unexplained');
      }
    }
  }, 120_000);
});
