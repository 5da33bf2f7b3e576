// Who owns the memory: rows that leave a worker.
import type { Amount } from './cutRows.ts';

export const OWNER_GROUPINGS = ['module', 'package', 'distribution'] as const;

export type OwnerGrouping = (typeof OWNER_GROUPINGS)[number];

/**
 * module, package, distribution: named code. program: code outside site-packages and the standard library; python: the interpreter and
 * its standard library; noFile: code whose file the dump does not say; tag: what a rule names; threads: locals of frames of no known
 * module; interpreter: other recorded roots; outside: objects that only their counts keep alive.
 */
export type OwnerKind = OwnerGrouping | 'program' | 'python' | 'noFile' | 'tag' | 'threads' | 'interpreter' | 'outside';

export interface OwnersRequest {
  readonly by: OwnerGrouping;
  /** Rules of the user, after those that come with the program; '' for none. */
  readonly rules: string;
}

export interface OwnerRow {
  /** Its number in this answer, for `ownerObjects`. */
  readonly owner: number;
  readonly kind: OwnerKind;
  /** '' where the kind says it all. Hostile text. */
  readonly name: string;
  /** What nothing but this owner reaches. */
  readonly sole: Amount;
  /** What it reaches together with others, in full. */
  readonly shared: Amount;
  /** Its part of that: the bytes of each object divided by the number of owners that reach it. Not whole. */
  readonly share: number;
}

export interface OwnersAnswer {
  readonly by: OwnerGrouping;
  /** Most bytes (sole + share) first, at most 500; `owners` is how many there are. */
  readonly rows: readonly OwnerRow[];
  readonly owners: number;
  /** Reached by several owners, counted once. */
  readonly shared: Amount;
  /** Alive, but the rules leave no owner a way to it. */
  readonly unowned: Amount;
  /** Shared by more than a bound allows to tell apart: in no share. */
  readonly unsplit: Amount;
  /** Garbage. */
  readonly unreachable: Amount;
  /** Rules that matched nothing: the line of the user's text, from 1. */
  readonly idle: readonly number[];
  /** Modules whose file the dump does not say; distributions are guessed by their names. */
  readonly modulesWithoutFile: number;
}

export interface OwnerObjectsRequest extends OwnersRequest {
  /** A number of `OwnerRow`, or what is alive without an owner. */
  readonly owner: number | 'unowned';
  readonly part: 'sole' | 'shared';
}
