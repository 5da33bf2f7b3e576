import { constants, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { inflateInto } from './inflate.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);

function bytesFrom(random: Random): Uint8Array {
  const values = 1 + Math.floor(random() * 256);
  const repeat = random() < 0.5 ? 1 : Math.floor(random() * 400);
  const bytes = new Uint8Array(Math.floor(random() * 20_000));
  for (let at = 0; at < bytes.length; at += 1 + Math.floor(random() * repeat))
    bytes[at] = Math.floor(random() * values);
  return bytes;
}

function inflated(stored: Uint8Array, length: number): Uint8Array | undefined {
  const out = new Uint8Array(length);
  return inflateInto(stored, out, openLedger()) ? out : undefined;
}

test('inflates what the platform deflates: every level and strategy', () => {
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_RLE, constants.Z_FIXED];
  for (let seed = firstSeed; seed < firstSeed + 150; seed++) {
    const random = randomFrom(seed);
    const raw = bytesFrom(random);
    const strategy = strategies[Math.floor(random() * strategies.length)];
    const stored = new Uint8Array(deflateSync(raw, { level: Math.floor(random() * 10), strategy }));
    const out = inflated(stored, raw.length);
    expect(out !== undefined && Buffer.compare(out, raw) === 0, `OURO_SEED=${seed}`).toBe(true);
    expect(inflated(stored, raw.length + 1), `OURO_SEED=${seed}`).toBeUndefined();
    if (raw.length > 0) expect(inflated(stored, raw.length - 1), `OURO_SEED=${seed}`).toBeUndefined();
    expect(inflated(stored.subarray(0, stored.length - 1), raw.length), `OURO_SEED=${seed}`).toBeUndefined();
  }
});

test('a broken stream is refused, never an exception', () => {
  const ledger = openLedger();
  for (let seed = firstSeed; seed < firstSeed + 3000; seed++) {
    const random = randomFrom(seed);
    const stored = new Uint8Array(deflateSync(bytesFrom(random).subarray(0, 300)));
    for (let i = Math.floor(random() * 5); i >= 0; i--) {
      stored[Math.floor(random() * stored.length)] = Math.floor(random() * 256);
    }
    inflateInto(stored, new Uint8Array(300), ledger);
  }
  expect(ledger.live).toBe(0);
});
