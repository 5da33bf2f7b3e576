// Mutated snapshots: a heap that holds or a typed fault, whatever stands in the file.
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { digestOfOutcome, flawOf, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { SMALL_SNAPSHOT } from '#heap/testing/smallSnapshot.ts';
import { randomSnapshot, snapshotText } from '#heap/testing/snapshotWriter.ts';
import { TRACED_SNAPSHOT } from '#heap/testing/tracedSnapshot.ts';
import { inPieces, v8 } from './index.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 100_000);

const tiny = snapshotText({ nodes: SMALL_SNAPSHOT.nodes.slice(0, 3), edges: SMALL_SNAPSHOT.edges.slice(0, 2) });
const files = [
  tiny,
  snapshotText(SMALL_SNAPSHOT, { between: '\n' }),
  snapshotText(TRACED_SNAPSHOT),
  ...[1, 2, 3].map((seed) => snapshotText(randomSnapshot(randomFrom(seed), 6))),
];
const NUMBERS = [0, 1, 2, 7, 255, 256, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
const TEXTS = [
  ...NUMBERS.map(String),
  '-1',
  '1e9',
  '9007199254740993',
  '99999999999999999999',
  '1.5',
  'null',
  '""',
  '[]',
  '{}',
];
const BYTES = [...'{}[]",:\\u0-e \n'].map((character) => character.charCodeAt(0)).concat(0, 127, 128, 255);

type Mutation = (text: string, random: Random) => string;

/** Tokens of the file: numbers, words in quotes, and what stands between. */
const tokens = (text: string): string[] => text.match(/\d+|"[^"]*"|[^\d"]/g) ?? [];

const MUTATIONS: readonly Mutation[] = [
  onTokens((list, i, random) => list.toSpliced(i, 1, pickOf(random, TEXTS))),
  onTokens((list, i, random) => list.toSpliced(i, 1, pickOf(random, list))),
  onTokens((list, i, random) => list.toSpliced(i, pick(random, 4))),
  onTokens((list, i, random) => list.toSpliced(i, 0, ...list.slice(pick(random, list.length)).slice(0, 8))),
  onTokens((list, i) => list.toSpliced(i, 1, '"__proto__"')),
  onNumbers((list, i, random) => list.toSpliced(i, 1, pickOf(random, TEXTS))),
  onNumbers((list, i, random) => list.toSpliced(i, 1, pickOf(random, TEXTS))),
  (text, random) => text.slice(0, pick(random, text.length)),
  (text, random) => {
    const [a, b] = [pick(random, text.length), pick(random, text.length)];
    return text.slice(0, Math.max(a, b)) + text.slice(Math.min(a, b));
  },
];

test(`${count} mutated snapshots from seed ${firstSeed}: a heap that holds, or a typed fault`, async () => {
  let heaps = 0;
  let slowest = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomFrom(seed);
    const bytes = mutated(random);
    const ledger = openLedger(64 * bytes.length + (4 << 20));
    const start = performance.now();
    const outcome = await tryLoad(bytes, { format: v8, ledger }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (outcome.ok) heaps++;
    if (seed % 8 !== 0) continue;
    const again = await tryLoad(bytes, { format: inPieces(1 + pick(random, 64)), seekable: random() < 0.5 });
    if (digestOfOutcome(outcome) !== digestOfOutcome(again))
      expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: windows differ`);
  }
  expect(heaps).toBeGreaterThan(count * 0.2);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(slowest).toBeLessThan(5_000);
}, 600_000);

test('every flipped bit of the smallest snapshot', async () => {
  const bytes = encodeUtf8(tiny);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    const outcome = await tryLoad(flipped, { format: v8 });
    expect(flawOf(outcome, flipped.length), `bit ${bit}`).toBeUndefined();
  }
}, 600_000);

test('every boundary value in every number', async () => {
  const parts = tokens(tiny);
  for (let i = 0; i < parts.length; i++) {
    if (!/^\d/.test(parts[i])) continue;
    for (const value of TEXTS) {
      const bytes = encodeUtf8(parts.toSpliced(i, 1, value).join(''));
      const outcome = await tryLoad(bytes, { format: v8, ledger: openLedger(4 << 20) });
      expect(flawOf(outcome, bytes.length), `token ${i}: ${value}`).toBeUndefined();
    }
  }
}, 600_000);

function mutated(random: Random): Uint8Array {
  let text = pickOf(random, files);
  for (let i = pick(random, 3); i >= 0 && text !== ''; i--) text = pickOf(random, MUTATIONS)(text, random);
  const bytes = encodeUtf8(text);
  if (random() < 0.3 && bytes.length > 0) bytes[pick(random, bytes.length)] = pickOf(random, BYTES);
  return bytes;
}

function onTokens(change: (list: string[], i: number, random: Random) => string[]): Mutation {
  return (text, random) => {
    const list = tokens(text);
    return list.length === 0 ? text : change(list, pick(random, list.length), random).join('');
  };
}

/** At a token that is a number. */
function onNumbers(change: (list: string[], i: number, random: Random) => string[]): Mutation {
  return (text, random) => {
    const list = tokens(text);
    const numbers = list.flatMap((token, i) => (/^\d/.test(token) ? [i] : []));
    return numbers.length === 0 ? text : change(list, pickOf(random, numbers), random).join('');
  };
}

function pick(random: Random, below: number): number {
  return Math.floor(random() * below);
}

function pickOf<T>(random: Random, list: readonly T[]): T {
  return list[pick(random, list.length)];
}
