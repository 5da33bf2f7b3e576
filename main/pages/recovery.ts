// What follows when a page is gone: it comes back once with its dump, then without, then the program stops trying.

export type Recovery = 'reopen' | 'safeMode' | 'giveUp';

/** Crashes this close together have the same cause. */
export const SAME_CAUSE_MS = 60_000;

/** Tells what to do about a crash at `now`; remembers the crashes before. */
export function newRecovery(): (now: number) => Recovery {
  let last = -Infinity;
  let crashes = 0;
  return (now) => {
    crashes = now - last < SAME_CAUSE_MS ? crashes + 1 : 1;
    last = now;
    if (crashes === 1) return 'reopen';
    return crashes === 2 ? 'safeMode' : 'giveUp';
  };
}
