// The words of allocation sites in the language of the page.
import { allocationsEn, type AllocationsWords } from './allocations.en.ts';
import { allocationsZhCn } from './allocations.zh-CN.ts';
import { language } from './language.ts';

export const allocationsWords: AllocationsWords = language === 'zh-CN' ? allocationsZhCn : allocationsEn;
