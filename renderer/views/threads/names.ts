// How threads and places are written.
import type { FramePlace, ThreadRow } from '#heap/model/threadRows.ts';
import { threadsWords as say } from '../../words/threads.ts';

export function threadName(row: Pick<ThreadRow, 'stack' | 'name'>): string {
  if (row.stack === 'suspended') return say.suspended;
  return row.name === '' ? say.unnamed : row.name;
}

/** `worker.py:88`, `worker.py` when the line is not known. */
export function shortPlace(place: FramePlace): string {
  const file = place.file.slice(place.file.lastIndexOf('/') + 1);
  const line = place.line > 0 ? place.line : place.definedAt;
  return line > 0 ? `${file}:${line}` : file;
}

/** The whole path, for titles. */
export function fullPlace(place: FramePlace): string {
  if (place.line > 0) return `${place.file}:${place.line}`;
  return place.definedAt > 0 ? say.definedAt(place.file, place.definedAt) : place.file;
}
