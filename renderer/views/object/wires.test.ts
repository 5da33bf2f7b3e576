import { expect, test } from 'vitest';
import { wiresOf, type Box } from './wires.ts';

const frame: Box = { left: 100, right: 1100, top: 50, height: 400 };
const card: Box = { left: 400, right: 700, top: 50, height: 300 };
const row = (left: number, top: number): Box => ({ left, right: left + 250, top, height: 40 });

test('a holder is wired from its end to the start of the card', () => {
  const [wire] = wiresOf([{ tone: 'entry', box: row(100, 90) }], card, frame, 'holders');
  expect(wire).toMatchObject({ tone: 'entry', from: { x: 251, y: 60 }, head: 'M299 126l-8-4v8z' });
});

test('a reference leaves the card and ends at its row', () => {
  const [wire] = wiresOf([{ tone: 'strong', box: row(850, 90) }], card, frame, 'held');
  expect(wire).toMatchObject({ from: { x: 601, y: 126 }, head: 'M749 60l-8-4v8z' });
});

test('wires meet the card in the order of their rows and stay on it', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ tone: 'strong' as const, box: row(850, 60 + i * 30) }));
  const heights = wiresOf(rows, card, frame, 'held').map(({ from }) => from.y);
  expect([...heights].sort((a, b) => a - b)).toEqual(heights);
  expect(heights.every((y) => y >= 0 && y <= card.height)).toBe(true);
});
