// Chinese words of exports.
import type { ExportWords } from './exports.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const exportsZhCn: ExportWords = {
  table: (table) => `导出 CSV：${table}`,
  tableRedacted: (table) => `导出脱敏 CSV：${table}`,
  saved: (name, redacted) => (redacted ? `已保存 ${name}：名称已映射，值已散列` : `已保存 ${name}：其中含有名称和值`),
  tooLong: '对保存对话框来说过长。ouro export 可写出任意长度的表格。',
  notSaved: '未保存任何内容',
  running: (rows, total) => `正在导出：${n(rows)} / ${n(total)} 行`,
  stop: '停止',
  redact: '脱敏',
  redactOn: '脱敏：开',
  redactOff: '脱敏：关',
  redactedPicture: '脱敏图',
  redactWhy: '对所有导出生效：标准库以外的名称被映射，键和值被散列，笔记不导出。',
  report: '导出报告',
  html: 'HTML 页面',
  markdown: 'Markdown',
  json: 'JSON',
  pdf: 'PDF',
  print: '打印或 PDF',
  printing: '正在为打印排版报告。',
  leftOut: '未包含',
  dot: '另存为 Graphviz DOT',
  graphml: '另存为 GraphML',
};
