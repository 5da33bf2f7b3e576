// Findings as they come from a file: journals and exported notebooks, checked before anything is believed.
import type { Facts, Seen } from '../model/seenRows.ts';
import { amount, either, list, oneOf, optional, record, text, type Check } from '../base/checks.ts';
import { fail } from '../base/fault.ts';
import { readLens, type LensName } from '../model/lenses.ts';
import type { CutName, EvidenceLine, Finding, FindingOperation, FindingTarget } from './finding.ts';
import { LONGEST_TAG, MOST_TAGS, SEVERITIES } from './finding.ts';

const MOST_CHARACTERS = 64 * 1024 * 1024;
const MOST_FINDINGS = 10_000;

const LONG = text(65_536);
const SHORT = text(256);

/** The written form that the program itself gives a lens. */
const isLens: Check<LensName> = (value): value is LensName => typeof value === 'string' && readLens(value) === value;

const isTarget: Check<FindingTarget> = either<
  [
    Extract<FindingTarget, { kind: 'heap' }>,
    Extract<FindingTarget, { kind: 'object' }>,
    Extract<FindingTarget, { kind: 'type' }>,
    Extract<FindingTarget, { kind: 'component' }>,
    Extract<FindingTarget, { kind: 'cuts' }>,
  ]
>(
  record({ kind: oneOf(['heap']) }),
  record({ kind: oneOf(['object']), address: SHORT }),
  record({ kind: oneOf(['type']), name: LONG }),
  record({ kind: oneOf(['component']), lens: isLens, member: SHORT }),
  record({
    kind: oneOf(['cuts']),
    references: list(record<CutName>({ from: SHORT, label: LONG, to: SHORT }), 1_000),
  }),
);

const isFacts = record<Facts>({
  objects: optional(amount),
  selfSize: optional(amount),
  retained: optional(amount),
  refcount: optional(amount),
  excess: optional((value): value is number => typeof value === 'number' && Number.isSafeInteger(value)),
  verdict: optional(SHORT),
});

const isSeen = record<Seen>({ fingerprint: SHORT, type: LONG, place: LONG, facts: isFacts });

export const isFinding: Check<Finding> = record<Finding>({
  id: text(64),
  title: LONG,
  note: LONG,
  target: isTarget,
  evidence: list(record<EvidenceLine>({ label: SHORT, value: LONG }), 1_000),
  seen: optional(isSeen),
  severity: optional(oneOf(SEVERITIES)),
  tags: optional(list(text(LONGEST_TAG), MOST_TAGS)),
  confidence: oneOf(['exact', 'high', 'medium', 'hint']),
  status: oneOf(['open', 'done', 'dismissed']),
  created: text(64),
  changed: text(64),
});

/**
 * Fields that are not named here are kept, in memory and on disk: a later version may have written them. A kind of operation,
 * a target or a word that is not known makes the whole journal read-only, because rewriting it would lose something.
 */
export const isFindingOperation: Check<FindingOperation> = either<
  [Extract<FindingOperation, { kind: 'put' }>, Extract<FindingOperation, { kind: 'remove' }>]
>(record({ kind: oneOf(['put']), finding: isFinding }), record({ kind: oneOf(['remove']), id: text(64) }));

/** The findings of a JSON export (`findingsJson`); what else it says is left. Faults: `findings/unreadable`. */
export function readNotebook(content: string): readonly Finding[] {
  if (content.length > MOST_CHARACTERS) fail({ code: 'findings/unreadable', reason: 'longer than 64 MiB' });
  let said: unknown;
  try {
    said = JSON.parse(content);
  } catch {
    fail({ code: 'findings/unreadable', reason: 'no JSON' });
  }
  const isNotebook = record<{ readonly findings: readonly Finding[] }>({ findings: list(isFinding, MOST_FINDINGS) });
  if (!isNotebook(said)) fail({ code: 'findings/unreadable', reason: 'no findings of Ouroboros' });
  return said.findings;
}
