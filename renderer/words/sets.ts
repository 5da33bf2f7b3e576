// The words of named sets in the language of the page.
import { language } from './language.ts';
import { setsEn, type SetsWords } from './sets.en.ts';
import { setsZhCn } from './sets.zh-CN.ts';

export const setsWords: SetsWords = language === 'zh-CN' ? setsZhCn : setsEn;
