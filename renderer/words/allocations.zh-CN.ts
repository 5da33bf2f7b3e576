// 分配位置的中文用语。
import type { AllocationsWords } from './allocations.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const allocationsZhCn: AllocationsWords = {
  title: '分配位置',
  scope: '上为调用者，下为被调用者，宽度按字节',
  measure: '显示',
  measures: { live: '仍存在', made: '全部分配' },
  query: '匹配的对象',
  show: '显示',
  everything: '全部',
  amount: (objects, bytes) => `已跟踪 ${n(objects)} 个对象，${bytes}`,
  untraced: (objects, bytes) => `未跟踪 ${n(objects)} 个，${bytes}`,
  untracedWhy: '在开始跟踪之前分配、由跟踪看不到的代码分配，或取自空闲列表。',
  computing: '正在汇总分配',
  none: '此转储没有分配记录',
  noneWhy:
    '在程序分配之前启动 tracemalloc（python -X tracemalloc=10 或 tracemalloc.start(10)），再捕获：每个对象都会说明其来处。Node 或 Chromium 请以分配跟踪方式拍摄快照。',
  nothing: '没有匹配的对象带有分配记录',
  box: (name, bytes, share, objects) => `${name}：${bytes}，${share}，${n(objects)} 个对象`,
  library: '库',
  program: '程序',
  legend: '代码归属',
  focus: (name) => `${name} 之下`,
  all: '显示全部',
  objects: '列出这些对象',
  sites: '进行分配的代码行',
  sitesScope: '不论经由何处调用',
  columns: { place: '代码行', bytes: '仍存在', objects: '对象', made: '全部分配', type: '主要类型', stacks: '调用栈' },
  keepers: '被谁保留',
  keepersOf: (place) => `保留 ${place} 所分配对象的是什么`,
  keepersNone: '请选择一行',
  keepersNoneWhy: '将显示其对象挂在什么之下：要释放它们，必须先释放什么。',
  keepersWaiting: '支配关系算出后可知',
  keeperColumns: { keeper: '最外层保留者', bytes: '字节', objects: '对象' },
  unreached: '没有根可以到达',
  at: '分配于',
  by: '调用者',
  moreCallers: (calls) => `以及上层 ${n(calls)} 个调用者`,
  unknownPlace: '位置未记录',
};
