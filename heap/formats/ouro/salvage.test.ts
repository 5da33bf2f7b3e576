import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { edgesByAddress, missingFrom, objectLines } from '#heap/testing/heapLines.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { modelBytes } from '#heap/testing/ouroModel.ts';
import { randomModel } from '#heap/testing/ouroRandom.ts';
import { randomFrom } from '#heap/testing/random.ts';

const tiny = new Uint8Array(readFileSync(new URL('fixtures/tiny-v1.ouro', import.meta.url)));
const rich = modelBytes(randomModel(randomFrom(21), 70), 12);

describe('a cut file gives what stands before the cut', () => {
  for (const [name, bytes] of Object.entries({ tiny, rich })) {
    test(`${name}: cut at every byte`, async () => {
      const whole = (await load(bytes)).heap;
      const lines = new Set(objectLines(whole));
      const flaws: unknown[] = [];
      let salvaged = 0;
      for (let length = 0; length < bytes.length; length++) {
        const outcome = await tryLoad(bytes.slice(0, length));
        const flaw = flawOf(outcome, length);
        if (flaw !== undefined) flaws.push([length, flaw]);
        if (!outcome.ok) {
          if (outcome.fault.code !== (length < 8 ? 'format/unknown' : 'format/truncated'))
            flaws.push([length, outcome]);
          continue;
        }
        salvaged++;
        const { heap } = outcome.value;
        // The zeros after END are not part of it.
        const complete = heap.manifest.completeness.status === 'complete';
        if (complete ? length < bytes.length - 7 : heap.manifest.completeness.referencesComplete)
          flaws.push([length, 'status']);
        flaws.push(...objectLines(heap).filter((line) => !lines.has(line)));
        flaws.push(...missingFrom(edgesByAddress(heap), edgesByAddress(whole)));
      }
      expect(flaws).toEqual([]);
      expect(salvaged).toBeGreaterThan(bytes.length / 5);
    }, 600_000);
  }

  test('says where it was cut', async () => {
    const { heap } = await load(tiny.slice(0, 1060));
    expect(heap.manifest.completeness).toEqual({
      status: 'partial',
      referencesComplete: false,
      bytesRead: 1056,
      bytesTotal: 1060,
      diagnostics: [
        { code: 'truncated', count: 1, offset: 1056 },
        { code: 'noEnd', count: 1, offset: 1056 },
      ],
    });
  });
});

test('every flipped bit of the tiny file is found, or changes nothing but the file id', async () => {
  const whole = (await load(tiny)).heap;
  const flaws: unknown[] = [];
  for (let bit = 0; bit < tiny.length * 8; bit++) {
    const bytes = tiny.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const outcome = await tryLoad(bytes);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) flaws.push([bit, flaw]);
    if (!outcome.ok || outcome.value.heap.manifest.completeness.diagnostics.length > 0) continue;
    const { heap } = outcome.value;
    const named = { ...heap, manifest: { ...heap.manifest, fingerprint: whole.manifest.fingerprint } };
    if (digestOf(named) !== digestOf(whole)) flaws.push([bit, 'another heap, and nothing noticed']);
  }
  expect(flaws).toEqual([]);
}, 600_000);
