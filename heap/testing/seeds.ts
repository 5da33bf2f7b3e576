import { randomFrom, type Random } from './random.ts';

const FIRST_SEED = 20_260_101;

/**
 * Runs `check` on `count` seeds from `asked` (the text of OURO_SEED) or a fixed one on. The seed of a failure is in its message:
 * `OURO_SEED=<seed>` makes it the first one tried.
 */
export function forSeeds(asked: string | undefined, count: number, check: (random: Random) => void): void {
  const first = asked === undefined || asked === '' ? FIRST_SEED : Number(asked);
  for (let seed = first; seed < first + count; seed++) {
    try {
      check(randomFrom(seed));
    } catch (error) {
      throw new Error(`OURO_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** 0..length - 1 in random order. */
export function shuffled(random: Random, length: number): readonly number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
