// The words of counts and collections in the language of the page.
import { countsEn, type CountsWords } from './counts.en.ts';
import { countsZhCn } from './counts.zh-CN.ts';
import { language } from './language.ts';

export const countsWords: CountsWords = language === 'zh-CN' ? countsZhCn : countsEn;
