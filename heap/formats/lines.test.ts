import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { sourceOf } from '#heap/testing/sources.ts';
import { afterMark, BLOCK_BYTES, readLines, skipBlanks } from './lines.ts';

interface Seen {
  readonly lines: string[];
  readonly open: string[];
  readonly long: number[];
  readonly bytes: number;
}

/** Every line with the offset it was said to be at. */
async function seen(text: string, mostLineBytes: number, blockBytes = BLOCK_BYTES): Promise<Seen> {
  const whole = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const found = { lines: [] as string[], open: [] as string[], long: [] as number[] };
  const ledger = openLedger();
  const consumer = {
    lines: (bytes: Uint8Array, from: number, to: number, offset: number): void => {
      for (let at = from; at < to; at = bytes.indexOf(10, at) + 1) {
        found.lines.push(`${offset + at} ${shown(bytes.subarray(at, bytes.indexOf(10, at)))}`);
      }
    },
    openLine: (bytes: Uint8Array, offset: number): void => {
      expect(bytes.at(-1)).toBe(10);
      found.open.push(`${offset} ${shown(bytes.subarray(0, -1))}`);
    },
    longLine: (offset: number): void => void found.long.push(offset),
  };
  const bytes = await readLines(
    sourceOf(whole, { seekable: false, sized: false }),
    { mostLineBytes, blockBytes },
    consumer,
    ledger,
    silentTask,
  );
  expect(ledger.live).toBe(0);
  return { ...found, bytes };
}

function shown(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

test('every line comes once, whatever the block', async () => {
  for (const text of ['', '\n', 'a', 'a\n', '\n\nab\r\n\ncdefgh\nij', 'abc\ndef\n']) {
    const whole = await seen(text, 100);
    expect(whole.bytes).toBe(text.length);
    const lines = [...whole.lines, ...whole.open].map((line) => line.slice(line.indexOf(' ') + 1));
    expect(lines.join('\n')).toBe(text.replace(/\n$/, ''));
    expect(whole.open).toHaveLength(text === '' || text.endsWith('\n') ? 0 : 1);
    for (let block = 1; block < 12; block++) expect(await seen(text, 100, block)).toEqual(whole);
  }
});

test('a line beyond the limit is skipped and said, the next one is not', async () => {
  const found = await seen('ab\ncdefghijklmnopq\nrs\ntuvwxyz012345', 8, 4);
  expect(found).toMatchObject({ lines: ['0 ab', '19 rs'], open: [], long: [3, 22], bytes: 35 });
});

test('a byte order mark is left out', async () => {
  expect(await seen('\xef\xbb\xbfab\ncd', 100)).toMatchObject({ lines: ['3 ab'], open: ['6 cd'] });
  expect(await seen('\xef\xbb\xbf', 100)).toMatchObject({ lines: [], open: [], bytes: 3 });
  expect(afterMark(Uint8Array.of(0xef, 0xbb))).toBe(0);
});

test('blanks end at the first byte that is none', () => {
  expect(skipBlanks(Uint8Array.of(32, 9, 13, 10, 65), 0, 5)).toBe(4);
  expect(skipBlanks(Uint8Array.of(32, 32), 1, 2)).toBe(2);
});
