// The words of the page. One record; a second language is a second record of the same type.
import type { Fault } from '#heap/base/fault.ts';
import { en, type FaultWords, type Words } from './en.ts';

export const words: Words = en;

/** Four lines for a fault: what, where, what still works, what to do. */
export function faultWords(fault: Fault): FaultWords {
  // The record is complete by its type; the compiler cannot follow a code into its own entry.
  const sentence = words.faults[fault.code] as (fault: Fault) => FaultWords;
  return sentence(fault);
}
