// What was seen is so when it is asked again, on random heaps; moved to other addresses it is found by what it is and where it hangs.
import { describe, expect, test } from 'vitest';
import { FaultError } from '#heap/base/fault.ts';
import { readNotebook } from '#heap/findings/notebook.ts';
import type { FindingTarget } from '#heap/findings/finding.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId, typeId } from '#heap/model/ids.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { draw } from '#heap/testing/draw.ts';
import { randomHeap } from '#heap/testing/random.ts';
import { forSeeds } from '#heap/testing/seeds.ts';
import { CutAnswers } from './cutAnswers.ts';
import { CycleAnswers } from './cycleAnswers.ts';
import { ObjectAnswers } from './objectAnswers.ts';
import { SeenAnswers } from './seenAnswers.ts';
import { openedHeap } from './testing/openedHeap.ts';

function asked(heap: Heap): { readonly answers: SeenAnswers; readonly targets: readonly FindingTarget[] } {
  const open = openedHeap(heap);
  const objects = new ObjectAnswers(open);
  const cycles = new CycleAnswers(open);
  const targets: FindingTarget[] = [{ kind: 'heap' }];
  for (let row = 0; row < heap.types.length; row++)
    targets.push({ kind: 'type', name: qualifiedName(typeNameOf(heap, typeId(row))) });
  for (let row = 0; row < heap.objects.length; row++) {
    const address = objects.describe(objectId(row)).row.id;
    targets.push({ kind: 'object', address });
    if (cycles.of('default', objectId(row)) !== undefined)
      targets.push({ kind: 'component', lens: 'default', member: address });
  }
  return { answers: new SeenAnswers(open, objects, cycles, new CutAnswers(open)), targets };
}

/** The same graph as another run of the program has it. */
function elsewhere(heap: Heap): Heap {
  const address = heap.objects.address.map((before) => before + 0x7000_0000);
  return { ...heap, objects: { ...heap.objects, address }, manifest: { ...heap.manifest, fingerprint: 'another' } };
}

describe('a finding', () => {
  test('is the same where it was seen, and is there in another run of the same program', () => {
    forSeeds(process.env['OURO_SEED'], 40, (random) => {
      const heap = randomHeap(random, 40);
      const { answers, targets } = asked(heap);
      const other = asked(elsewhere(heap)).answers;
      for (const target of targets) {
        const seen = answers.seen(target);
        expect(answers.replay(target, seen)).toMatchObject({ status: 'same', changed: [] });
        const again = other.replay(target, seen);
        expect(['same', 'changed'], JSON.stringify({ target, seen, again })).toContain(again.status);
        expect('by' in again && again.by).not.toBe('address');
      }
    });
  });

  test('is gone when nothing of its type hangs there, and changed when it holds more', () => {
    const leak = 'module:app -.held-> a; a -> b; a: type=app.Leak';
    const before = draw(leak);
    const { answers, targets } = asked(before.heap);
    const target = targets.find(({ kind }) => kind === 'object');
    const object = answers.seen({ kind: 'type', name: 'app.Leak' });
    expect(object.facts.objects).toBe(1);
    if (target === undefined) throw new Error('no object');
    const leaky = { kind: 'object', address: addressOf(before.heap, before.at('a')) } as const;
    const seen = answers.seen(leaky);
    const status = (drawing: string): unknown => asked(elsewhere(draw(drawing).heap)).answers.replay(leaky, seen);
    expect(status('module:app -.held-> a; a -> b; a -> c; a: type=app.Leak')).toMatchObject({
      status: 'changed',
      by: 'place',
      changed: ['retained'],
    });
    expect(status('module:app -.held-> a; a -> b')).toEqual({ status: 'gone' });
    expect(status('module:app -.other-> a; a -> b; a: type=app.Leak')).toEqual({ status: 'gone' });
  });
});

describe('a notebook', () => {
  test.each([
    ['', 'no JSON'],
    ['{', 'no JSON'],
    ['[]', 'no findings of Ouroboros'],
    ['{"findings": [{}]}', 'no findings of Ouroboros'],
    ['{"findings": "many"}', 'no findings of Ouroboros'],
    ['{"__proto__": {"findings": []}}', 'no findings of Ouroboros'],
  ])('%s is none', (content, reason) => {
    expect(faultOf(() => readNotebook(content))).toEqual({ code: 'findings/unreadable', reason });
  });

  test('without findings is empty', () => {
    expect(readNotebook('{"schema": 1, "findings": []}')).toEqual([]);
  });
});

function faultOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof FaultError ? error.fault : error;
  }
}

function addressOf(heap: Heap, object: number): string {
  return `0x${(heap.objects.address[objectId(object)] ?? 0).toString(16)}`;
}
