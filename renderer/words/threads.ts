// The words of threads and stacks in the language of the page.
import { language } from './language.ts';
import { threadsEn, type ThreadsWords } from './threads.en.ts';
import { threadsZhCn } from './threads.zh-CN.ts';

export const threadsWords: ThreadsWords = language === 'zh-CN' ? threadsZhCn : threadsEn;
