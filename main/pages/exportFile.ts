// An export at a path that the person chose in a dialog: complete or not there, never through a link.
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { fail } from '#heap/base/fault.ts';
import { codeOf, isSystemError } from '../workspace/failures.ts';
import { type FilePort, nodeFiles, writeAll } from '../workspace/filePort.ts';

/** A report as a PDF: tagged for screen readers, with the colours of its pictures. */
export const PRINTING = { pageSize: 'A4', printBackground: true, generateTaggedPDF: true } as const;

/** Replaces what is there, as the dialog has asked. Fault: `export/failed`; the old content is still there then. */
export async function writeExport(
  path: string,
  content: string | Uint8Array,
  files: FilePort = nodeFiles,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await files.create(temporary);
    try {
      await writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    await files.remove(temporary).catch(() => undefined);
    fail({ code: 'export/failed', reason: codeOf(error) });
  }
}
