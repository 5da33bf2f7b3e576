// The one way a file leaves the page: the shell's save dialog on the desktop, a download in a browser.
import type { Outcome } from '#heap/base/fault.ts';
import type { ShellConnection } from './shell.ts';

/** Whether it was saved; a person may close the dialog. */
export async function saveText(
  connection: ShellConnection,
  name: string,
  type: string,
  parts: readonly string[],
): Promise<Outcome<{ readonly saved: boolean }>> {
  if (connection.kind === 'web') return download(name, new Blob([...parts], { type }));
  return connection.shell.call('saveExport', { name, text: parts.join('') });
}

export async function savePng(
  connection: ShellConnection,
  name: string,
  png: Blob,
): Promise<Outcome<{ readonly saved: boolean }>> {
  if (connection.kind === 'web') return download(name, png);
  return connection.shell.call('savePicture', { name, png: base64Of(new Uint8Array(await png.arrayBuffer())) });
}

/** Only letters that every file system takes. */
export function fileStem(title: string, otherwise: string): string {
  const stem = title
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return stem === '' ? otherwise : stem;
}

function download(name: string, blob: Blob): Outcome<{ readonly saved: boolean }> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return { ok: true, value: { saved: true } };
}

/** `String.fromCharCode` takes so many arguments at once. */
const STEP = 8192;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}
