// The words of generations in the language of the page.
import { generationsEn, type GenerationsWords } from './generations.en.ts';
import { generationsZhCn } from './generations.zh-CN.ts';
import { language } from './language.ts';

export const generationsWords: GenerationsWords = language === 'zh-CN' ? generationsZhCn : generationsEn;
