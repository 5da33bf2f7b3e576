// Functions that running frames own. The stack of the caller holds the function, and from CPython 3.11 the interpreter frame
// (f_func, f_funcobj in pycore_frame.h); the frame object of a running frame reports neither.
import { stringAt } from '../base/strings.ts';
import type { Heap } from '../model/heap.ts';
import { nameAt } from '../model/names.ts';
import { stringId } from '../model/ids.ts';
import { previewRow } from './previewRow.ts';

/** Recorded frames per function name, suspended generators left out. O(frames). */
export function framesByName(heap: Heap): ReadonlyMap<string, number> {
  const frames = new Map<string, number>();
  for (let i = 0; i < heap.frames.length; i++) {
    if ((heap.frames.flags[i] & GENERATOR_LIKE) !== 0) continue;
    const name = nameAt(heap, stringId(heap.frames.function[i]));
    frames.set(name, (frames.get(name) ?? 0) + 1);
  }
  return frames;
}

/**
 * How many recorded frames bear the name in the summary of a function, `Event.wait (threading.py:637)`. Frames before 3.11 know
 * the last part of it only (co_qualname is new in 3.11).
 */
export function framesOf(heap: Heap, frames: ReadonlyMap<string, number>, object: number): number {
  const row = previewRow(heap.previews, object);
  if (row === undefined || (heap.previews.form[row] & 15) !== PREVIEW_SUMMARY) return 0;
  const text = stringAt(heap.previews.texts, row);
  const name = text.slice(0, text.indexOf(' ('));
  return frames.get(name) ?? frames.get(name.slice(name.lastIndexOf('.') + 1)) ?? 0;
}

const GENERATOR_LIKE = 2;
const PREVIEW_SUMMARY = 4;
