// The frame of every command that asks an open heap: open, ask, close, exit code.
import type { AnalysisId } from '#heap/analyses/results.ts';
import { operand, type Command } from './arguments.ts';
import { exitFor } from './ending.ts';
import { investigate, type Investigation } from './investigation.ts';
import type { Output } from './output.ts';

export async function withHeap(
  command: Command,
  output: Output,
  needed: readonly AnalysisId[],
  ask: (open: Investigation) => Promise<void>,
): Promise<number> {
  const open = await investigate(operand(command, 0, 'a dump'), needed, command.flags.has('strict'), output);
  try {
    output.progress('');
    await ask(open);
    if (open.manifest.completeness.status === 'partial') output.err(partialText(open));
    return exitFor(open.manifest);
  } finally {
    await open.close();
  }
}

function partialText(open: Investigation): string {
  const codes = open.manifest.completeness.diagnostics.map(({ code, count }) => `${code} ${count}`).join(', ');
  return `ouro: this dump is incomplete (${codes}); numbers are lower bounds\n`;
}
