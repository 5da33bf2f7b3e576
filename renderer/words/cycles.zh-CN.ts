// Chinese words of the graph canvas and of the Cycles view.
import type { LensPreset } from '#heap/model/lenses.ts';
import type { Verdict } from '#heap/model/rows.ts';
import type { CyclesWords, GraphWords } from './cycles.contract.ts';
import { canvasZhCn } from './graph.zh-CN.ts';

const numbers = new Intl.NumberFormat('zh-CN');
const shares = new Intl.NumberFormat('zh-CN', { style: 'percent' });

const count = (n: number): string => numbers.format(n);

export const graphZhCn: GraphWords = {
  ...canvasZhCn,

  root: '根',
  module: '模块',
  entry: '入口',
  more: (n) => `另外 ${count(n)} 个`,
  ofType: (name) => `类型 ${name}`,
  ofTypes: (n) => `${count(n)} 种类型`,
  self: (label) => `自身 ${label}`,
  hull: (id) => `分量 c-${id}`,

  graph: '图',
  table: '表格',
  view: '图或表格',
  fit: '适应窗口',
  zoomIn: '放大',
  zoomOut: '缩小',
  tidy: '重新整理布局',
  percent: (share) => shares.format(share),

  legend: '图例',
  shapes: {
    module: '模块',
    instance: '实例',
    container: '容器',
    type: '类型',
    frame: '帧',
    function: '函数',
    atom: '数字或文本',
    component: '分量',
    fold: '已折叠',
  },
  roles: { root: '根', garbage: '垃圾', inside: '在分量内' },
  edges: {
    strong: '强引用',
    inside: '内部引用',
    entry: '入口引用',
    path: '到根的路径',
    weak: '弱引用',
    possible: '可能的引用',
    dominates: '支配',
    fold: '已折叠',
    cut: '候选切断',
  },

  summary: (title, objects, references) => `${title}，${count(objects)} 个对象，${count(references)} 个引用`,
  keys: '方向键行走：左到引用者，右到引用，上下到同级。Enter 展开，k 固定，t 整理，x 标记切断，v 显示表格。',
  standing: ({ type, detail, roles, heldBy, references, referrers }) =>
    [
      [type, detail, ...roles].join('，'),
      heldBy === '' ? '图中没有对象引用它' : `被 ${heldBy} 引用`,
      `${count(references)} 个引用，${count(referrers)} 个引用者`,
    ].join('；'),
  standingFold: (n, types) => `${count(n)} 个 ${types} 类型的对象，已折叠；按 Enter 列出`,

  drawn: (drawn, total) => `已绘制 ${count(drawn)} / ${count(total)}`,
  large: (n) => `${count(n)} 个对象：图较大`,
  marked: (n) => `${count(n)} 个候选切断`,

  empty: '还没有可绘制的内容',
  emptyReason: '选择一个对象并按 g，查看它的邻域。',
  working: '正在收集图',
  retry: '重试',
  ask: (n) => `要绘制 ${count(n)} 个对象吗？`,
  askReason: '会很慢。表格可以一次显示全部。',
  drawAnyway: '仍然绘制',

  object: '对象',
  detail: '名称或大小',
  selfSize: '自身大小',
  retained: '保留大小',
  role: '角色',
  from: '来自',
  reference: '引用',
  to: '指向',
  objects: (n) => `${count(n)} 个对象`,
  references: (n) => `${count(n)} 个引用`,
  hidden: (n, types) => `${count(n)} 个 ${types} 类型的对象，未绘制`,
  draw: '绘制',
  close: '关闭列表',
};

const LENSES: Readonly<Record<LensPreset, string>> = {
  all: '全部',
  instances: '实例',
  default: '用户代码',
  structure: '仅数据',
  collector: '回收器',
};

const VERDICTS: Readonly<Record<Verdict, string>> = {
  notComputed: '未计算',
  immortal: '永生',
  frozen: '已冻结',
  untracked: '未跟踪',
  uncollectable: '无法回收',
  garbage: '垃圾',
  heldOutside: '被外部持有',
  aliveThroughCycle: '通过循环引用存活',
  aliveAcyclic: '存活',
  unreachableByRoots: '从根不可达',
  reachableByRoots: '从根可达',
};

export const cyclesZhCn: CyclesWords = {
  component: (id) => `c-${id}`,
  lens: '透镜',
  lenses: LENSES,
  customLens: '自定义透镜',
  hides: '隐藏',
  parts: {
    instanceType: '实例到类型',
    globals: '函数到全局',
    modules: '指向模块',
    types: '指向类型',
    frames: '栈帧',
    caches: '缓存',
    weak: '弱引用',
    untraversed: '回收器不可见',
  },
  partHelp: {
    instanceType: '从实例到其类的引用',
    globals: '从函数到其模块全局变量与内建的引用',
    modules: '指向模块及其字典的引用',
    types: '指向类的引用',
    frames: '指向栈帧与回溯的引用，以及局部变量',
    caches: '指向 functools.lru_cache 包装器的引用',
    weak: '弱引用：不会使任何对象存活',
    untraversed: '回收器看不到的引用，以及未被跟踪的对象',
  },
  lensFinds: (components, objects, largest) =>
    `${count(components)} 个强连通分量，${count(objects)} 个对象，最大 ${count(largest)}`,
  lensWorking: '正在查找循环引用…',
  why: '为什么？',
  whyLens:
    '解释器自身就充满循环引用：每个类引用它的方法，每个函数引用所在模块的全局变量。' +
    '透镜在查找分量之前隐藏这些引用，让用户代码的循环引用显现出来。堆中的任何内容都不会被删除。',
  components: (n) => `${count(n)} 个强连通分量`,
  columns: {
    id: '编号',
    what: '内容',
    objects: '对象',
    selfSize: '自身大小',
    retained: '保留大小',
    share: '保留大小占比',
    verdict: '判定',
    heldBy: '外部持有者',
  },
  foot: (n, objects) => `${count(n)} 个分量，${count(objects)} 个对象`,
  moreUnder: (n, lens) => `在“${lens}”下还有 ${count(n)} 个`,
  overlap: '保留大小相互重叠，不能相加',
  nobody: '无',
  outside: '原生代码或解释器',
  verdicts: VERDICTS,
  alive: (entries) => `存活，${count(entries)} 个入口`,
  garbage: (generation) => (generation === undefined ? '垃圾' : `垃圾，第 ${generation} 代`),
  unexplained: (n) => `被持有，${count(n)} 个未解释`,
  typed: (name, n) => (n === 1 ? name : `${name} ×${count(n)}`),
  empty: (lens) => `“${lens}”下没有循环引用`,
  emptyReason: (n) =>
    n === 0 ? '任何透镜下都没有：此转储中没有对象直接或间接引用自身。' : `“全部”下有 ${count(n)} 个。`,
  showEverything: '显示全部',
  working: '正在查找循环引用',
  retry: '重试',
  selectOne: '选择一个分量',
  selectReason: '这里会画出它，以及从外部持有它的对象。',
  roots: '外部持有者',
  rootsScope: (n) => `${count(n)} 个循环根`,
  noEntries: '此转储中没有外部引用持有它。',
  holderUnreachable: '持有者本身从根不可达',
  limited: (shown, total) => `显示 ${count(shown)} / 共 ${count(total)}`,
  more: '加载更多',
  balance: '指向成员的引用',
  inside: '内部',
  entries: () => '入口',
  unexplainedPart: '未解释',
  notRecorded: 'n/a',
  notRecordedReason: '此转储未记录引用计数。',
  facts: {
    objects: '对象',
    references: '内部引用',
    selfSize: '自身大小',
    retained: '保留大小',
    generation: '分代',
    finalizers: '终结器',
  },
  unknownGeneration: '未记录',
  permanent: '永久代',
  sentences: {
    held: (n) => `存活：被外部 ${count(n)} 个引用持有。`,
    unexplained: (n) => `存活：有 ${count(n)} 个计数在转储中找不到解释，可能由原生代码持有。`,
    garbage: () => '垃圾：外部没有引用，所在代的下一次回收会释放它。',
    uncollectable: () => '无法回收：回收器未能释放的垃圾。',
    unreached: () => '从任何已记录的根都不可达，也没有找到外部引用。',
    other: (n) => (n === 0 ? '没有找到外部引用。' : `被外部 ${count(n)} 个引用持有。`),
  },
  note: '笔记',
  save: '保存',
  cancel: '取消',
  noteTitle: (id) => `关于 c-${id} 的笔记`,
  openObject: (name) => `打开 ${name}`,
};
