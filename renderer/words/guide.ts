// The words of the guide in the language of the page.
import { guideEn, type GuideWords } from './guide.en.ts';
import { guideZhCn } from './guide.zh-CN.ts';
import { language } from './language.ts';

export const guideWords: GuideWords = language === 'zh-CN' ? guideZhCn : guideEn;
