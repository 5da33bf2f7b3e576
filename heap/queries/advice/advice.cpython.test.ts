// The advice against real interpreters, which made the change and measured what it freed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { objectAt } from '#heap/model/addresses.ts';
import type { AdviceKind } from '#heap/model/adviceRows.ts';
import type { Heap } from '#heap/model/heap.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import { typeNameOf } from '#heap/model/names.ts';
import { interpreters } from '#heap/testing/interpreters.ts';
import { load } from '#heap/testing/loading.ts';
import { advice } from './advice.ts';
import { equalValues } from './equalValues.ts';
import { copiedBytes } from './slack.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-advice-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Truth {
  /** Bytes freed by the change, as the allocator was asked for them. */
  readonly slack: Readonly<Record<'list' | 'dict' | 'set', number>>;
  readonly slots: Readonly<Record<string, number>>;
  readonly words: number;
  readonly addresses: readonly number[];
  readonly pairs: number;
  readonly wide: number;
  /** `sys.getsizeof` of a copy by the address of the original. */
  readonly copies: Readonly<Record<string, number>>;
}

const KINDS = { list: 'listSlack', dict: 'dictSlack', set: 'setSlack' } as const;

function predicted(heap: Heap, object: ObjectId): number {
  const { name } = typeNameOf(heap, heap.objects.type[object]!);
  const row = heap.containers.object.indexOf(object);
  return copiedBytes(heap, object, KINDS[name as keyof typeof KINDS], row < 0 ? NONE : row);
}

async function measured(path: string, version: string): Promise<{ heap: Heap; truth: Truth }> {
  const dump = join(folder, `${version}.ouro`);
  const program = resolve('heap/testing/overheadProgram.py');
  const said = execFileSync(path, ['-W', 'ignore', program, resolve('capture'), dump], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
  });
  const { heap } = await load(new Uint8Array(readFileSync(dump)));
  return { heap, truth: JSON.parse(said) as Truth };
}

/** Every copy has the size that was said; what all of a kind free is within 5 % of what was measured. */
function expectCopies(heap: Heap, { copies, slack }: Truth): void {
  const different: string[] = [];
  const saved = { list: 0, dict: 0, set: 0 };
  for (const [address, bytes] of Object.entries(copies)) {
    const object = objectAt(heap, Number(address))!;
    const now = heap.objects.selfSize[object]!;
    const found = predicted(heap, object);
    saved[typeNameOf(heap, heap.objects.type[object]!).name as keyof typeof saved] += now - found;
    if (found !== Math.min(bytes, now)) different.push(`${now} -> ${bytes}, said ${found}`);
  }
  expect(different).toEqual([]);
  for (const kind of ['list', 'dict', 'set'] as const) {
    expect(slack[kind], kind).toBeGreaterThan(10_000);
    expect(Math.abs(saved[kind] / slack[kind] - 1), `${kind}: ${saved[kind]}, measured ${slack[kind]}`).toBeLessThan(
      0.05,
    );
  }
}

/** What copies of the planted words save; the rest of the interpreter has equal texts too. */
function savedByWords(heap: Heap, addresses: readonly number[]): number {
  const first = equalValues(heap, openLedger(), silentTask);
  const own = addresses.map((address) => objectAt(heap, address)!);
  return own
    .filter((object) => first[object] !== object)
    .reduce((sum, object) => sum + heap.objects.selfSize[object]!, 0);
}

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('what was said is what the change freed', async () => {
    const { heap, truth } = await measured(path, version);
    expectCopies(heap, truth);
    const { rows, totals, unknown } = advice(heap, {}, openLedger(), silentTask);
    const saving = (kind: AdviceKind, type: string): number => {
      const row = rows.find((known) => known.kind === kind && known.type === type);
      return row === undefined ? 0 : row.now - row.after;
    };
    for (const [name, freed] of Object.entries(truth.slots)) {
      const said = saving('slots', `planted.${name}`);
      expect(Math.abs(said / freed - 1), `${name}: ${said}, measured ${freed}`).toBeLessThan(0.05);
    }
    expect(savedByWords(heap, truth.addresses)).toBe(truth.words);
    expect(saving('equalTuples', 'tuple')).toBeGreaterThanOrEqual(truth.pairs);
    expect(saving('wideTexts', 'str')).toBeGreaterThanOrEqual(truth.wide);
    expect(rows.find(({ kind }) => kind === 'views')).toMatchObject({ type: 'bytes', objects: 5 });
    expect(unknown).toEqual([]);
    expect(totals.find(({ kind }) => kind === 'slots')?.saving).toBeGreaterThan(0);
  }, 60_000);
});
