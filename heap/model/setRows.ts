// Sets of objects as rows that leave a worker.

export interface SetCard {
  /** '' for one that has no name. */
  readonly name: string;
  readonly objects: number;
  /** Bytes of the members themselves. */
  readonly selfSize: number;
  /** Bytes that would go with all members, exactly; undefined until reachability is there. */
  readonly retained: number | undefined;
}
