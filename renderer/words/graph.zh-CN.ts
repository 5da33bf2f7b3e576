// Chinese words of the canvas: pinning, pictures to choose from, export.
import type { CanvasWords } from './graph.contract.ts';

const numbers = new Intl.NumberFormat('zh-CN');
const count = (n: number): string => numbers.format(n);

export const canvasZhCn: CanvasWords = {
  seed: '图的内容',
  seeds: {
    neighbourhood: '邻域',
    pathUnion: '到根的路径',
    dominators: '支配者',
    members: '成员',
    condensation: '与其他分量',
    between: '所选两者之间的路径',
    asked: '原来的图',
  },
  hops: '距离',
  hopsValue: (hops) => `${hops} 步`,
  answers: {
    noPath: '不存在这样的路径。',
    otherWay: '只有反方向的路径。',
    throughHubs: '只有经过类型、模块或被大量引用的对象的路径。',
    limitHit: '已达到上限：可能还有更多。',
  },
  group: (component, type) => `c-${component} ${type}`,
  groupDetail: (component, objects) => `分量 c-${component}，${count(objects)} 个对象`,

  pin: '固定位置',
  pinned: '已固定',
  undo: '撤销图上的操作',
  redo: '重做图上的操作',
  menu: '保存及更多',
  exportPng: '保存为 PNG',
  exportWhite: '保存为白底 PNG',
  exportSvg: '保存为 SVG',
  notSaved: '未保存',
};
