import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { outcomeOf } from '#heap/base/fault.ts';
import { openDraft } from '#heap/model/draft.ts';
import { digestOfOutcome, flawOf, tryLoad } from '#heap/testing/loading.ts';
import { meliaeBytes, meliaeLine, meliaeProgram } from '#heap/testing/meliaeWriter.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { meliae } from './index.ts';
import { readLenient } from './lenient.ts';
import { openReading, type Reading } from './reading.ts';
import { scanLines } from './scan.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 100_000);
/** Whole files cost as much as forty lines. */
const files = Math.ceil(count / 40);

const lines = meliaeProgram().map(meliaeLine);
/** A text, a class and its dict: 350 bytes. */
const tiny = meliaeProgram().slice(9, 12);
const format = meliae;

const NUMBERS = [
  '0',
  '1',
  '-1',
  '00',
  '4294967294',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '18446744073709551615',
  '9'.repeat(400),
  '1e3',
  '1e999',
  '0.5',
  'NaN',
  'null',
  '""',
];
const SPECIAL = ['\n', '\r', '"', '\\', '[', ']', '{', '}', ',', ' ', '\0', '\x7f', '\x80', '\xc3', '\xff'];
const INSERTED = [
  '\\',
  '\\u12',
  '\\ud83d',
  '\\udc0d',
  '\\ud83d\\udc0d',
  '\\x41',
  '\\u00e9',
  '\xc3\xa9',
  ', "len": 3',
  ', "value": "v"',
  ', "value": -5',
  ', "name": "n"',
  ', "refs": [1, 2]',
  ', "__proto__": {"size": 1}',
  '\r',
  '{"a":'.repeat(300),
];

type Mutation = (text: string, random: Random) => string;

const MUTATIONS: readonly Mutation[] = [
  (text, random) => at(text, random, (byte) => String.fromCharCode(byte.charCodeAt(0) ^ (1 << pick(random, 8)))),
  (text, random) => at(text, random, () => of(SPECIAL, random)),
  (text, random) => {
    const numbers = [...text.matchAll(/-?\d+/g)];
    if (numbers.length === 0) return text;
    const { 0: number, index } = of(numbers, random);
    return text.slice(0, index) + of(NUMBERS, random) + text.slice(index + number.length);
  },
  (text, random) => spliced(text, pick(random, text.length + 1), 0, of(INSERTED, random)),
  (text, random) => spliced(text, pick(random, text.length + 1), 1 + pick(random, 12), ''),
  (text, random) => {
    const from = pick(random, text.length);
    return spliced(text, pick(random, text.length + 1), 0, text.slice(from, from + pick(random, 60)));
  },
  (text, random) => {
    const other = of(lines, random);
    return text.slice(0, pick(random, text.length + 1)) + other.slice(pick(random, other.length));
  },
  (text, random) => text.slice(0, pick(random, text.length + 1)),
];

test(`${count} mutated lines from seed ${firstSeed}: the scanner reads what the JSON parser reads`, () => {
  const ledger = openLedger();
  const reading = openReading(openDraft({ objects: 64, references: 64, types: 0 }, ledger), ledger);
  const seen = { strict: 0, lenient: 0, none: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomFrom(seed);
    let text = of(lines, random);
    for (let i = pick(random, 3); i >= 0; i--) text = of(MUTATIONS, random)(text, random);
    const way = outcomeOf(() => readOne(reading, `${text.replaceAll('\n', '')}\n`));
    if (!way.ok) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${JSON.stringify(way.fault)}`);
    seen[way.value.way]++;
    if (way.value.flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${way.value.flaw} in ${text}`);
  }
  // All three ways are taken, and often.
  expect(Math.min(seen.strict, seen.lenient, seen.none)).toBeGreaterThan(count * 0.02);
  expect(Object.keys(Object.prototype)).toEqual([]);
}, 600_000);

test(`${files} mutated files from seed ${firstSeed}: a heap that holds, or a typed fault`, async () => {
  let heaps = 0;
  let slowest = 0;
  for (let seed = firstSeed; seed < firstSeed + files; seed++) {
    const bytes = mutatedFile(randomFrom(seed));
    const start = performance.now();
    const outcome = await tryLoad(bytes, { format, ledger: openLedger(16 << 20) }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (outcome.ok) heaps++;
    if (seed % 8 !== 0) continue;
    const again = await tryLoad(bytes, { format, window: 7, seekable: false });
    if (digestOfOutcome(again) !== digestOfOutcome(outcome)) expect.fail(`OURO_SEED=${seed}: read again it differs`);
  }
  expect(heaps).toBeGreaterThan(files / 2);
  expect(slowest).toBeLessThan(5_000);
}, 600_000);

test('every cut and every flipped bit of the smallest file', async () => {
  const file = meliaeBytes(tiny);
  for (let length = 0; length < file.length; length++) {
    expect([length, flawOf(await tryLoad(file.slice(0, length), { format }), length)]).toEqual([length, undefined]);
  }
  for (let bit = 0; bit < file.length * 8; bit++) {
    const bytes = file.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    const flaw = flawOf(await tryLoad(bytes, { format }), bytes.length);
    if (flaw !== undefined) expect.fail(`bit ${bit}: ${flaw}`);
  }
}, 60_000);

test('every number of the small program at its borders', async () => {
  const text = lines.join('');
  for (const { 0: number, index } of text.matchAll(/-?\d+/g)) {
    for (const border of index < 1000 ? NUMBERS : NUMBERS.slice(7, 9)) {
      const bytes = latin(text.slice(0, index) + border + text.slice(index + number.length));
      const flaw = flawOf(await tryLoad(bytes, { format, ledger: openLedger(16 << 20) }), bytes.length);
      if (flaw !== undefined) expect.fail(`${border.slice(0, 20)} at ${index}: ${flaw}`);
    }
  }
}, 60_000);

interface Read {
  readonly way: 'strict' | 'lenient' | 'none';
  readonly flaw: string | undefined;
}

/** Reads one line into an emptied reading and compares the row with what JSON.parse says. */
function readOne(reading: Reading, line: string): Read {
  const bytes = latin(line);
  const { objects, references } = reading.draft;
  const columns = [objects.address, objects.type, objects.selfSize, objects.size, objects.references];
  for (const column of [...columns, references.target]) column.length = 0;
  const ways: Read['way'][] = [];
  scanLines(reading, bytes, 0, bytes.length, (from, to) => {
    ways.push(readLenient(reading, bytes, from, to, 0) ? 'lenient' : 'none');
  });
  const [way = 'strict'] = ways;
  const rows = objects.address.length;
  if (columns.some(({ length }) => length !== rows)) return { way, flaw: 'lengths differ' };
  if (rows !== (way === 'none' || line.trim() === '' ? 0 : 1)) return { way, flaw: `${rows} rows` };
  if (way !== 'strict' || rows === 0) return { way, flaw: undefined };
  const type = reading.draft.strings.textAt(reading.names.stringAt(objects.type.finish()[0]));
  const found = [objects.address.finish()[0], type, objects.selfSize.finish()[0], ...references.target.finish()];
  const said = parsed(line);
  return { way, flaw: JSON.stringify(found) === said ? undefined : `${JSON.stringify(found)} is not ${said}` };
}

/** What JSON.parse reads, with the two things repaired that the scanner lets pass: leading zeros and broken escapes. */
function parsed(line: string): string {
  const repaired = line
    .replace(/\\(u[\dA-Fa-f]{4}|["\\/bfnrt])?/g, (escape) => (escape === '\\' ? '\\\\' : escape))
    .replace(/"(?:\\.|[^"\\])*"|(?<!\d)0+(?=\d)/g, (part) => (part.startsWith('"') ? part : ''));
  const { address, type, size, refs } = JSON.parse(repaired) as Record<string, unknown>;
  return JSON.stringify([address, type, size, ...(refs as readonly unknown[])]);
}

function mutatedFile(random: Random): Uint8Array {
  const start = pick(random, lines.length - 3);
  let all = lines.slice(start, start + 2 + pick(random, 6));
  for (let i = pick(random, 3); i >= 0; i--) {
    const row = pick(random, all.length);
    if (random() < 0.7) all[row] = of(MUTATIONS, random)(all[row], random);
    else if (random() < 0.5) all = all.toSpliced(row, 0, of(lines, random));
    else all = all.toSpliced(pick(random, all.length + 1), 0, all[row]);
  }
  return latin(all.join(''));
}

function at(text: string, random: Random, change: (byte: string) => string): string {
  const i = pick(random, text.length);
  return text.length === 0 ? text : spliced(text, i, 1, change(text[i]));
}

function spliced(text: string, from: number, remove: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(from + remove);
}

function latin(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function of<T>(list: readonly T[], random: Random): T {
  return list[pick(random, list.length)];
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}
