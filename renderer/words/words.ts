// The words of the page in its language.
import type { Fault } from '#heap/base/fault.ts';
import { en, type Words } from './en.ts';
import type { FaultWords } from './faults.en.ts';
import { language, type Language } from './language.ts';
import { zhCn } from './zh-CN.ts';

export const RECORDS: Readonly<Record<Language, Words>> = { en, 'zh-CN': zhCn };

export const words: Words = RECORDS[language];

/** Four lines for a fault: what, where, what still works, what to do. */
export function faultWords(fault: Fault): FaultWords {
  // The record is complete by its type; the compiler cannot follow a code into its own entry.
  const sentence = words.faults[fault.code] as (fault: Fault) => FaultWords;
  return sentence(fault);
}
