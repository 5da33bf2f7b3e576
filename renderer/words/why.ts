// The words of the page "Why is this alive?" in the language of the page.
import { language } from './language.ts';
import { whyEn, type WhyWords } from './why.en.ts';
import { whyZhCn } from './why.zh-CN.ts';

export const whyWords: WhyWords = language === 'zh-CN' ? whyZhCn : whyEn;
