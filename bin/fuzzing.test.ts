import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { commandsToRepeat, seededTests, soak } from './fuzzing.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test('tests that count their mutations are run, with words every one that reads a seed', () => {
  const files = seededTests(ROOT, []) as readonly string[];
  expect(files).toEqual(expect.arrayContaining(['heap/formats/ouro/fuzz.test.ts', 'heap/formats/graph/fuzz.test.ts']));
  expect(files.every((file) => file.endsWith('fuzz.test.ts'))).toBe(true);
  expect(seededTests(ROOT, ['formats/graph/fuzz'])).toEqual(['heap/formats/graph/fuzz.test.ts']);
  expect(seededTests(ROOT, ['analyses'])).toContain('heap/analyses/naive.test.ts');
  expect(seededTests(ROOT, ['nowhere'])).toEqual([]);
});

const FAILED = `
 ❯ |pure| heap/formats/graph/fuzz.test.ts (2 tests | 1 failed)
 \u001b[41m FAIL \u001b[49m |pure| heap/formats/graph/fuzz.test.ts > 100000 mutated graphs from seed 7
AssertionError: OURO_SEED=1234 OURO_FUZZ=1: objects.type
 FAIL  |pure| heap/analyses/naive.test.ts > agrees
Error: OURO_SEED=99: expected 3 to be 4
 FAIL  |node| main/other.test.ts > holds
AssertionError: expected 1 to be 2
`;

test('a failure is repeated with the seed in its message, else with that of the round', () => {
  expect(commandsToRepeat(FAILED, 7, 100)).toEqual([
    'OURO_SEED=1234 OURO_FUZZ=1 npx vitest run heap/formats/graph/fuzz.test.ts',
    'OURO_SEED=99 OURO_FUZZ=100 npx vitest run heap/analyses/naive.test.ts',
    'OURO_SEED=7 OURO_FUZZ=100 npx vitest run main/other.test.ts',
  ]);
  expect(commandsToRepeat('vitest did not start', 7, 100)).toEqual(['OURO_SEED=7 OURO_FUZZ=100 npx vitest run']);
});

test('rounds have new seeds, and end with the time or at the first failure', async () => {
  const said: string[] = [];
  let clock = 0;
  let seed = 0;
  const asked: unknown[] = [];
  const rounds = (kinds: readonly string[]) => ({
    files: ['a.test.ts'],
    minutes: 1,
    count: 5,
    say: (line: string) => void said.push(line),
    now: () => clock,
    newSeed: () => ++seed,
    run: (_: readonly string[], variables: object, leftMs: number) => {
      asked.push([variables, leftMs]);
      clock += 25_000;
      return Promise.resolve({ kind: kinds[asked.length - 1] ?? 'stopped', said: FAILED });
    },
  });
  expect(await soak(rounds(['passed', 'passed', 'stopped']))).toBe(0);
  expect(asked).toEqual([
    [{ OURO_SEED: '1', OURO_FUZZ: '5' }, 60_000],
    [{ OURO_SEED: '2', OURO_FUZZ: '5' }, 35_000],
    [{ OURO_SEED: '3', OURO_FUZZ: '5' }, 10_000],
  ]);
  expect(said.at(-1)).toBe('no failure in 75 s');
  asked.length = 0;
  expect(await soak(rounds(['passed', 'failed']))).toBe(1);
  expect(asked.length).toBe(2);
  expect(said.at(-1)).toBe('repeat with: OURO_SEED=5 OURO_FUZZ=5 npx vitest run main/other.test.ts');
});
