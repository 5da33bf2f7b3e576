// An export leaves the page through the shell's save dialog on the desktop, and as a download in a browser.
import type { ShellConnection } from '../../state/shell.ts';
import { faultWords, words } from '../../words/words.ts';

/** What to tell the person afterwards. */
export async function exportFile(connection: ShellConnection, name: string, text: string): Promise<string> {
  if (connection.kind === 'web') {
    download(name, text);
    return words.notebook.downloaded(name);
  }
  const outcome = await connection.shell.call('saveExport', { name, text });
  if (!outcome.ok) return faultWords(outcome.fault).what;
  return outcome.value.saved ? words.notebook.exported(name) : words.notebook.notExported;
}

/** `app.ouro` -> `app-findings.md`, only letters that every file system takes. */
export function exportName(dump: string, ending: 'md' | 'json'): string {
  const stem = dump
    .replace(/\.[A-Za-z0-9]+$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 60);
  return `${stem === '' || stem.startsWith('.') ? 'heap' : stem}-findings.${ending}`;
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
