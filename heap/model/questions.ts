// What people ask of a dump, and what a dump must have recorded to answer it: the capability matrix.
import { hasCapability, type Capability, type Manifest } from './manifest.ts';

export const QUESTIONS = [
  'memory',
  'holders',
  'names',
  'cycles',
  'counts',
  'collector',
  'generations',
  'stacks',
  'values',
  'pools',
  'allocations',
] as const;

export type Question = (typeof QUESTIONS)[number];

const NEEDS: Readonly<Record<Question, readonly Capability[]>> = {
  memory: ['sizes'],
  holders: ['roots'],
  names: ['labels'],
  cycles: [],
  counts: ['refcounts'],
  collector: ['refcounts', 'tracked'],
  generations: ['generations'],
  stacks: ['frames'],
  values: ['previews'],
  pools: ['pools'],
  allocations: ['traces'],
};

/** Questions that only CPython's own structures answer: no snapshot of another runtime ever will. */
const OF_CPYTHON: readonly Question[] = ['counts', 'collector', 'generations', 'stacks', 'pools'];

export interface Answerable {
  readonly question: Question;
  /** yes; no: another capture would answer it; never: the runtime has no such thing. */
  readonly answer: 'yes' | 'no' | 'never';
  readonly missing: readonly Capability[];
}

/** One row per question, in the order people ask. */
export function answersOf(manifest: Manifest): readonly Answerable[] {
  return QUESTIONS.map((question) => {
    const missing = NEEDS[question].filter((capability) => !hasCapability(manifest, capability));
    const never = manifest.runtime.language !== 'cpython' && OF_CPYTHON.includes(question);
    return { question, answer: missing.length === 0 ? 'yes' : never ? 'never' : 'no', missing };
  });
}
