// A comparison as a worker answers it: every grouping adds up, its sets are its numbers, and a cancelled one leaves nothing.
import { describe, expect, test } from 'vitest';
import { countBits } from '#heap/base/bits.ts';
import { Cancelled, silentTask, type Task } from '#heap/base/task.ts';
import { COMPARE_GROUPINGS, COMPARE_PARTS } from '#heap/model/compareRows.ts';
import type { Heap } from '#heap/model/heap.ts';
import { randomFrom, randomHeap } from '#heap/testing/random.ts';
import { CompareAnswers } from './compareAnswers.ts';
import type { OpenHeap } from './openHeap.ts';
import { asDump, openedHeap } from './testing/openedHeap.ts';
import type { CompareRequest } from './api.ts';

const MOST = 500;

interface Laid {
  readonly open: OpenHeap;
  readonly heaps: readonly Heap[];
  readonly request: (by: CompareRequest['by']) => CompareRequest;
}

/** The last of the heaps is open, the others are dumps. */
function laid(heaps: readonly Heap[]): Laid {
  const dumps = heaps.slice(0, -1).map(asDump);
  const last = heaps[heaps.length - 1];
  if (last === undefined) throw new Error('no heap');
  const open = openedHeap(last, new Map(dumps.map(({ source }, i) => [String(i), source])));
  const others = dumps.map(({ manifest }, i) => ({
    source: { kind: 'folder', path: String(i) } as const,
    manifest,
    name: `${i}`,
  }));
  return { open, heaps, request: (by) => ({ others, name: 'open', by }) };
}

function ofOneProcess(heap: Heap, with_: Partial<Heap['manifest']['runtime']> = {}): Heap {
  const runtime = { ...heap.manifest.runtime, pid: 7, startTicks: 5, bootId: 'b', ...with_ };
  return { ...heap, manifest: { ...heap.manifest, runtime } };
}

describe('a comparison', () => {
  test.each(COMPARE_GROUPINGS)('by %s adds up, and its sets are its numbers', async (by) => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomFrom(seed);
      const heaps = Array.from({ length: 2 + Math.floor(random() * 2) }, () => ofOneProcess(randomHeap(random, 40)));
      await addsUp(laid(heaps), by, `seed ${seed}`);
    }
  });

  test('of two processes has totals only', async () => {
    const heaps = [1, 2].map((seed) => ofOneProcess(randomHeap(randomFrom(seed), 20), { startTicks: seed }));
    const { open, request } = laid(heaps);
    const compared = new CompareAnswers(open);
    const { totals, rows, dumps } = await compared.compare(request('type'), silentTask);
    expect(totals).toEqual({ added: undefined, gone: undefined, survived: undefined, unproven: undefined });
    expect(rows.every(({ added }) => added === undefined)).toBe(true);
    expect(dumps[1]?.kinship).toBe('none');
    expect(compared.sets().size).toBe(0);
    expect(() => compared.objects('new', undefined, { first: 0, count: 1 })).toThrow('analysis/needs');
  });

  test('that is cancelled leaves neither memory nor sets', async () => {
    const heaps = [3, 4].map((seed) => ofOneProcess(randomHeap(randomFrom(seed), 30)));
    const { open, request } = laid(heaps);
    const compared = new CompareAnswers(open);
    const before = open.ledger.live;
    for (let stop = 0; stop < 12; stop++) {
      await expect(compared.compare(request('dominator'), stoppingAt(stop))).rejects.toThrow(Cancelled);
      expect(open.ledger.live).toBe(before);
      expect(compared.sets().size).toBe(0);
    }
    expect((await compared.compare(request('dominator'), silentTask)).rows.length).toBeGreaterThan(0);
    expect([...compared.sets().keys()]).toEqual(['new', 'survived', 'unproven']);
  });
});

/** Ends at the given report of progress. */
function stoppingAt(stop: number): Task {
  let reports = 0;
  const report = (): void => {
    if (reports++ === stop) throw new Cancelled();
  };
  return { phase: report, step: report };
}

async function addsUp({ open, heaps, request }: Laid, by: CompareRequest['by'], said: string): Promise<void> {
  const compared = new CompareAnswers(open);
  const answer = await compared.compare(request(by), silentTask);
  const sum = (of: (row: (typeof answer.rows)[number]) => number): number =>
    answer.rows.reduce((all, row) => all + of(row), 0);
  for (const [i, heap] of heaps.entries()) {
    expect(
      sum(({ objects }) => objects[i] ?? 0),
      said,
    ).toBe(heap.objects.length);
  }
  const { totals } = answer;
  const count = (part: keyof typeof totals): number => totals[part]?.objects ?? NaN;
  expect(count('added') + count('survived') + count('unproven'), said).toBe(heaps.at(-1)?.objects.length);
  for (const [name, bits] of compared.sets()) {
    expect(countBits(bits), `${said} ${name}`).toBe(count(name === 'new' ? 'added' : (name as 'survived')));
    expect(open.asDumped.namedSets?.get(name)).toBe(bits);
  }
  for (const part of COMPARE_PARTS) {
    const field = part === 'new' ? 'added' : part;
    expect(compared.objects(part, undefined, { first: 0, count: MOST }).total, said).toBe(count(field));
    for (const row of answer.rows.slice(0, 5))
      expect(compared.objects(part, row.name, { first: 0, count: MOST }).total, said).toBe(row[field]?.objects);
  }
}
