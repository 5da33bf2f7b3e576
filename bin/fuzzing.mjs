// What `npm run fuzz` runs, for how long, and how a failure is repeated.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = ['heap', 'workers', 'main', 'renderer', 'bench', 'bin'];

/**
 * Test files that count their mutations; with `words` those that draw from a seed at all and have one of them in their path.
 *
 * @param {string} root
 * @param {readonly string[]} words
 */
export function seededTests(root, words) {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true }).map((file) => join(room, String(file)).replaceAll('\\', '/')),
  ).filter((file) => file.endsWith('.test.ts'));
  const reads = (file, variable) => readFileSync(join(root, file), 'utf8').includes(`process.env['${variable}']`);
  if (words.length === 0) return files.filter((file) => reads(file, 'OURO_FUZZ'));
  return files.filter((file) => words.some((word) => file.includes(word)) && reads(file, 'OURO_SEED'));
}

/**
 * Runs rounds with new seeds until the time is over or one fails; resolves with the exit code. `run` resolves with what the round
 * said, `failed` and whether it was stopped by `leftMs`.
 *
 * @param {{ files: readonly string[], minutes: number, count: number, say: (line: string) => void, now: () => number,
 *   newSeed: () => number, run: (files: readonly string[], variables: { OURO_SEED: string, OURO_FUZZ: string }, leftMs: number) =>
 *   Promise<{ kind: 'passed' | 'failed' | 'stopped', said: string }> }} soak
 */
export async function soak({ files, minutes, count, say, now, newSeed, run }) {
  const started = now();
  const end = started + minutes * 60_000;
  const seconds = (from) => `${Math.round((now() - from) / 1000)} s`;
  for (let round = 1; now() < end; round++) {
    const seed = newSeed();
    const began = now();
    say(`round ${round}: OURO_SEED=${seed} OURO_FUZZ=${count}, ${files.length} files`);
    const { kind, said } = await run(files, { OURO_SEED: String(seed), OURO_FUZZ: String(count) }, end - began);
    if (kind === 'failed') {
      say(said);
      say(`round ${round}: FAILED after ${seconds(began)}`);
      for (const line of commandsToRepeat(said, seed, count)) say(`repeat with: ${line}`);
      return 1;
    }
    say(
      `round ${round}: ${kind === 'passed' ? 'passed' : 'nothing found when the time was over,'} after ${seconds(began)}`,
    );
  }
  say(`no failure in ${seconds(started)}`);
  return 0;
}

/**
 * One command per file that failed: with the seed its message names, else with that of the round.
 *
 * @param {string} said
 * @param {number} seed
 * @param {number} count
 */
export function commandsToRepeat(said, seed, count) {
  // eslint-disable-next-line no-control-regex -- colours of the terminal
  const plain = said.replace(/\u001b\[[0-9;]*m/g, '');
  const failures = [...plain.matchAll(/FAIL\s.*?(\S+\.test\.ts)[^]*?(?=FAIL\s|$)/g)];
  const commands = failures.map(([text, file]) => {
    const [, exact, one] = /OURO_SEED=(\d+)( OURO_FUZZ=1)?/.exec(text.replace(/^FAIL.*$/m, '')) ?? [];
    const fuzz = one === undefined ? count : 1;
    return `OURO_SEED=${exact ?? seed} OURO_FUZZ=${fuzz} npx vitest run ${file}`;
  });
  return commands.length > 0 ? [...new Set(commands)] : [`OURO_SEED=${seed} OURO_FUZZ=${count} npx vitest run`];
}
