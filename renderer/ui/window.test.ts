import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clampTop,
  lastTop,
  MOST_HEIGHT,
  OVERSCAN,
  revealTop,
  scrollRatio,
  spacerHeight,
  visibleRows,
} from './window.ts';

const TEN_MILLION = { count: 10_000_000, rowHeight: 24, height: 600 };

const viewport = fc.record({
  count: fc.integer({ min: 1, max: 10_000_000 }),
  rowHeight: fc.constantFrom(24, 32),
  height: fc.integer({ min: 48, max: 2000 }),
});

describe('ten million rows', () => {
  test('the spacer stays far below the height at which Chromium clamps', () => {
    expect(spacerHeight(TEN_MILLION)).toBe(MOST_HEIGHT);
  });

  test('the end of the scrollbar is the last row', () => {
    const end = (MOST_HEIGHT - TEN_MILLION.height) * scrollRatio(TEN_MILLION);
    expect(end).toBeCloseTo(lastTop(TEN_MILLION), 3);
    expect(visibleRows(end, TEN_MILLION).last).toBe(9_999_999);
  });

  test('240 px of wheel are ten rows', () => {
    const top = 120_000_000;
    expect(visibleRows(top + 240, TEN_MILLION).first - visibleRows(top, TEN_MILLION).first).toBe(10);
  });

  test('few rows are drawn', () => {
    const { first, last } = visibleRows(77_777_777, TEN_MILLION);
    expect(last - first + 1).toBeLessThanOrEqual(600 / 24 + 2 * OVERSCAN + 2);
  });
});

test('a list that fits does not scale its scrollbar', () => {
  expect(scrollRatio({ count: 5, rowHeight: 24, height: 600 })).toBe(1);
  expect(lastTop({ count: 5, rowHeight: 24, height: 600 })).toBe(0);
});

test('an empty list draws no row', () => {
  const { first, last } = visibleRows(0, { count: 0, rowHeight: 24, height: 600 });
  expect(last).toBeLessThan(first);
});

test('every pixel of the viewport is covered by a drawn row', () => {
  fc.assert(
    fc.property(viewport, fc.double({ min: 0, max: 1, noNaN: true }), (view, part) => {
      const top = part * lastTop(view);
      const { first, last } = visibleRows(top, view);
      expect(first * view.rowHeight).toBeLessThanOrEqual(top);
      expect((last + 1) * view.rowHeight).toBeGreaterThanOrEqual(
        Math.min(top + view.height, view.count * view.rowHeight),
      );
    }),
  );
});

test('a revealed row is wholly visible, and one that is visible does not move', () => {
  fc.assert(
    fc.property(viewport, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (view, part, any) => {
      const row = any % view.count;
      const top = revealTop(row, part * lastTop(view), view);
      expect(top).toBe(clampTop(top, view));
      expect(row * view.rowHeight).toBeGreaterThanOrEqual(top);
      expect((row + 1) * view.rowHeight).toBeLessThanOrEqual(top + view.height + 0.001);
      expect(revealTop(row, top, view)).toBe(top);
    }),
  );
});
