// What the checks found, as links, as evidence, and as the beginning of a note.
import type { EvidenceLine } from '#heap/findings/finding.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { Draft } from '../../state/findings.svelte.ts';
import type { View } from '../../state/view.ts';
import { words } from '../../words/words.ts';

const FOUND = 'found-';

/** Address of the finding with this number among what the checks found. */
export function foundId(number: number): string {
  return `${FOUND}${number}`;
}

/** The number in an address, undefined when it names a note. */
export function foundNumber(id: string | undefined): number | undefined {
  const match = /^found-(\d{1,4})$/.exec(id ?? '');
  return match === null ? undefined : Number(match[1]);
}

export function foundView(finding: AutoFinding): View {
  switch (finding.kind) {
    case 'cycle':
      return { kind: 'cycles', lens: finding.lens, component: finding.component.component };
    case 'garbage':
      return { kind: 'gc' };
    case 'refcount':
      return { kind: 'objects', query: `in:unexplained type:${qualifiedName(finding.type)}` };
    case 'retainer':
      return { kind: 'object', address: finding.object.id };
    case 'overhead':
      return { kind: 'overhead', check: finding.check };
    case 'duplicates':
      return { kind: 'objects', query: `type:${qualifiedName(finding.type)}` };
  }
}

export function foundEvidence(finding: AutoFinding): readonly EvidenceLine[] {
  const size = finding.bytes === undefined ? [] : [line('bytes', finding.bytes)];
  switch (finding.kind) {
    case 'cycle': {
      const { objects, entries, verdict, heldBy } = finding.component;
      return [
        line('objects', objects),
        line('entries', entries),
        line('verdict', verdict),
        line('heldBy', heldBy),
        ...size,
      ];
    }
    case 'garbage':
      return [line('objects', finding.objects), line('islands', finding.components), ...size];
    case 'refcount':
      return [
        line('type', qualifiedName(finding.type)),
        line('objects', finding.objects),
        line('excess', finding.excess),
        ...size,
      ];
    case 'retainer':
      return [line('type', qualifiedName(finding.object.type)), line('path', finding.expression), ...size];
    case 'overhead':
      return [
        line('type', qualifiedName(finding.type)),
        line('objects', finding.objects),
        line('now', finding.now),
        ...size,
      ];
    case 'duplicates':
      return [
        line('type', qualifiedName(finding.type)),
        line('copies', finding.copies),
        line('values', finding.groups),
        ...size,
      ];
  }
}

export function draftOfFound(finding: AutoFinding): Draft {
  const { title, why } = words.finding(finding, qualifiedName);
  return {
    title,
    note: why,
    target: targetOf(finding),
    evidence: foundEvidence(finding),
    confidence: finding.confidence,
  };
}

function targetOf(finding: AutoFinding): Draft['target'] {
  if (finding.kind === 'retainer') return { kind: 'object', address: finding.object.id };
  if (finding.kind === 'refcount' || finding.kind === 'duplicates' || finding.kind === 'overhead') {
    return { kind: 'type', name: qualifiedName(finding.type) };
  }
  return { kind: 'heap' };
}

function line(label: string, value: string | number): EvidenceLine {
  return { label, value: String(value) };
}
