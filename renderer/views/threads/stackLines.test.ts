import { expect, test } from 'vitest';
import { frameId, objectId, typeId } from '#heap/model/ids.ts';
import type { ObjectRow } from '#heap/model/rows.ts';
import type { FrameRow, LocalRow } from '#heap/model/threadRows.ts';
import { arrow } from '../types/mergedTree.ts';
import { linesOf, openAtFirst } from './stackLines.ts';

const object: ObjectRow = {
  object: objectId(1),
  id: '0x1000',
  address: 4096,
  type: { type: typeId(0), module: 'app', name: 'Job' },
  shape: 'instance',
  size: undefined,
  selfSize: 16,
  retained: 16,
  refcount: 1,
  immortal: false,
  generation: 0,
  preview: undefined,
  component: undefined,
};
const local = (name: string): LocalRow => ({ name, object, alone: true });

function frame(number: number, locals: number, here = locals, limited = false): FrameRow {
  return {
    frame: frameId(number),
    place: { function: `f${number}`, file: 'app.py', line: 1, definedAt: 0 },
    object: undefined,
    dumper: false,
    suspended: false,
    locals: {
      rows: Array.from({ length: here }, (_, i) => local(`x${i}`)),
      first: 0,
      total: locals,
      limited,
    },
    retained: 0,
    alone: 0,
  };
}

const kindsOf = (lines: ReturnType<typeof linesOf>): readonly string[] => lines.map((line) => line.content.kind);

test('a small stack begins open, frames without locals cannot open', () => {
  const frames = [frame(0, 0), frame(1, 2), frame(2, 1)];
  const lines = linesOf(frames, 3, openAtFirst(frames, undefined), new Map());
  expect(kindsOf(lines)).toEqual(['frame', 'frame', 'local', 'local', 'frame', 'local']);
  expect(lines.map((line) => line.open)).toEqual([undefined, true, undefined, undefined, true, undefined]);
});

test('of a large stack the wanted frame is open, else the innermost with locals', () => {
  const frames = [frame(5, 0), frame(6, 30), frame(7, 30)];
  expect([...openAtFirst(frames, 7)]).toEqual(['f7']);
  expect([...openAtFirst(frames, 5)]).toEqual(['f6']);
  expect([...openAtFirst(frames, undefined)]).toEqual(['f6']);
});

test('locals that are not here yet are one line, those fetched follow the first', () => {
  const frames = [frame(0, 60, 50)];
  const open = new Set(['f0']);
  expect(linesOf(frames, 1, open, new Map()).at(-1)?.content).toMatchObject({ kind: 'more', rest: 10 });
  const fetched = new Map([[0, Array.from({ length: 10 }, (_, i) => local(`y${i}`))]]);
  const lines = linesOf(frames, 1, open, fetched);
  expect(lines).toHaveLength(61);
  expect(lines.at(-1)?.content).toMatchObject({ kind: 'local', row: { name: 'y9' } });
  expect(kindsOf(linesOf([frame(0, 1, 1, true)], 1, open, new Map()))).toEqual(['frame', 'local', 'limited']);
});

test('arrows close a frame from one of its locals', () => {
  const frames = [frame(0, 1), frame(1, 2)];
  const lines = linesOf(frames, 2, new Set(['f0', 'f1']), new Map());
  expect(arrow(lines, 4, 'ArrowLeft')).toEqual({ focus: 2 });
  expect(arrow(lines, 2, 'ArrowLeft')).toEqual({ toggle: 'f1' });
  expect(arrow(lines, 0, 'End')).toEqual({ focus: 4 });
});
