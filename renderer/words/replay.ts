// The words of findings that are asked again, in the language of the page.
import { language } from './language.ts';
import { replayEn, type ReplayWords } from './replay.en.ts';
import { replayZhCn } from './replay.zh-CN.ts';

export const replayWords: ReplayWords = language === 'zh-CN' ? replayZhCn : replayEn;
