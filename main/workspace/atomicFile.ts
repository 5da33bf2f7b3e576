// Replacing a small file so that after any crash the old or the new content is there, whole, and the old one as .bak.
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from './failures.ts';
import { writeAll, type FilePort } from './filePort.ts';

/**
 * Durable when it resolves. When it rejects the old content is still there. The folder must exist. A failed sync is a failed
 * save: nothing is retried and assumed.
 */
export async function replaceFile(path: string, bytes: Uint8Array, files: FilePort): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeDurably(temporary, bytes, files);
    await keepBackup(path, files);
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(ignoreSystemError);
    throw error;
  }
  await files.syncFolder(dirname(path));
}

/** The newest content that `isSound` accepts: the file itself, else its backup; undefined when neither is. */
export async function readSound<Value>(
  path: string,
  parse: (bytes: Uint8Array) => Value | undefined,
  files: FilePort,
): Promise<Value | undefined> {
  for (const candidate of [path, `${path}.bak`]) {
    const bytes = await files.read(candidate);
    const value = bytes === undefined ? undefined : parse(bytes);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Removes what a crash left of saves of `path`. Only the writer may call this. */
export async function removeTemporaries(path: string, files: FilePort): Promise<void> {
  const name = basename(path);
  for (const found of await files.names(dirname(path))) {
    const isLeftover = found.startsWith(`${name}.`) && /^\.[0-9a-f]{12}\.tmp$/.test(found.slice(name.length));
    if (isLeftover || found === `${name}.bak.new`) await files.remove(join(dirname(path), found));
  }
}

async function writeDurably(path: string, bytes: Uint8Array, files: FilePort): Promise<void> {
  const file = await files.create(path);
  try {
    await writeAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The old content gets a second name before the first one is taken away; where links do not exist it is copied. */
async function keepBackup(path: string, files: FilePort): Promise<void> {
  const fresh = `${path}.bak.new`;
  await files.remove(fresh);
  try {
    await files.link(path, fresh);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const old = await files.read(path);
    if (old === undefined) return;
    await writeDurably(fresh, old, files);
  }
  await files.rename(fresh, `${path}.bak`);
}

function ignoreSystemError(error: unknown): void {
  if (!isSystemError(error)) throw error;
}
