// The frame of every command that asks an open heap: open, ask, close, exit code.
import type { AnalysisId } from '#heap/analyses/results.ts';
import type { ColumnName } from '#heap/model/columns.ts';
import type { Diagnostic, Manifest } from '#heap/model/manifest.ts';
import type { Command } from './arguments.ts';
import { investigate, type Investigation } from './investigation.ts';
import type { Output } from './output.ts';

export async function withHeap(
  command: Command,
  output: Output,
  needed: readonly AnalysisId[],
  ask: (open: Investigation) => Promise<void>,
  /** Columns that neither the analyses nor `ask` read. */
  without: (manifest: Manifest) => readonly ColumnName[] = () => [],
): Promise<number> {
  const open = await investigate(command, needed, output, without);
  try {
    output.progress('');
    await ask(open);
    return ended(open.manifest, output);
  } finally {
    await open.close();
  }
}

/** Exit code for a heap, 3 when a part of it is missing; says so on stderr. */
export function ended(manifest: Manifest, output: Output): number {
  if (manifest.completeness.status === 'complete') return 0;
  const codes = manifest.completeness.diagnostics.map(({ code, count }) => `${code} ${count}`).join(', ');
  output.err(`ouro: this dump is incomplete (${codes}); numbers are lower bounds\n`);
  for (const { code } of manifest.completeness.diagnostics) {
    const advice = ADVICE.get(code);
    if (advice !== undefined) output.err(`ouro: ${advice}\n`);
  }
  return 3;
}

const ADVICE: ReadonlyMap<Diagnostic['code'], string> = new Map([
  [
    'missingBinary',
    'a program or library of this core is not where --exe or --sysroot say; name the folder that holds all of them',
  ],
  [
    'mismatchedBinary',
    'a program or library is of another build than the one that ran (build-id) and was not used; take it from the machine or image the core is of',
  ],
]);
