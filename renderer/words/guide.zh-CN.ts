import type { GuideWords } from './guide.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const guideZhCn: GuideWords = {
  title: '指南',
  open: '指南：Python 如何管理内存 (F1)',
  learn: '了解',
  close: '关闭',
  chapters: '章节',
  chapter: { objects: '对象', pools: '内存池', counts: '计数', collector: '回收器', memory: '如何处理' },
  live: '带下划线的数字来自打开的转储；每个都通向它的来处。',
  example: '示例：此转储未记录，或尚未计算。',
  noDump: '打开转储之前，数字都是示例。',
  objects: (objects) => `${n(objects)} 个对象`,
  texts: (texts) => `${n(texts)} 个文本`,
  pools: (pools) => `${n(pools)} 个池`,
  arenas: (arenas) => `${n(arenas)} 个区域`,
  times: (name, references) => `${name}，${n(references)} 次`,
  of: (name, amount) => `${name}，${amount}`,
};
