import type { Command } from '../arguments.ts';
import { bytesText, printFacts, printJson, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

export function info(command: Command, output: Output): Promise<number> {
  return withHeap(command, output, [], async ({ manifest }) => {
    const { format, formatVersion, runtime, capabilities, counts, totalSelfSize, completeness } = manifest;
    const { objects, references, types, roots } = counts;
    if (output.json) {
      printJson(output, {
        format,
        version: formatVersion,
        python: runtime.version,
        capabilities,
        counts: { objects, references, types, roots },
        totalSelfSize,
        completeness,
      });
      return;
    }
    printFacts(output, [
      ['format', `${format} ${formatVersion}`],
      ['python', runtime.version],
      ['captured', manifest.captured.started],
      ['contents', manifest.privacy.mode],
      ['objects', objects],
      ['references', references],
      ['types', types],
      ['roots', roots],
      ['self size', `${totalSelfSize} (${bytesText(totalSelfSize)})`],
      ['completeness', completeness.status],
      ['recorded', capabilities.join(' ')],
    ]);
  });
}
