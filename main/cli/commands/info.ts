import type { Manifest } from '#heap/model/manifest.ts';
import type { Command } from '../arguments.ts';
import { openIndex } from '../investigation.ts';
import { bytesText, printFacts, printJson, type Output } from '../output.ts';
import { ended } from '../withHeap.ts';

/** Reads the index only: no heap is loaded. */
export async function info(command: Command, output: Output): Promise<number> {
  const opened = await openIndex(command, output);
  output.progress('');
  printInfo(opened.manifest, output);
  await opened.close();
  return ended(opened.manifest, output);
}

function printInfo(manifest: Manifest, output: Output): void {
  const { format, formatVersion, runtime, capabilities, counts, totalSelfSize, completeness } = manifest;
  const { objects, references, roots } = counts;
  const types = manifest.sizedTypes ?? counts.types;
  if (output.json) {
    printJson(output, {
      format,
      version: formatVersion,
      python: runtime.language === 'cpython' ? runtime.version : null,
      runtime: runtime.language,
      capabilities,
      counts: { objects, references, types, roots },
      totalSelfSize,
      completeness,
    });
    return;
  }
  printFacts(output, [
    ['format', `${format} ${formatVersion}`],
    [runtime.language === 'cpython' ? 'python' : runtime.language, orNothing(runtime.version)],
    ['captured', orNothing(manifest.captured.started)],
    ['contents', manifest.privacy.mode],
    ['objects', objects],
    ['references', references],
    ['types', types],
    ['roots', roots],
    ['self size', `${totalSelfSize} (${bytesText(totalSelfSize)})`],
    ['completeness', completeness.status],
    ['recorded', capabilities.join(' ')],
  ]);
}

/** Printed as not recorded. */
function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}
