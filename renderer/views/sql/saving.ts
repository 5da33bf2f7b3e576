// A result as a file: a download in a browser, text through the save dialog on the desktop.
import type { SqlFileFormat } from '#heap/model/sqlRows.ts';
import type { ShellConnection } from '../../state/shell.ts';
import { faultWords } from '../../words/words.ts';
import { sqlWords as say } from '../../words/sql.ts';

/** What the dialog of the desktop can write. */
const TEXTS: ReadonlySet<SqlFileFormat> = new Set(['csv', 'ndjson']);

/** What to tell the person afterwards. */
export async function saveResult(
  connection: ShellConnection,
  name: string,
  format: SqlFileFormat,
  bytes: Uint8Array,
): Promise<string> {
  if (connection.kind === 'web') {
    download(name, bytes);
    return say.downloaded(name);
  }
  if (!TEXTS.has(format)) return say.onlyText;
  const outcome = await connection.shell.call('saveExport', { name, text: new TextDecoder().decode(bytes) });
  if (!outcome.ok) return faultWords(outcome.fault).what;
  return outcome.value.saved ? say.downloaded(name) : say.notSaved;
}

function download(name: string, bytes: Uint8Array): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
