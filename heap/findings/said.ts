// What stands out, and what a finding is about, in the words of reports.
import type { AutoFinding } from '../model/findingRows.ts';
import type { FindingTarget } from './finding.ts';
import { PLAIN_NAMING, type Naming } from '../exports/naming.ts';

/** One row of a report; bytes are undefined where the finding is not about bytes. */
export function automaticLine(
  finding: AutoFinding,
  naming: Naming = PLAIN_NAMING,
): {
  readonly kind: AutoFinding['kind'];
  readonly what: string;
  readonly bytes: number | undefined;
  readonly confidence: AutoFinding['confidence'];
} {
  const { kind, bytes, confidence } = finding;
  switch (finding.kind) {
    case 'cycle':
      return {
        kind,
        bytes,
        confidence,
        what: `${finding.alike} cycles like one of ${finding.component.objects} objects (${finding.component.types.map(({ type }) => naming.type(type)).join(', ')}), held by ${naming.expression(finding.component.heldBy)}`,
      };
    case 'garbage':
      return {
        kind,
        bytes,
        confidence,
        what: `${finding.objects} objects in ${finding.components} components wait for the collector`,
      };
    case 'refcount':
      return {
        kind,
        bytes,
        confidence,
        what: `${finding.objects} objects of ${naming.type(finding.type)} have ${finding.excess} references nobody holds`,
      };
    case 'retainer':
      return { kind, bytes, confidence, what: `${naming.expression(finding.expression)} retains it` };
    case 'duplicates':
      return {
        kind,
        bytes,
        confidence,
        what: `${finding.copies} copies of ${finding.groups} equal ${naming.type(finding.type)} values`,
      };
    case 'overhead':
      return {
        kind,
        bytes,
        confidence,
        what: `${finding.objects} objects of ${naming.type(finding.type)} could be smaller (${finding.check})`,
      };
  }
}

/** "Why we say this": what was counted, and what is assumed. */
export function reasonOf(finding: AutoFinding): string {
  switch (finding.kind) {
    case 'cycle':
      return `The members reach each other and a root reaches them; ${finding.component.entries} references enter from outside. The bytes are what all of them retain.`;
    case 'garbage':
      return 'A replay of the collector on the recorded counts finds no reference from outside.';
    case 'refcount':
      return 'The recorded count is larger than the references found in the dump, the frames and the interpreter together.';
    case 'retainer':
      return 'Every path from a root to these bytes leads through this object.';
    case 'duplicates':
      return 'Equal type, length and content tag; the bytes are those of all copies but one of each value.';
    case 'overhead':
      return `The sizes of ${finding.objects} objects now and after the change, by the layout of this version of CPython: ${finding.now} B become ${finding.now - finding.bytes} B.`;
  }
}

export function targetWords(target: FindingTarget): string {
  switch (target.kind) {
    case 'heap':
      return 'the whole heap';
    case 'object':
      return `object ${target.address}`;
    case 'type':
      return `type ${target.name}`;
    case 'component':
      return `the cycle of ${target.member} under the lens ${target.lens}`;
    case 'cuts':
      return `cut: ${target.references.map(({ from, label, to }) => `${from} ${label} -> ${to}`).join(', ')}`;
  }
}
