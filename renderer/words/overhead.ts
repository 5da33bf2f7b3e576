// The words of the overhead advisor in the language of the page.
import { language } from './language.ts';
import { overheadEn, type OverheadWords } from './overhead.en.ts';
import { overheadZhCn } from './overhead.zh-CN.ts';

export const overheadWords: OverheadWords = language === 'zh-CN' ? overheadZhCn : overheadEn;
