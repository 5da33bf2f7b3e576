// The words of the canvas and of the Cycles view in the language of the page.
import type { CyclesWords, GraphWords } from './cycles.contract.ts';
import { cyclesEn, graphEn } from './cycles.en.ts';
import { cyclesZhCn, graphZhCn } from './cycles.zh-CN.ts';

export function graphWords(language: string): GraphWords {
  return language.startsWith('zh') ? graphZhCn : graphEn;
}

export function cyclesWords(language: string): CyclesWords {
  return language.startsWith('zh') ? cyclesZhCn : cyclesEn;
}
