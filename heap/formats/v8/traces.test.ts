// Allocation traces of snapshots: every call once, callers above what they call, and the objects that name one.
import { describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { stringAt } from '#heap/base/strings.ts';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import type { Heap } from '#heap/model/heap.ts';
import { load } from '#heap/testing/loading.ts';
import { SMALL_SNAPSHOT } from '#heap/testing/smallSnapshot.ts';
import { snapshotText } from '#heap/testing/snapshotWriter.ts';
import { TRACED_SNAPSHOT } from '#heap/testing/tracedSnapshot.ts';
import { inPieces, v8 } from './index.ts';

const bytes = encodeUtf8(snapshotText(TRACED_SNAPSHOT));

/** `parent > function file:line:column made bytes`, by row. */
function callLines({ calls, strings }: Heap): readonly string[] {
  return Array.from(calls.parent, (parent, row) => {
    const [name, file] = [calls.function, calls.file].map((column) => stringAt(strings, Array.from(column)[row]));
    const place = `${file}:${calls.line[row]}:${calls.column[row]}`;
    return `${parent === NONE ? '' : parent} > ${name} ${place} ${calls.made[row]} ${calls.madeBytes[row]}`;
  });
}

const LINES = [
  ' > (root) :0:0 0 0',
  '0 > main app.js:3:1 2 20',
  '1 > make lib.js:7:9 3 30',
  '1 >  :0:0 4 40',
  '0 > make lib.js:7:9 5 50',
];

test('calls and what they allocated; a function that is not there is nameless, a trace that is not there is dropped', async () => {
  const { heap } = await load(bytes, { format: v8 });
  expect(callLines(heap)).toEqual(LINES);
  expect([...heap.allocations.object]).toEqual([3, 5, 7]);
  expect([...heap.allocations.call]).toEqual([3, 2, 3]);
  expect(heap.manifest.capabilities).toContain('traces');
  const found = heap.manifest.completeness.diagnostics.map(({ code, count }) => `${code} ${count}`);
  expect(found.sort()).toEqual(['droppedRow 1', 'lostString 1']);
});

test('read in pieces of 1, 7 and 65,536 bytes it is the same', async () => {
  for (const piece of [1, 7, 65_536]) {
    const { heap } = await load(bytes, { format: inPieces(piece) });
    expect(callLines(heap)).toEqual(LINES);
  }
});

test('no traces, no capability', async () => {
  const { heap } = await load(encodeUtf8(snapshotText(SMALL_SNAPSHOT)), { format: v8 });
  expect(heap.calls.length + heap.allocations.length).toBe(0);
  expect(heap.manifest.capabilities).not.toContain('traces');
});

describe('a tree that is none', () => {
  const bodies = [
    '[1,2]',
    '[[1]]',
    '[1,0,0,0]',
    '[1,0,0,0,[],5]',
    '[1,0,0,0,0,[]]',
    '[1,0,0,0,["]"]]',
    '[1,-2,0,0,[]]',
  ];
  test.each(bodies)('%s', async (body) => {
    const text = snapshotText(TRACED_SNAPSHOT).replace(
      /"trace_tree":.*?,"locations"/,
      () => `"trace_tree":${body},"locations"`,
    );
    const { heap } = await load(encodeUtf8(text), { format: v8 });
    expect(heap.manifest.completeness.diagnostics.map(({ code }) => code)).toContain('badChunk');
    expect(heap.objects.length).toBe(8);
    expect(stringAt(heap.strings, heap.snapshot.name[3 as never])).toBe('Map');
  });

  test('ten thousand calls deep', async () => {
    const depth = 10_000;
    const deep = `[${'1,1,1,1,['.repeat(depth)}${']'.repeat(depth)}]`;
    const text = snapshotText(TRACED_SNAPSHOT).replace(
      /"trace_tree":.*?,"locations"/,
      () => `"trace_tree":${deep},"locations"`,
    );
    const { heap } = await load(encodeUtf8(text), { format: v8 });
    expect(heap.calls.length).toBe(depth);
    expect(heap.calls.parent[depth - 1]).toBe(depth - 2);
  });
});
