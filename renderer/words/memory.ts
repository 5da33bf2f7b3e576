// The words of the memory map in the language of the page.
import { language } from './language.ts';
import { memoryEn, type MemoryWords } from './memory.en.ts';
import { memoryZhCn } from './memory.zh-CN.ts';

export const memoryWords: MemoryWords = language === 'zh-CN' ? memoryZhCn : memoryEn;
