// Chinese words of named sets.
import { counting } from './numbers.ts';
import type { SetsWords } from './sets.en.ts';

const n = counting('zh-CN');

export const setsZhCn: SetsWords = {
  make: '命名为集合',
  makeOf: (what) => `将${what}命名为集合`,
  name: '集合名称',
  hint: '字母、数字、_',
  keep: '命名',
  cancel: '取消',
  made: (name, objects, retained) =>
    `in:${name}：${n(objects)} 个对象${retained === undefined ? '' : `，全部消失将释放 ${retained}`}`,
  list: '已命名的集合',
  open: (name) => `in:${name} 的对象`,
  card: (objects, self) => `${objects} 个对象，${self}，`,
  retained: (size) => `保留 ${size}`,
  measure: (name) => `in:${name} 全部消失会释放多少？`,
  measureShort: '保留多少？',
  forget: (name) => `忘记 in:${name}`,
  algebra: '在查询行中组合集合：in:a+b、in:a-b、in:a&b',
  marked: (objects) => `已标记 ${n(objects)} 个对象`,
  markHint: '按 m 或 Ctrl+单击标记一行',
  unmark: '清除标记',
  subtree: '它所保留的对象',
  component: '该循环',
  result: '结果中的对象',
  found: '查询结果',
  dumps: '这一部分',
  show: '显示',
  faces: { objects: '对象', types: '类型', paths: '由什么保持' },
  noPath: '没有根能到达其中任何一个',
};
