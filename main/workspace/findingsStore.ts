// What a person concluded about one dump, found again by what the dump contains: a moved or renamed dump keeps its notes.
import { findingsAfter, type FindingOperation } from '#heap/findings/finding.ts';
import { isFindingOperation } from '#heap/findings/notebook.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fail } from '#heap/base/fault.ts';
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

function compact(operations: readonly FindingOperation[]): readonly FindingOperation[] {
  return findingsAfter(operations).map((finding) => ({ kind: 'put', finding }));
}
