// How a number went over several dumps, in one word and one slope.
import type { Trend } from '../model/compareRows.ts';

/** The last step of what levels off is less than this part of the largest. */
const LEVEL = 0.25;
const CHURNED = 0.5;
const SMALL = 0.1;

export function trendOf(values: readonly number[]): Trend {
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? 0));
  const net = (values.at(-1) ?? 0) - (values[0] ?? 0);
  if (net === 0) return 'flat';
  if (steps.length < 2) return 'unknown';
  if (net < 0) return 'falling';
  if (steps.some((step) => step < 0)) return 'noisy';
  const last = steps.at(-1) ?? 0;
  if (last < LEVEL * Math.max(...steps)) return 'levelling';
  return steps.every((step) => step > 0) ? 'steady' : 'noisy';
}

/** Nearly as much came as went, at least half of the group: new objects in the place of old ones, and no growth to speak of. */
export function isChurn(values: readonly number[], added: number, gone: number): boolean {
  const turned = Math.max(added, gone);
  const net = Math.abs((values.at(-1) ?? 0) - (values[0] ?? 0));
  return turned > 0 && turned >= CHURNED * (values.at(-1) ?? 0) && net <= SMALL * turned;
}

/** Median of the slopes between all pairs (Theil 1950, Sen 1968); 0 for fewer than two values. */
export function slopeOf(values: readonly number[]): number {
  const slopes = values.flatMap((value, i) => values.slice(i + 1).map((later, j) => (later - value) / (j + 1)));
  slopes.sort((a, b) => a - b);
  const middle = Math.floor(slopes.length / 2);
  if (slopes.length === 0) return 0;
  return slopes.length % 2 === 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
}
