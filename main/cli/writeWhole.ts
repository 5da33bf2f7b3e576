// A file that the person asked for: written beside its target and renamed, so that it is whole or absent.
import { FaultError } from '#heap/base/fault.ts';
import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** The number `write` answers. Fault `export/failed` with the reason of the system. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<number>): Promise<number> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    const rows = await write(file)
      .then(async (count) => {
        await file.sync();
        return count;
      })
      .finally(() => file.close());
    await rename(temporary, path);
    return rows;
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof Error && 'code' in error)
      throw new FaultError({ code: 'export/failed', reason: String(error.code) });
    throw error;
  }
}
