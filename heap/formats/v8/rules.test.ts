// Small random snapshots, where every rule of DevTools matters somewhere, against the slow oracle.
import { expect, test } from 'vitest';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { load } from '#heap/testing/loading.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { answersOfHeap, answersOfOracle, differences } from '#heap/testing/snapshotAnswers.ts';
import { randomSnapshot, snapshotText } from '#heap/testing/snapshotWriter.ts';
import { v8 } from './index.ts';

const FIRST_SEED = Number(process.env.OURO_SEED ?? 20_260_101);
const RUNS = Number(process.env.OURO_FUZZ ?? 1200);

test('random snapshots agree with the rules in every object', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const text = snapshotText(randomSnapshot(randomFrom(seed), 24));
    const loaded = await load(encodeUtf8(text), { format: v8 });
    const flaws = [...brokenInvariants(loaded.heap), ...differences(answersOfHeap(loaded), answersOfOracle(text))];
    expect(flaws, `OURO_SEED=${seed}`).toEqual([]);
  }
});
