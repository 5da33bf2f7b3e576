// Spreads stepped work over tasks so that no task is long.
import type { Stepped } from './force.ts';

/** Well under the 50 ms of a long task. */
const SLICE = 8;

/** Steps until done; undefined when `wanted` said no in between. */
export async function inSlices<Result>(work: Stepped<Result>, wanted: () => boolean): Promise<Result | undefined> {
  for (let more = true; more;) {
    const until = performance.now() + SLICE;
    while (more && performance.now() < until) more = work.step();
    if (!more) break;
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!wanted()) return undefined;
  }
  return work.result();
}
