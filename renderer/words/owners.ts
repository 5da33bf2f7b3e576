// The words of owners in the language of the page.
import { language } from './language.ts';
import { ownersEn, type OwnersWords } from './owners.en.ts';
import { ownersZhCn } from './owners.zh-CN.ts';

export const ownersWords: OwnersWords = language === 'zh-CN' ? ownersZhCn : ownersEn;
