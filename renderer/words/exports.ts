// The words of exports in the language of the page.
import { exportsEn, type ExportWords } from './exports.en.ts';
import { exportsZhCn } from './exports.zh-CN.ts';
import { language } from './language.ts';

export const exportWords: ExportWords = language === 'zh-CN' ? exportsZhCn : exportsEn;
