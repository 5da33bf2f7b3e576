// What stands muted beside a type: how much is in it, or which one it is.
import type { ObjectRow } from '#heap/model/rows.ts';
import { words } from '../../words/words.ts';

export function detailOf(row: ObjectRow): string {
  if (row.shape === 'container') return row.size === undefined ? '' : words.object.items(row.size);
  const named = row.shape === 'module' || row.shape === 'type' || row.shape === 'function' || row.shape === 'frame';
  return named ? (row.preview ?? '') : '';
}
