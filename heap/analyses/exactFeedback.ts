// The lightest set of references that leaves no cycle, by branch and bound: for graphs of a few dozen references.

/** Parallel references, which are cut together or not at all. */
export interface Bundle {
  readonly from: number;
  readonly to: number;
  /** Whole number above 0; Infinity: never cut. */
  readonly cost: number;
}

export interface ExactFeedback {
  /** Places of the bundles to cut, ascending; undefined: nothing costs less than what was known. */
  readonly cut: readonly number[] | undefined;
  /** False: the steps ran out first. */
  readonly isProved: boolean;
}

/**
 * Among the sets of least total cost that break every cycle the first one in the order of `bundles`, provided that it costs at
 * most `most`. Branches on the bundles of a shortest cycle, each one cut after the ones before it are kept for good; a branch
 * ends when its cost plus a packing of cycles exceeds the best. Exponential at worst, hence `steps`; a step costs
 * O(bundles ^ 2) per packed cycle.
 */
export function exactFeedback(bundles: readonly Bundle[], most: number, steps: number): ExactFeedback {
  const search: Search = { bundles, out: rowsOut(bundles), state: bundles.map(() => 'free'), steps };
  const least = run(search, most, 'least');
  if (least === undefined) return { cut: undefined, isProved: search.steps > 0 };
  if (search.steps <= 0) return { cut: least, isProved: false };
  return { cut: firstOf(search, least), isProved: true };
}

/** A bundle on trial is `cut` or `kept` for the branch being looked at. */
type State = 'free' | 'cut' | 'kept';

interface Search {
  readonly bundles: readonly Bundle[];
  /** Bundles by source. */
  readonly out: ReadonlyMap<number, readonly number[]>;
  readonly state: State[];
  /** How many branches may still be looked at. */
  steps: number;
}

/** Turns one set of least cost into the first of them: each bundle in turn is cut if that is still possible. */
function firstOf(search: Search, least: readonly number[]): readonly number[] {
  const { state, bundles } = search;
  const cost = costOf(bundles, least);
  let best = least;
  for (let i = 0; i < bundles.length && search.steps > 0; i++) {
    if (bundles[i].cost === Infinity) continue;
    state[i] = 'cut';
    const found = best.includes(i) ? best : run(search, cost, 'any');
    if (found === undefined) state[i] = 'kept';
    else best = found;
  }
  return best;
}

function costOf(bundles: readonly Bundle[], cut: readonly number[]): number {
  return cut.reduce((sum, i) => sum + bundles[i].cost, 0);
}

interface Branch {
  readonly choices: readonly number[];
  at: number;
}

/** Breaks every cycle for at most `most`, given what is cut and kept already; `state` is as before afterwards. */
function run(search: Search, most: number, wanted: 'least' | 'any'): readonly number[] | undefined {
  const { bundles, state } = search;
  const before = [...state];
  const branches: Branch[] = [];
  let limit = most;
  let best: readonly number[] | undefined;
  let cost = costOf(bundles, cutOf(state));
  do {
    search.steps--;
    if (cost + packing(search) <= limit) {
      const cycle = shortestCycle(search, present(state));
      if (cycle === undefined) {
        best = cutOf(state);
        limit = cost - 1;
        if (wanted === 'any') break;
      } else branches.push({ choices: choicesOf(search, cycle), at: -1 });
    }
    cost = nextBranch(search, branches, cost);
  } while (branches.length > 0 && search.steps > 0);
  before.forEach((word, i) => (state[i] = word));
  return best;
}

function cutOf(state: readonly State[]): readonly number[] {
  return [...state.keys()].filter((i) => state[i] === 'cut');
}

function choicesOf({ bundles, state }: Search, cycle: readonly number[]): readonly number[] {
  const free = cycle.filter((i) => state[i] === 'free' && bundles[i].cost !== Infinity);
  return free.sort((a, b) => bundles[a].cost - bundles[b].cost || a - b);
}

/** Goes on to the next choice of the deepest branch that has one; returns the cost of what is cut then. */
function nextBranch({ bundles, state }: Search, branches: Branch[], before: number): number {
  let cost = before;
  for (let branch = branches.at(-1); branch !== undefined; branch = branches.at(-1)) {
    const { choices } = branch;
    if (branch.at >= 0) {
      state[choices[branch.at]] = 'kept';
      cost -= bundles[choices[branch.at]].cost;
    }
    if (++branch.at < choices.length) {
      state[choices[branch.at]] = 'cut';
      return cost + bundles[choices[branch.at]].cost;
    }
    for (const choice of choices) state[choice] = 'free';
    branches.pop();
  }
  return cost;
}

/**
 * What breaking the cycles that are left costs at least: again and again a shortest cycle pays for its cheapest bundle, which the
 * others then owe less (local ratio, Bar-Yehuda and Even 1985). Infinity: one of them can no longer be broken.
 */
function packing(search: Search): number {
  const { bundles, state } = search;
  const owed = bundles.map(({ cost }, i) => (state[i] === 'cut' ? 0 : state[i] === 'kept' ? Infinity : cost));
  let sum = 0;
  for (let cycle = shortestCycle(search, owed); cycle !== undefined; cycle = shortestCycle(search, owed)) {
    const least = leastOf(owed, cycle);
    if (least === Infinity) return Infinity;
    sum += least;
    for (const i of cycle) owed[i] -= least;
  }
  return sum;
}

function leastOf(owed: readonly number[], cycle: readonly number[]): number {
  return cycle.reduce((least, i) => Math.min(least, owed[i]), Infinity);
}

function present(state: readonly State[]): readonly number[] {
  return state.map((word) => (word === 'cut' ? 0 : 1));
}

/** Over bundles whose cell of `open` is above 0: breadth first from each source. */
function shortestCycle({ bundles, out }: Search, open: readonly number[]): readonly number[] | undefined {
  let best: readonly number[] | undefined;
  for (const start of out.keys()) {
    const cycle = cycleThrough(bundles, out, open, start, best?.length ?? Infinity);
    if (cycle !== undefined) best = cycle;
  }
  return best;
}

/** A shortest cycle through `start` of fewer than `limit` bundles. */
function cycleThrough(
  bundles: readonly Bundle[],
  out: ReadonlyMap<number, readonly number[]>,
  open: readonly number[],
  start: number,
  limit: number,
): readonly number[] | undefined {
  const by = new Map<number, number>();
  let level: readonly number[] = [start];
  for (let length = 1; length < limit && level.length > 0; length++) {
    const next: number[] = [];
    for (const member of level) {
      for (const i of out.get(member) ?? []) {
        const { to } = bundles[i];
        if (open[i] <= 0 || by.has(to)) continue;
        by.set(to, i);
        if (to === start) return pathBack(bundles, by, start);
        next.push(to);
      }
    }
    level = next;
  }
  return undefined;
}

function pathBack(bundles: readonly Bundle[], by: ReadonlyMap<number, number>, start: number): readonly number[] {
  const path: number[] = [];
  let member = start;
  do {
    const i = by.get(member) ?? 0;
    path.push(i);
    member = bundles[i].from;
  } while (member !== start);
  return path;
}

function rowsOut(bundles: readonly Bundle[]): ReadonlyMap<number, readonly number[]> {
  const out = new Map<number, number[]>();
  bundles.forEach(({ from }, i) => out.set(from, [...(out.get(from) ?? []), i]));
  return out;
}
