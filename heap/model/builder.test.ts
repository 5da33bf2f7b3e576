import { describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { nothingMeanwhile, type Meanwhile } from './meanwhile.ts';
import { finishHeap, firstHistogram, type Origin } from './builder.ts';
import { columnsOf } from './columns.ts';
import { addType, NO_ADDRESS, openDraft, type Draft } from './draft.ts';
import { FLAG, type Heap } from './heap.ts';
import { stringId, typeId } from './ids.ts';
import { HIDDEN, KIND } from './kinds.ts';

const ORIGIN: Origin = {
  format: 'pyheap',
  formatVersion: '1',
  fileId: '0000000000000001',
  producer: 'test',
  runtime: {
    language: 'cpython',
    version: '',
    hexversion: 0,
    freeThreaded: false,
    pointerBytes: 8,
    processName: '',
    pid: undefined,
  },
  collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
  captured: { started: '', mode: 'import', gilReleased: undefined },
  privacy: { mode: 'unknown' },
  capabilities: ['sizes'],
  texts: [],
  bytesRead: 0,
  bytesTotal: 0,
  implicitTypeReferences: 'add',
};

const HEAPTYPE = 1 << 9;

function draftWith(types: readonly { name: string; address: number; flags?: number }[]): Draft {
  const draft = openDraft({ objects: 0, references: 0, types: 0 }, openLedger());
  for (const { name, address, flags = 0 } of types) {
    const qualname = draft.strings.add(name);
    const module = draft.strings.add('builtins');
    addType(draft, {
      address,
      module,
      qualname,
      file: stringId(0),
      flags,
      basicSize: 0,
      itemSize: 0,
      layout: 4,
      traits: 0,
    });
  }
  return draft;
}

function addObject(
  draft: Draft,
  address: number,
  type = 0,
  references: readonly [number, number, number][] = [],
): void {
  const { objects } = draft;
  objects.address.push(address);
  objects.type.push(type);
  objects.selfSize.push(16);
  objects.refcount.push(1);
  objects.flags.push(0);
  objects.generation.push(255);
  objects.size.push(NONE);
  objects.references.push(references.length);
  for (const [target, kind, label] of references) {
    draft.references.target.push(target);
    draft.references.kind.push(kind);
    draft.references.label.push(label);
  }
}

async function finish(draft: Draft, origin: Partial<Origin> = {}): Promise<Heap> {
  const { heap } = await finishHeap(draft, { ...ORIGIN, ...origin }, silentTask, nothingMeanwhile);
  expect(brokenInvariants(heap)).toEqual([]);
  return heap;
}

const rows = (heap: Heap): string[] =>
  Array.from({ length: heap.objects.length }, (_, object) => object).flatMap((object) => {
    const { first, target, kind, label } = heap.references;
    return Array.from(
      target.subarray(first[object], first[object + 1]),
      (to, i) => `${object}>${to} ${kind[first[object] + i]} ${label[first[object] + i]}`,
    );
  });

describe('from draft to heap', () => {
  test('addresses become ids, in the order of the rows', async () => {
    const draft = draftWith([{ name: 'type', address: 800 }]);
    addObject(draft, 800, 0, [[1600, KIND.attribute, 1]]);
    addObject(draft, 1600, 0, [
      [800, KIND.item, 0],
      [1600, KIND.item, 1],
    ]);
    expect(rows(await finish(draft))).toEqual([`0>1 ${KIND.attribute} 1`, `1>0 ${KIND.item} 0`, `1>1 ${KIND.item} 1`]);
  });

  test('instances of heap types hold their type, visited or hidden, unless the format has these rows itself', async () => {
    const make = (): Draft => {
      const draft = draftWith([
        { name: 'type', address: 800 },
        { name: 'Node', address: 808, flags: HEAPTYPE },
      ]);
      addObject(draft, 800);
      addObject(draft, 808);
      addObject(draft, 816, 1);
      addObject(draft, 824, 1);
      draft.objects.flags.reserve(0)[3] = FLAG.typeNotVisited;
      return draft;
    };
    expect(rows(await finish(make()))).toEqual([`2>1 ${KIND.instanceType} 0`, `3>1 ${KIND.instanceType | HIDDEN} 0`]);
    expect(rows(await finish(make(), { implicitTypeReferences: 'none' }))).toEqual([]);
  });

  test('a value names its key, NONE when the key dangles or is unknown', async () => {
    const draft = draftWith([{ name: 'dict', address: NO_ADDRESS }]);
    addObject(draft, 80, 0, [
      [88, KIND.key, 0],
      [80, KIND.value, 1],
      [999, KIND.key, 0],
      [80, KIND.value, 1],
      [80, KIND.value, 0],
      [80, KIND.value, 77],
    ]);
    addObject(draft, 88);
    const { label, kind } = (await finish(draft)).references;
    expect([...label].filter((_, i) => kind[i] === KIND.value)).toEqual([1, NONE, NONE, NONE]);
  });

  test('rows without an address and later rows of an address go, with their references; ordinals move up', async () => {
    const draft = draftWith([{ name: 'dict', address: NO_ADDRESS }]);
    addObject(draft, 80, 0, [[96, KIND.attribute, 0]]);
    addObject(draft, NO_ADDRESS, 0, [[80, KIND.attribute, 0]]);
    addObject(draft, 80, 0, [[80, KIND.attribute, 0]]);
    addObject(draft, 96, 0, [[80, KIND.attribute, 0]]);
    draft.containers.object.push(3);
    for (const column of ['used', 'entries', 'capacity', 'storage', 'storageBytes', 'log2Size'] as const) {
      draft.containers[column].push(0);
    }
    draft.containers.form.push(3);
    const heap = await finish(draft);
    expect(rows(heap)).toEqual([`0>1 ${KIND.attribute} 0`, `1>0 ${KIND.attribute} 0`]);
    expect([...heap.containers.object]).toEqual([1]);
    expect(heap.objects.flags[1]).toBe(FLAG.splitKeys);
    expect(heap.manifest.completeness.diagnostics).toEqual([{ code: 'duplicateAddress', count: 1, offset: undefined }]);
  });

  test('columns told to be finished do not change any more', async () => {
    const draft = draftWith([{ name: 'type', address: 800 }]);
    addObject(draft, 1600, 0, [[800, KIND.item, 0]]);
    addObject(draft, NO_ADDRESS);
    addObject(draft, 2400, 0, [[1600, KIND.item, 0]]);
    const told = new Map<string, readonly number[]>();
    const meanwhile: Meanwhile = {
      onColumns: (columns) => columns.forEach((column, name) => told.set(name, [...column])),
      turn: () => Promise.resolve(),
    };
    const { heap } = await finishHeap(draft, ORIGIN, silentTask, meanwhile);
    const objects = [...columnsOf(heap)].filter(([name]) => name.startsWith('objects.'));
    expect(new Map(objects.map(([name, column]) => [name, [...column]]))).toEqual(told);
  });

  test('a type without an object gets one; its own type is made when the dump has no builtins.type', async () => {
    const draft = draftWith([{ name: 'Node', address: 8000, flags: HEAPTYPE }]);
    addObject(draft, 80);
    const heap = await finish(draft);
    expect([...heap.types.object]).toEqual([1, NONE]);
    expect(heap.objects.type[1]).toBe(typeId(1));
    expect(rows(heap)).toEqual([`0>1 ${KIND.instanceType} 0`]);
    expect(heap.objects.flags[1]).toBe(FLAG.synthetic);
  });

  test('roots, frames and shared keys without an object are counted', async () => {
    const draft = draftWith([{ name: 'dict', address: NO_ADDRESS }]);
    addObject(draft, 80);
    for (const address of [80, 88]) {
      draft.roots.address.push(address);
      draft.roots.label.push(0);
      draft.roots.thread.push(NONE);
      draft.roots.frame.push(NONE);
      draft.roots.kind.push(1);
      draft.sharedKeys.address.push(address);
      draft.sharedKeys.type.push(NONE);
    }
    const heap = await finish(draft);
    expect([...heap.roots.object]).toEqual([0]);
    expect([...heap.sharedKeys.key]).toEqual([0]);
    expect(heap.manifest.completeness.diagnostics).toEqual([{ code: 'danglingTarget', count: 2, offset: undefined }]);
    expect(heap.manifest.completeness.status).toBe('complete');
  });

  test('sparse rows in any order, the first of an object counts', async () => {
    const draft = draftWith([{ name: 'str', address: NO_ADDRESS }]);
    for (const address of [80, 88, 96]) addObject(draft, address);
    for (const [object, low] of [
      [2, 5],
      [0, 6],
      [2, 7],
    ]) {
      draft.tags.object.push(object);
      draft.tags.low.push(low);
      draft.tags.high.push(0);
      draft.previews.object.push(object);
      draft.previews.form.push(low);
      draft.previews.texts.append(Uint8Array.of(0x40 + low), 0, 1);
    }
    const { tags, previews } = await finish(draft);
    expect([[...tags.object], [...tags.low]]).toEqual([
      [0, 2],
      [6, 5],
    ]);
    expect([[...previews.form], [...previews.texts.bytes]]).toEqual([
      [6, 5],
      [0x46, 0x45],
    ]);
  });

  test('the first histogram counts what was read', () => {
    const draft = draftWith([
      { name: 'dict', address: 800 },
      { name: 'list', address: 808 },
    ]);
    addObject(draft, 80, 1);
    addObject(draft, 88, 1);
    addObject(draft, 80, 0);
    expect(firstHistogram(draft)).toEqual({
      objects: 3,
      selfSize: 48,
      types: [
        { name: 'list', count: 2, selfSize: 32 },
        { name: 'dict', count: 1, selfSize: 16 },
      ],
    });
  });
});
