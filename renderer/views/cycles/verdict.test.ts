import { expect, test } from 'vitest';
import { componentId, typeId } from '#heap/model/ids.ts';
import type { ComponentRow } from '#heap/model/rows.ts';
import { cyclesEn } from '../../words/cycles.en.ts';
import { cyclesZhCn, graphZhCn } from '../../words/cycles.zh-CN.ts';
import { graphEn } from '../../words/cycles.en.ts';
import { countedReferences, holderText, typesSummary, verdictMark, verdictSentence } from './verdict.ts';

function component(wishes: Partial<ComponentRow> = {}): ComponentRow {
  return {
    component: componentId(12),
    objects: 2,
    references: 2,
    selfSize: 96,
    retained: 218_000,
    types: [
      { type: { type: typeId(1), module: 'app', name: 'Session' }, count: 1 },
      { type: { type: typeId(2), module: 'app', name: 'User' }, count: 3 },
    ],
    entries: 1,
    unexplained: 0,
    verdict: 'heldOutside',
    generation: 2,
    finalizers: 0,
    motif: undefined,
    heldBy: "sessions['u1']",
    ...wishes,
  };
}

test('a component with entries is alive, whatever else is unexplained', () => {
  expect(verdictMark(component({ unexplained: 3 }), cyclesEn)).toEqual({ tone: 'entry', text: 'alive, 1 entry' });
  expect(verdictSentence(component({ entries: 4 }), cyclesEn)).toContain('4 references');
});

test('garbage names its generation', () => {
  expect(verdictMark(component({ verdict: 'garbage', entries: 0 }), cyclesEn)).toEqual({
    tone: 'garbage',
    text: 'garbage, gen 2',
  });
});

test('without entries an unexplained count holds it', () => {
  const row = component({ entries: 0, unexplained: 3, heldBy: '' });
  expect(verdictMark(row, cyclesEn)).toEqual({ tone: 'excess', text: 'held, 3 unexplained' });
  expect(holderText(row, cyclesEn)).toEqual({ text: 'native code or the interpreter', expression: false });
});

test('the sum adds up, and is not shown where counts are not recorded', () => {
  expect(countedReferences(component())).toBe(3);
  expect(countedReferences(component({ unexplained: undefined }))).toBeUndefined();
});

test('types are summed up by name and number', () => {
  expect(typesSummary(component(), cyclesEn)).toBe('Session, User ×3');
});

test('both languages have the same keys', () => {
  const keys = (words: object): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? keys(value).map((inner) => `${key}.${inner}`) : [key],
    );
  expect(keys(cyclesZhCn)).toEqual(keys(cyclesEn));
  expect(keys(graphZhCn)).toEqual(keys(graphEn));
});
