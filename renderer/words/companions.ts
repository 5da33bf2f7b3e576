// The words about the programs and libraries of a core in the language of the page.
import { companionsEn, type CompanionsWords } from './companions.en.ts';
import { companionsZhCn } from './companions.zh-CN.ts';
import { language } from './language.ts';

export const companionsWords: CompanionsWords = language === 'zh-CN' ? companionsZhCn : companionsEn;
