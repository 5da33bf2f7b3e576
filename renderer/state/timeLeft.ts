import type { Progress } from '#heap/base/task.ts';

/** Whole seconds a phase still takes at its rate so far, rounded up; undefined before 5 % or without a total. */
export function secondsLeft(progress: Progress, elapsedMs: number): number | undefined {
  const { done, total } = progress;
  if (total <= 0 || done < total * 0.05 || done >= total) return undefined;
  return Math.ceil((elapsedMs / 1000) * ((total - done) / done));
}
