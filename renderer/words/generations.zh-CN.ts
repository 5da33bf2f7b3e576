// Chinese words of types by generation and of what a collection need not look at.
import type { GenerationsWords } from './generations.en.ts';
import { counting } from './numbers.ts';

const n = counting('zh-CN');

export const generationsZhCn: GenerationsWords = {
  title: '各代中有什么',
  scope: (types) => `${n(types)} 个类型`,
  ages: '各代的对象',
  types: '各代的类型',
  computing: '正在统计各代',
  age: '代',
  ageNames: {
    '0': '0，年轻',
    '1': '1',
    '2': '2，年老',
    permanent: '已冻结',
    unknown: '未知',
    untracked: '未跟踪',
  },
  ageHeads: { '0': '0', '1': '1', '2': '2', permanent: '冻结', unknown: '未知', untracked: '未跟踪' },
  oldIncremental: '年老',
  objects: '对象',
  bytes: '字节',
  share: '占字节的份额',
  type: '类型',
  visits: '访问',
  open: (type, age) => `第 ${age} 代的 ${type}`,
  more: (shown, all) => `${n(shown)} / ${n(all)} 个类型，访问最多者在前`,
  cost: '一次完整回收',
  costOf: (visits) => `一趟访问 ${n(visits)} 个对象和引用`,
  freeze: 'gc.freeze() 可省去',
  freezeOf: (objects, visits) => `其中 ${n(visits)} 次：${n(objects)} 个对象`,
  freezeWhy: '位于最老的一代且可从模块到达：存活，并且很可能继续存活。',
  heldByYoung: '年老但由年轻者持有',
  heldByYoungOf: (objects) => `${n(objects)} 个对象`,
  heldByYoungWhy: '没有年老对象引用它们：由年轻对象、根或原生代码引用。',
  tuples: '无谓的元组',
  dicts: '无谓的字典',
  needlessOf: (objects, visits) => `${n(objects)} 个被无谓地跟踪，${n(visits)} 次访问`,
  until: {
    anyCollection: '直到其所在代的下一次回收',
    fullCollection: '直到下一次完整回收',
    never: '此版本永久跟踪所有字典',
  },
  missing: '此转储中没有分代',
  missingWhy: 'ouroboros_capture.py 会记录分代，核心转储文件中也有。',
};
