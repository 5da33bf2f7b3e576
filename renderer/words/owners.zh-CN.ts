// Chinese words of owners and of the rules of ownership.
import { counting } from './numbers.ts';
import type { OwnersWords } from './owners.en.ts';

const n = counting('zh-CN');

export const ownersZhCn: OwnersWords = {
  title: '谁拥有内存',
  scope: (owners) => `${n(owners)} 个所有者`,
  by: '分组方式',
  groupings: { module: '模块', package: '包', distribution: '发行包' },
  why: '所有者是代码：模块及其类和函数。独有：只有它能到达。分摊：多个所有者都能到达的字节，按其数目平分。导入不代表拥有。',
  columns: {
    owner: '所有者',
    objects: '对象',
    sole: '独有',
    share: '分摊',
    shared: '共享总量',
    all: '字节',
    bar: '字节及其中独有的部分',
  },
  kinds: {
    module: '未命名模块',
    package: '未命名包',
    distribution: '未命名发行包',
    program: '程序',
    python: 'Python 及其标准库',
    noFile: '未记录文件的代码',
    tag: '由规则命名',
    threads: '线程',
    interpreter: '解释器',
    outside: '由转储之外持有',
  },
  tag: '规则',
  more: (shown, all) => `${n(shown)} / ${n(all)} 个所有者，字节最多者在前`,
  rest: {
    shared: '多个所有者共享',
    unowned: '存活但无所有者',
    unreachable: '垃圾',
    unsplit: '纠缠过多，无法划分',
  },
  amount: (objects) => `${n(objects)} 个对象`,
  unownedWhy: '只有规则称为弱的引用能到达。',
  noFile: (modules) =>
    `${n(modules)} 个模块没有记录文件：其发行包按名称推测。发行包以其在 site-packages 中的文件夹命名；转储中没有其元数据。`,
  objectsOf: (owner) => `${owner} 的对象`,
  objects: '某个所有者的对象',
  parts: { sole: '独有', shared: '共享' },
  part: '哪些对象',
  choose: '选择一个所有者',
  chooseWhy: '其对象将列在此处，保留最多者在前。',
  rules: '规则',
  rulesLabel: '您的所有权规则',
  rulesWhy: '每行一条规则，排在程序自带的规则之后。以最后匹配者为准；# 开始注释；* 代表任意字母。',
  forms: [
    'OWNS 5 app.Cart items — 在对一个对象的所有引用中，权重最大者拥有它',
    'WEAK app.Node parent — 该引用不拥有任何内容',
    'TAG caches app.Cache * — 它到达的内容属于所有者“caches”',
  ],
  apply: '应用',
  defaults: '程序自带的规则',
  idle: (lines) => `未匹配任何内容，行：${lines}`,
  computing: '支配树计算完成后即可得出所有者',
  none: '此转储中没有所有者',
  noneWhy: '转储没有记录任何模块、类或函数。',
  onlyPython: '仅 Python 转储有所有者',
  onlyPythonWhy: '所有者始于 Python 的模块、类和函数。',
};
