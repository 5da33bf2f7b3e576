// What a person concluded about one dump, found again by what the dump contains: a moved or renamed dump keeps its notes.
import {
  findingsAfter,
  type CutName,
  type EvidenceLine,
  type Finding,
  type FindingOperation,
  type FindingTarget,
} from '#heap/findings/finding.ts';
import { readLens, type LensName } from '#heap/model/lenses.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fail } from '#heap/base/fault.ts';
import { either, list, oneOf, record, text, type Check } from './checks.ts';
import { openJournal, type JournalPorts } from './journal.ts';
import { workspacePlace } from './places.ts';

export interface FindingsStore {
  /** `readOnly`: another window or program holds the writer's lock, or a later version of this program wrote here. */
  read(): Promise<{ readonly operations: readonly FindingOperation[]; readonly readOnly: boolean }>;
  /** Resolves after fsync with the number of the line. Faults: `workspace/unwritable`, `workspace/conflict`, `bridge/refused`. */
  append(operation: FindingOperation): Promise<number>;
  /** Writes the checkpoint and gives the lock back. */
  close(): Promise<void>;
}

/** Opens the findings of the dump with this fingerprint; any text is safe. Fault: `workspace/unwritable`. */
export async function openFindings(
  fingerprint: string,
  folder: string = workspacePlace(),
  ports?: JournalPorts,
): Promise<FindingsStore> {
  const name = createHash('sha256').update(fingerprint).digest('hex').slice(0, 32);
  const journal = await openJournal(join(folder, 'findings', name), { check: isFindingOperation, compact }, ports);
  return {
    read: async () => ({ operations: await journal.read(), readOnly: journal.readOnly }),
    async append(operation) {
      // Without the check, a line that nobody could read again would be acknowledged.
      if (!isFindingOperation(operation)) fail({ code: 'bridge/refused', reason: 'broken finding' });
      return journal.append(operation);
    },
    close: () => journal.close(),
  };
}

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

const isFinding: Check<Finding> = record<Finding>({
  id: text(64),
  title: LONG,
  note: LONG,
  target: isTarget,
  evidence: list(record<EvidenceLine>({ label: SHORT, value: LONG }), 1_000),
  confidence: oneOf(['exact', 'high', 'medium', 'hint']),
  status: oneOf(['open', 'done', 'dismissed']),
  created: text(64),
  changed: text(64),
});

/**
 * Fields that are not named here are kept, in memory and on disk: a later version may have written them. A kind of operation,
 * a target or a word that is not known makes the whole journal read-only, because rewriting it would lose something.
 */
const isFindingOperation: Check<FindingOperation> = either<
  [Extract<FindingOperation, { kind: 'put' }>, Extract<FindingOperation, { kind: 'remove' }>]
>(record({ kind: oneOf(['put']), finding: isFinding }), record({ kind: oneOf(['remove']), id: text(64) }));

function compact(operations: readonly FindingOperation[]): readonly FindingOperation[] {
  return findingsAfter(operations).map((finding) => ({ kind: 'put', finding }));
}
