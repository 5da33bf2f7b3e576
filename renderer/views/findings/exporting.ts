// What an export of the notebook or of the whole dump is called.
import { fileStem } from '../../state/saveFile.ts';

export type ReportEnding = 'md' | 'json' | 'html' | 'pdf';

/** `app.ouro` -> `app-findings.md`, only letters that every file system takes. */
export function exportName(dump: string, what: 'findings' | 'report', ending: ReportEnding): string {
  return `${fileStem(dump.replace(/\.[A-Za-z0-9]+$/, ''), 'heap')}-${what}.${ending}`;
}
