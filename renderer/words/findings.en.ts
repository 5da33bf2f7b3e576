// English sentences for what stands out by itself.
import type { AutoFinding } from '#heap/model/findingRows.ts';
import { counting } from './numbers.ts';
import { overheadEn } from './overhead.en.ts';

export interface FindingWords {
  readonly title: string;
  readonly why: string;
}

export type NameOf = (type: { readonly module: string; readonly name: string }) => string;

const n = counting('en');
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export function findingEn(finding: AutoFinding, name: NameOf): FindingWords {
  switch (finding.kind) {
    case 'cycle': {
      const types = finding.component.types
        .map(({ type }) => name(type))
        .slice(0, 3)
        .join(', ');
      return {
        title: finding.alike === 1 ? `${types} form a cycle` : `${types} form ${n(finding.alike)} cycles`,
        why:
          finding.component.heldBy === ''
            ? some(finding.component.objects, 'object', 'objects')
            : `Held by ${finding.component.heldBy}`,
      };
    }
    case 'garbage':
      return {
        title: `${some(finding.objects, 'object waits', 'objects wait')} for the collector`,
        why: `${some(finding.components, 'island', 'islands')} of references that nothing else holds`,
      };
    case 'refcount':
      return {
        title: `${some(finding.objects, 'object', 'objects')} of ${name(finding.type)} ${finding.objects === 1 ? 'has' : 'have'} a reference nobody holds`,
        why: `Recorded counts exceed the references found by ${n(finding.excess)}: a missing decref or native code`,
      };
    case 'retainer':
      return {
        title: `${finding.expression === '' ? name(finding.object.type) : finding.expression} alone retains this`,
        why: `One ${name(finding.object.type)} dominates these bytes`,
      };
    case 'duplicates':
      return {
        title: `${n(finding.copies)} equal ${name(finding.type)} values`,
        why: `${n(finding.groups)} values exist more than once: same type, length and content`,
      };
    case 'overhead':
      return {
        title: `${overheadEn.kinds[finding.check].title}: ${some(finding.objects, 'object', 'objects')} of ${name(finding.type)}`,
        why: overheadEn.kinds[finding.check].change,
      };
  }
}
