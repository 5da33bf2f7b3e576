import { expect, test } from 'vitest';
import { objectId, typeId } from '#heap/model/ids.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import { draftOfFound, foundId, foundNumber, foundView } from './found.ts';

const leak: AutoFinding = {
  kind: 'refcount',
  type: { type: typeId(3), module: 'shop.ext', name: 'Buffer' },
  objects: 3,
  excess: 3,
  example: objectId(7),
  bytes: 4210,
  confidence: 'medium',
};

test('an address names a finding of the checks or a note, never both', () => {
  expect(foundNumber(foundId(12))).toBe(12);
  expect(foundNumber('0123456789abcdef')).toBeUndefined();
  expect(foundNumber(undefined)).toBeUndefined();
});

test('a leak leads to its objects', () => {
  expect(foundView(leak)).toEqual({ kind: 'objects', query: 'in:unexplained type:shop.ext.Buffer' });
});

test('written down it keeps its numbers and how sure they are', () => {
  const draft = draftOfFound(leak);
  expect(draft.target).toEqual({ kind: 'type', name: 'shop.ext.Buffer' });
  expect(draft.confidence).toBe('medium');
  expect(draft.evidence).toContainEqual({ label: 'excess', value: '3' });
  expect(draft.evidence).toContainEqual({ label: 'bytes', value: '4210' });
});
