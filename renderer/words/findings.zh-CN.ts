// Chinese sentences for what stands out by itself.
import type { AutoFinding } from '#heap/model/findingRows.ts';
import type { FindingWords, NameOf } from './findings.en.ts';
import { counting } from './numbers.ts';
import { overheadZhCn } from './overhead.zh-CN.ts';

const n = counting('zh-CN');

export function findingZhCn(finding: AutoFinding, name: NameOf): FindingWords {
  switch (finding.kind) {
    case 'cycle': {
      const types = finding.component.types
        .map(({ type }) => name(type))
        .slice(0, 3)
        .join('、');
      const { heldBy, objects } = finding.component;
      return {
        title: finding.alike === 1 ? `${types} 形成循环引用` : `${types} 形成 ${n(finding.alike)} 个循环引用`,
        why: heldBy === '' ? `${n(objects)} 个对象` : `被 ${heldBy} 持有`,
      };
    }
    case 'garbage':
      return {
        title: `${n(finding.objects)} 个对象等待回收`,
        why: `${n(finding.components)} 组没有其他引用持有的对象`,
      };
    case 'refcount':
      return {
        title: `${n(finding.objects)} 个 ${name(finding.type)} 对象有无人持有的引用`,
        why: `记录的计数比找到的引用多 ${n(finding.excess)}：缺少 decref，或由原生代码持有`,
      };
    case 'retainer':
      return {
        title: `只有 ${finding.expression === '' ? name(finding.object.type) : finding.expression} 保留这些内存`,
        why: `一个 ${name(finding.object.type)} 支配这些字节`,
      };
    case 'duplicates':
      return {
        title: `${n(finding.copies)} 个相等的 ${name(finding.type)} 值`,
        why: `${n(finding.groups)} 个值存在不止一份：类型、长度和内容相同`,
      };
    case 'overhead':
      return {
        title: `${overheadZhCn.kinds[finding.check].title}：${n(finding.objects)} 个 ${name(finding.type)} 对象`,
        why: overheadZhCn.kinds[finding.check].change,
      };
  }
}
