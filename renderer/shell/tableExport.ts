// A table that is exported tells how it went in a corner of the page.
import type { Exported, Exporting } from '../state/exporting.svelte.ts';
import type { TableExport } from '../ui/tableExport.ts';
import { exportWords as say } from '../words/exports.ts';
import { faultWords } from '../words/words.ts';
import type { Toasts } from './toasts.svelte.ts';

export function tableExport(exporting: Exporting, toasts: Toasts): TableExport {
  return {
    redacted: () => exporting.redacted,
    save: (title, ask) =>
      void exporting.table(title, ask).then((exported) => toasts.say(exportedText(exported, exporting.redacted))),
  };
}

export function exportedText(exported: Exported, redacted: boolean): string {
  if (exported.kind === 'failed') return faultWords(exported.fault).what;
  if (exported.kind === 'tooLong') return say.tooLong;
  return exported.kind === 'saved' ? say.saved(exported.name, redacted) : say.notSaved;
}
