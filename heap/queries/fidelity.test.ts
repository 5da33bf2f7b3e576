import { expect, test } from 'vitest';
import type { Heap } from '../model/heap.ts';
import { draw } from '../testing/draw.ts';
import { fidelityOf } from './fidelity.ts';

/** One pool of 48-byte blocks. */
function withPool(pool: { readonly address: number; readonly used: number; readonly sizeClass?: number }): Heap {
  const { heap } = draw('root -> a');
  return {
    ...heap,
    pools: {
      length: 1,
      address: Float64Array.of(pool.address),
      arena: Uint32Array.of(0),
      next: Uint32Array.of(48),
      used: Uint16Array.of(pool.used),
      capacity: Uint16Array.of(84),
      sizeClass: Uint8Array.of(pool.sizeClass ?? 2),
    },
  };
}

test.each([
  ['agree', { address: 0x7f0000001000, used: 84 }, 'A'],
  ['have more used blocks than blocks', { address: 0x7f0000001000, used: 85 }, 'B'],
  ['lie off a page', { address: 0x7f0000001010, used: 1 }, 'B'],
  ['have a size class that does not exist', { address: 0x7f0000001000, used: 1, sizeClass: 32 }, 'B'],
])('pools that %s', (_, pool, grade) => {
  const { checks } = fidelityOf(withPool(pool), undefined);
  expect(checks.find((check) => check.check === 'pools')).toMatchObject({ grade, passed: grade === 'A' });
});

test('counts are no check of a runtime that has none', () => {
  const { heap } = draw('root -> a', { without: ['refcounts'] });
  const { manifest } = heap;
  const of = (language: 'cpython' | 'v8'): ReturnType<typeof fidelityOf> =>
    fidelityOf({ ...heap, manifest: { ...manifest, runtime: { ...manifest.runtime, language } } }, undefined);
  expect(of('cpython').grade).toBe('C');
  expect(of('v8').grade).toBe('A');
});

test('a dump without pools has no such check', () => {
  const { checks } = fidelityOf(draw('root -> a').heap, undefined);
  expect(checks.some((check) => check.check === 'pools')).toBe(false);
});
