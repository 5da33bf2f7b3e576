// What a finding was seen to be, and whether it still is.

/**
 * What the heap said of a target when the finding was written, as values: asked again, they prove the finding or refute it. What a dump
 * cannot say is missing.
 */
export interface Seen {
  /** Of the dump it was seen in. */
  readonly fingerprint: string;
  /** Qualified name; of a component those of its members, joined by ` + `; '' for none. */
  readonly type: string;
  /** Where it hung, keys and indices as one: what another run of the program has in common with this one. '' for none. */
  readonly place: string;
  readonly facts: Facts;
}

export interface Facts {
  /** Of an object: how many of its type hang at the same place. */
  readonly objects?: number | undefined;
  readonly selfSize?: number | undefined;
  readonly retained?: number | undefined;
  readonly refcount?: number | undefined;
  readonly excess?: number | undefined;
  readonly verdict?: string | undefined;
}

/** By what the target was found again: its address, the place where it hangs, its name. */
export type FoundBy = 'address' | 'place' | 'name';

export type Replayed =
  | {
      readonly status: 'same' | 'changed';
      readonly by: FoundBy;
      readonly now: Seen;
      readonly changed: readonly (keyof Facts)[];
      /** Where it is now, as an address; '' where it is no single object. */
      readonly address: string;
    }
  /** Nothing of that type hangs there any more. */
  | { readonly status: 'gone' }
  /** The finding kept nothing that could be asked again, or this dump cannot answer. */
  | { readonly status: 'unknown' };
