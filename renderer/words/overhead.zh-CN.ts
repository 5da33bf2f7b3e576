import { counting } from './numbers.ts';
import type { OverheadWords } from './overhead.en.ts';

const n = counting('zh-CN');

export const overheadZhCn: OverheadWords = {
  title: '哪些可以更小',
  scope: '改动后归还的字节',
  computing: '正在计量容器、实例和值',
  none: '没有可节省的',
  noneWhy: '没有容器留有余量，也没有重复的值。',
  otherLanguage: '这些大小属于 CPython',
  otherLanguageWhy: '列表、字典和实例的大小只对 CPython 3.8 至 3.14 且记录了版本的转储已知。',
  everything: '全部检查',
  checks: '按检查',
  checksScope: '各行可能涉及相同的对象：不能相加',
  types: '按类型',
  checkColumns: { check: '检查', saving: '节省', objects: '对象', sure: '可信度', bar: '占比' },
  typeColumns: {
    type: '类型',
    check: '检查',
    saving: '节省',
    now: '现在',
    after: '之后',
    objects: '对象',
    bar: '占比',
  },
  foot: (shown, all) => `${n(shown)} / ${n(all)} 行`,
  chosenNone: '选择一行',
  chosenNoneWhy: '这里会说明改什么、改动后的字节如何计算，并列出对象。',
  change: '怎么改',
  formula: '之后的字节',
  file: '类语句所在文件',
  examples: '节省最多的',
  list: (objects) => `列出 ${n(objects)} 个对象`,
  each: (now, after) => `平均每个现在 ${now}，之后 ${after}。`,
  unknown: (kinds) => `此转储未记录：${kinds}。`,
  recoverable: '可回收',
  recoverableScope: '按检查列出改动后归还的字节',
  sure: { exact: '精确', high: '高', hint: '提示' },
  kinds: {
    listSlack: {
      title: '列表余量',
      change: '复制不再增长的列表：items[:]，或改用元组。',
      formula: '56 加每项 8；append 会多留八分之一的空间。',
    },
    dictSlack: {
      title: '字典余量',
      change: '复制删过许多项的字典：dict(d)。字典不会自行缩小。',
      formula: '能放下这些项的最小的表：槽数为 2 的幂，最多填满三分之二。',
    },
    setSlack: {
      title: '集合余量',
      change: '复制不再增长的集合：set(s)，或改用 frozenset。',
      formula: '4 项以内 216，更多时最小的表每个槽 16。',
    },
    emptyContainers: {
      title: '空容器',
      change: '从不添加内容之处使用 None 或同一个 ()。',
      formula: '无：引用一个本来就在的对象。',
    },
    slots: {
      title: '__slots__',
      change: '给类加上 __slots__，或使用 @dataclass(slots=True)。',
      formula: '32 加所有实例用到的每个名字 8，有弱引用时再加 8；没有字典。',
    },
    keySharing: {
      title: '失去键共享',
      change: '在 __init__ 中按同一顺序设置全部属性，不删除，也不碰 __dict__。',
      formula: '键属于类的字典，加上它的值。',
    },
    duplicates: {
      title: '相等的值',
      change: '相等的值只留一个对象：sys.intern，或用值到值的字典。',
      formula: '每个值的第一个留下，其余都去掉。',
    },
    keyCopies: {
      title: '未驻留的键',
      change: '对作为键的文本使用 sys.intern：解析器会为每条记录新建一个。',
      formula: '每个键的第一个留下，其余都去掉。',
    },
    equalTuples: {
      title: '相等的元组',
      change: '相等的元组只留一个对象：用元组到元组的字典。',
      formula: '每个的第一个留下，其余都去掉；不计其中的项。',
    },
    wideTexts: {
      title: '宽文本',
      change: '一个宽字符会让整个文本每字符占 2 或 4 字节：拆分文本，或替换该字符。',
      formula: '每个字符一个字节。',
    },
    views: {
      title: '被视图持有',
      change: '用 bytes(view) 取出所需部分，再丢掉视图：整个缓冲区因它而存活。',
      formula: '至多如此：被复制的部分会留下。',
    },
  },
};
