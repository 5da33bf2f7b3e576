// What the investigator concludes: a claim about something in the heap, with the numbers seen when it was written.
import type { Confidence } from '../model/findingRows.ts';
import type { LensName } from '../model/lenses.ts';
import type { Seen } from '../model/seenRows.ts';

/** What a finding is about, by identities that outlive the window: addresses and names, never row numbers. */
export type FindingTarget =
  | { readonly kind: 'heap' }
  | { readonly kind: 'object'; readonly address: string }
  | { readonly kind: 'type'; readonly name: string }
  /** A component is named by its lens and the address of its lowest member. */
  | { readonly kind: 'component'; readonly lens: LensName; readonly member: string }
  /** References cut in mind, each by its ends and the label between them. */
  | { readonly kind: 'cuts'; readonly references: readonly CutName[] };

export interface CutName {
  readonly from: string;
  readonly label: string;
  readonly to: string;
}

export interface EvidenceLine {
  /** Word of ours that the UI translates: `retained`, `refcount`, `path`, ... */
  readonly label: string;
  readonly value: string;
}

export const SEVERITIES = ['high', 'medium', 'low'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Of one finding, and the characters of one. */
export const MOST_TAGS = 16;
export const LONGEST_TAG = 40;

export interface Finding {
  /** 16 hexadecimal digits, made once. */
  readonly id: string;
  readonly title: string;
  /** Markdown source as the person wrote it. */
  readonly note: string;
  readonly target: FindingTarget;
  readonly evidence: readonly EvidenceLine[];
  /** undefined: written by a version that did not keep it, or not known yet. */
  readonly seen?: Seen | undefined;
  readonly confidence: Confidence;
  /** How bad it is; undefined: nobody has said. */
  readonly severity?: Severity | undefined;
  /** Words of the person; undefined as an empty list. */
  readonly tags?: readonly string[] | undefined;
  readonly status: 'open' | 'done' | 'dismissed';
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly changed: string;
}

/** One line of the journal. */
export type FindingOperation =
  { readonly kind: 'put'; readonly finding: Finding } | { readonly kind: 'remove'; readonly id: string };

/** The findings after `operations`, in order of creation. A later `put` of one id replaces the earlier. */
export function findingsAfter(operations: readonly FindingOperation[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const operation of operations) {
    if (operation.kind === 'put') findings.set(operation.finding.id, operation.finding);
    else findings.delete(operation.id);
  }
  return [...findings.values()];
}

/** The words of a line, each once; commas and blanks part them. Too long or too many ones are cut off. */
export function tagsIn(line: string): readonly string[] {
  const words = line.split(/[\s,]+/u).flatMap((word) => (word === '' ? [] : [word.slice(0, LONGEST_TAG)]));
  return [...new Set(words)].slice(0, MOST_TAGS);
}
