// Long work names its phases, counts its steps and may be abandoned at any step.

/** Phases in the order a person meets them; their words live in the UI. */
export type PhaseName =
  | 'reading'
  | 'resolving'
  | 'linking'
  | 'writing'
  | 'fetching'
  | 'referrers'
  | 'marking'
  | 'ordering'
  | 'dominators'
  | 'retained'
  | 'distances'
  | 'components'
  | 'refcounts'
  | 'collector'
  | 'types'
  | 'searching'
  | 'paths'
  | 'sorting'
  | 'exporting'
  | 'pools'
  | 'comparing';

export interface Task {
  /** A new phase of `total` units (objects, references or bytes); 0 when the total is unknown. */
  phase(name: PhaseName, total: number): void;
  /** `count` more units are done. Throws `Cancelled` when the person has cancelled. Call every 4,096 objects or 1 MiB. */
  step(count: number): void;
}

/** Thrown by `step`. Neither a fault nor a bug: it ends the work and reaches nobody's screen as an error. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

export interface Progress {
  readonly phase: PhaseName;
  readonly done: number;
  readonly total: number;
}

/** For tests and for work too short to report. */
export const silentTask: Task = { phase: () => undefined, step: () => undefined };

/**
 * A task that reports at most every `everyMs` by `report`, reads `now` (heap code has no clock of its own) and stops when
 * `cancelled` says so.
 */
export function reportingTask(
  report: (progress: Progress) => void,
  cancelled: () => boolean,
  now: () => number,
  everyMs = 100,
): Task {
  let phase: PhaseName = 'reading';
  let done = 0;
  let total = 0;
  let last = -Infinity;
  const tell = (force: boolean): void => {
    const time = now();
    if (!force && time - last < everyMs) return;
    last = time;
    report({ phase, done, total });
  };
  return {
    phase(name, count) {
      if (cancelled()) throw new Cancelled();
      phase = name;
      done = 0;
      total = count;
      tell(true);
    },
    step(count) {
      if (cancelled()) throw new Cancelled();
      done += count;
      tell(false);
    },
  };
}
