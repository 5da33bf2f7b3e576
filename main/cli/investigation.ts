// Opens a dump for one command: index folder, heap thread, and the analyses the command asks for.
import type { AnalysisId } from '#heap/analyses/results.ts';
import { FaultError, type Outcome } from '#heap/base/fault.ts';
import type { ColumnName } from '#heap/model/columns.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import { companionPlaces, type CompanionPlaces } from '#main/loading/companions.ts';
import { openDump, type OpenIndex } from '#main/loading/open.ts';
import type { HeapApi } from '#workers/api.ts';
import { ANALYSIS_ORDER } from '#workers/api.ts';
import { startHeapThread } from '#workers/node.ts';
import { proxy, type Remote } from 'comlink';
import { operand, type Command } from './arguments.ts';
import { progressText, type Output } from './output.ts';

export interface Investigation {
  readonly manifest: Manifest;
  readonly heap: Remote<HeapApi>;
  close(): Promise<void>;
}

/** `--exe` and `--sysroot`. */
export function companionsOf({ options }: Command): CompanionPlaces {
  return companionPlaces(options['exe'], options['sysroot']);
}

/** Finds or builds the index. Fault `heap/partial` when `strict` and something is missing. */
export async function openIndex(command: Command, output: Output): Promise<OpenIndex> {
  const path = operand(command, 0, 'a dump');
  const strict = command.flags.has('strict');
  const opened = valueOf(
    await openDump(
      path,
      { companions: companionsOf(command) },
      { onProgress: (progress) => output.progress(progressText(progress)) },
    ),
  );
  if (opened.withoutCache) output.err('ouro: the index could not be kept; the next open will read the dump again\n');
  const { status, diagnostics } = opened.manifest.completeness;
  if (strict && status === 'partial') {
    await opened.close();
    throw new FaultError({ code: 'heap/partial', missing: diagnostics.map((entry) => entry.code).join(', ') });
  }
  return opened;
}

/** The analyses of `needed` are run in their order; those whose capability is missing are left out and their queries fault. */
export async function investigate(
  command: Command,
  needed: readonly AnalysisId[],
  output: Output,
  without: (manifest: Manifest) => readonly ColumnName[] = () => [],
): Promise<Investigation> {
  const opened = await openIndex(command, output);
  const { manifest } = opened;
  const thread = startHeapThread();
  const close = async (): Promise<void> => {
    await thread.close();
    await opened.close();
    output.progress('');
  };
  try {
    const onProgress = proxy((progress: Parameters<typeof progressText>[0]) => output.progress(progressText(progress)));
    const source = { kind: 'folder', path: opened.folder } as const;
    valueOf(
      await thread.heap.open(
        { source, manifest, memoryBudget: opened.memoryBudget, shared: false, without: without(manifest) },
        undefined,
        onProgress,
      ),
    );
    for (const id of ANALYSIS_ORDER.filter((id) => needed.includes(id))) {
      const outcome = await thread.heap.analyse(id, undefined, onProgress);
      if (!outcome.ok && outcome.fault.code !== 'analysis/needs') throw new FaultError(outcome.fault);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { manifest, heap: thread.heap, close };
}

export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new FaultError(outcome.fault);
  return outcome.value;
}

export const RETAINED: readonly AnalysisId[] = ['referrers', 'refcounts', 'collector', 'rootSet', 'dominators'];
export const EVERYTHING: readonly AnalysisId[] = ANALYSIS_ORDER.filter(
  (id) => id !== 'componentsAll' && id !== 'componentsInstances',
);
