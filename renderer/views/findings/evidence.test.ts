import { expect, test } from 'vitest';
import { evidenceText } from './evidence.ts';

test('stored numbers are shown as sizes and counts', () => {
  expect(evidenceText({ label: 'selfSize', value: '12697' })).toEqual({ label: 'self size', value: '12.4 KiB' });
  expect(evidenceText({ label: 'objects', value: '5046112' }).value).toBe('5,046,112');
});

test('what was on screen stays as it was', () => {
  expect(evidenceText({ label: 'retained', value: '1.00 MiB' }).value).toBe('1.00 MiB');
  expect(evidenceText({ label: 'my own', value: '12' })).toEqual({ label: 'my own', value: '12' });
});

test('a verdict is a word', () => {
  expect(evidenceText({ label: 'verdict', value: 'heldOutside' }).value).toBe('held from outside the tracked heap');
});
