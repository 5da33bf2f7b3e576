// Chinese words of findings that are asked again.
import type { ReplayWords } from './replay.en.ts';

export const replayZhCn: ReplayWords = {
  title: '重新核对',
  scope: '写笔记时所见与此转储现在所说的对照',
  statuses: { same: '相同', changed: '有变化', gone: '已消失', unknown: '未核对' },
  statusesWhy: {
    same: '每个数字都与当时一样。',
    changed: '它还在，但数字不同。',
    gone: '那里不再有该类型的对象。',
    unknown: '笔记没有可重新核对的数字，或此转储无法回答。',
  },
  by: { address: '按地址找到', place: '按类型和所在位置找到', name: '按名称找到' },
  facts: {
    objects: '对象',
    selfSize: '自身大小',
    retained: '保留大小',
    refcount: '引用计数',
    excess: '无法解释',
    verdict: '结论',
  },
  columns: { status: '现在', title: '发现', change: '变化' },
  working: '正在重新核对',
  open: '打开',
  other: '在此重放笔记本',
  otherWhy: '“发现”为另一个转储写出的 JSON 文件：修复有效吗？',
  table: (name) => `笔记本 ${name} 在此转储上`,
  sum: (gone, there, unknown) =>
    [`${gone} 个已消失`, `${there} 个仍在`, ...(unknown > 0 ? [`${unknown} 个未核对`] : [])].join('，'),
  close: '关闭',
  none: '笔记本中没有发现',
};
