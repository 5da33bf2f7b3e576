// The words of the comparison in the language of the page.
import { compareEn, type CompareWords } from './compare.en.ts';
import { compareZhCn } from './compare.zh-CN.ts';
import { language } from './language.ts';

export const compareWords: CompareWords = language === 'zh-CN' ? compareZhCn : compareEn;
