import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { decodeUtf8, encodeUtf8 } from '#heap/base/utf8.ts';
import { graphBytes, graphLines, looseLines, randomGraph } from '#heap/testing/graphWriter.ts';
import { digestOfOutcome, flawOf, tryLoad } from '#heap/testing/loading.ts';
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { graph } from './index.ts';
import { WRITTEN_KINDS } from './references.ts';

const firstSeed = Number(process.env['OURO_SEED'] ?? 20_260_101);
const count = Number(process.env['OURO_FUZZ'] ?? 100_000);

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const tiny =
  '{"ouroboros-graph": 1}\n{"object": 1, "type": "A", "references": [1, {"to": "b", "label": 0}]}\n{"from": 1, "to": 1}\n';
const tinyRefcycle =
  '{"vertices": [{"id": 1, "annotation": "list[1]"}], "edges": [{"id": 0, "annotation": "item[0]", "head": 1, "tail": 1}]}';
/** Of about 150 bytes: what a load costs is then what its columns cost, 0.1 ms. */
const files = [tiny, tiny, tinyRefcycle, ...[1, 2, 4].flatMap((seed) => randomFiles(seed, 2))];
const largerFiles = [
  fixture('small.ndjson'),
  fixture('refcycle.dump'),
  ...[1, 2, 3].flatMap((seed) => randomFiles(seed, 6)),
];

/** What may stand where a value stands. */
const VALUES = [
  ...[0, -0, -1, 0.5, 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300, -1e300].map(String),
  ...['1e999', '-0', '01', 'NaN', 'null', 'true', 'false', '""', '"__proto__"', '"\\ud800"', '"\\u0000"', '"5"'],
  ...[
    '[]',
    '{}',
    '[1, 1]',
    '[[[[1]]]]',
    '{"to": 1}',
    '{"to": {"to": 1}}',
    '{"kind": "module", "name": "x"}',
    '['.repeat(300),
  ],
  ...WRITTEN_KINDS.map((word) => `"${word}"`),
];
const KEYS = [
  'object',
  'type',
  'size',
  'refcount',
  'length',
  'text',
  'root',
  'references',
  'from',
  'to',
  'label',
  'kind',
]
  .concat(['ouroboros-graph', 'language', 'version', 'pid', 'captured', '__proto__', 'constructor', 'toString'])
  .concat(['vertices', 'edges', 'id', 'annotation', 'head', 'tail']);
const PIECES = ['\n', '\r\n', '{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\ufeff', '\u2028', '\u0000', 'é'];

type Mutation = (text: string, random: Random) => string;

const MUTATIONS: readonly Mutation[] = [
  token(/-?\d+(\.\d+)?/g, VALUES),
  token(/"[^"\n]*"(?!:)/g, VALUES),
  token(
    /"[^"\n]*"(?=:)/g,
    KEYS.map((key) => `"${key}"`),
  ),
  token(/\[[^[\]\n]*\]/g, VALUES),
  token(/\{[^{}\n]*\}/g, VALUES),
  lines((all, random) => all.toSpliced(pick(random, all.length), 0, pickOf(random, all))),
  lines((all, random) => all.toSpliced(pick(random, all.length), 1)),
  lines((all, random) => all.map((_, i) => all[(i + pick(random, 2)) % all.length])),
  lines((all, random) => all.toSpliced(pick(random, all.length), 0, pickOf(random, pickOf(random, files).split('\n')))),
  (text, random) => spliced(text, pick(random, text.length), 1, ''),
  (text, random) => spliced(text, pick(random, text.length), 0, pickOf(random, PIECES)),
  (text, random) => spliced(text, pick(random, text.length), 1 + pick(random, 30), pickOf(random, VALUES)),
  (text, random) => text.slice(0, pick(random, text.length + 1)),
];

test(`${count} mutated graphs from seed ${firstSeed}: a heap that holds, or a typed fault`, async () => {
  let heaps = 0;
  let slowest = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = randomFrom(seed);
    const bytes = mutated(random);
    const ledger = openLedger(16 << 20);
    const start = performance.now();
    const outcome = await tryLoad(bytes, { format: graph, ledger }).catch((error: unknown) => {
      throw new Error(`OURO_SEED=${seed} OURO_FUZZ=1`, { cause: error });
    });
    slowest = Math.max(slowest, performance.now() - start);
    const flaw = flawOf(outcome, bytes.length);
    if (flaw !== undefined) expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: ${flaw}`);
    if (!outcome.ok && outcome.fault.code === 'memory/exhausted') expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: memory`);
    if (outcome.ok) heaps++;
    if (seed % 16 !== 0) continue;
    const again = await tryLoad(bytes, {
      format: graph,
      window: 1 + pick(random, 64),
      seekable: false,
      sized: random() < 0.5,
    });
    if (digestOfOutcome(outcome) !== digestOfOutcome(again)) {
      expect.fail(`OURO_SEED=${seed} OURO_FUZZ=1: another answer the second time`);
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  // If few were left, the mutations would not test what is behind the parser.
  expect(heaps).toBeGreaterThan(count * 0.5);
  expect(slowest).toBeLessThan(5_000);
}, 7_200_000);

test('every flipped bit and every boundary value in every place of the smallest graph', async () => {
  const bytes = encodeUtf8(tiny);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    expect([bit, flawOf(await tryLoad(flipped, { format: graph }), bytes.length)]).toEqual([bit, undefined]);
  }
  for (const place of tiny.matchAll(/-?\d+|"[^"]*"(?!:)/g)) {
    for (const value of VALUES) {
      const text = spliced(tiny, place.index, place[0].length, value);
      const outcome = await tryLoad(encodeUtf8(text), { format: graph });
      expect([text, flawOf(outcome, encodeUtf8(text).length)]).toEqual([text, undefined]);
    }
  }
});

function randomFiles(seed: number, most: number): readonly string[] {
  const model = randomGraph(randomFrom(seed), most);
  return [graphLines(model), looseLines(model, randomFrom(seed))].map((all) => decodeUtf8(graphBytes(all)));
}

function mutated(random: Random): Uint8Array {
  let text = pickOf(random, random() < 0.1 ? largerFiles : files);
  for (let i = pick(random, 3); i >= 0; i--) text = pickOf(random, MUTATIONS)(text, random);
  const bytes = encodeUtf8(text);
  // One in sixteen is no text any more.
  if (random() < 0.06 && bytes.length > 0) bytes[pick(random, bytes.length)] ^= 1 << pick(random, 8);
  return bytes;
}

/** Another value in the place of one of those that `pattern` finds. */
function token(pattern: RegExp, values: readonly string[]): Mutation {
  return (text, random) => {
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) return text;
    const { index, 0: found } = pickOf(random, places);
    return spliced(text, index, found.length, pickOf(random, values));
  };
}

function lines(change: (all: readonly string[], random: Random) => readonly string[]): Mutation {
  return (text, random) => change(text.split('\n'), random).join('\n');
}

function spliced(text: string, from: number, remove: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(from + remove);
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}

function pickOf<Value>(random: Random, values: readonly Value[]): Value {
  return values[pick(random, values.length)];
}
