import { expect, test } from 'vitest';
import { canvasKey } from './keys.ts';

const press = (key: string, modifiers: { ctrlKey?: boolean } = {}) =>
  canvasKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

test('arrows walk, Enter expands, digits and letters act', () => {
  expect(press('ArrowLeft')).toEqual({ kind: 'walk', step: 'left' });
  expect(press('Enter')).toEqual({ kind: 'expand' });
  expect(press('0')).toEqual({ kind: 'fit' });
});

test('a key with a modifier and a key of the shell are not ours', () => {
  expect(press('0', { ctrlKey: true })).toBeUndefined();
  expect(press('toString')).toBeUndefined();
  expect(press('c')).toBeUndefined();
});
