// The programs and libraries of a core, as files: only what a person has named, or what lies in a folder that a person has named.
import { realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { FaultError } from '#heap/base/fault.ts';
import type { ByteSource } from '#heap/base/source.ts';
import type { Companions } from '#heap/formats/format.ts';
import { isSystemError } from '#main/workspace/failures.ts';
import { openDumpFile, type DumpFile } from './byteSource.ts';

/** Absolute paths; '' where nothing was named. */
export interface CompanionPlaces {
  /** The program that ran. */
  readonly program: string;
  /** What the process saw as `/`. */
  readonly folder: string;
}

export interface OpenCompanions extends Companions {
  close(): Promise<void>;
}

export const NO_COMPANIONS: CompanionPlaces = { program: '', folder: '' };

export function companionPlaces(program: string | undefined, folder: string | undefined): CompanionPlaces {
  return { program: absolute(program), folder: absolute(folder) };
}

const absolute = (path: string | undefined): string => (path === undefined || path === '' ? '' : resolve(path));

/** Undefined when nothing was named. The caller closes. */
export function openCompanions(places: CompanionPlaces): OpenCompanions | undefined {
  if (places.program === '' && places.folder === '') return undefined;
  const opened: DumpFile[] = [];
  return {
    async open(path: string, isProgram: boolean): Promise<ByteSource | 'missing' | 'unnamed'> {
      if (places.folder === '' && !isProgram) return 'unnamed';
      if (opened.length >= MOST_OPEN) return 'missing';
      const found = await placeOf(places, path, isProgram);
      const file = found === undefined ? undefined : await openDumpFile(found).catch(absent);
      if (file === undefined) return 'missing';
      opened.push(file);
      return directSource(file);
    },
    async close() {
      for (const file of opened) await file.close();
    },
  };
}

/** Names what `places` hold now: another program under the same path is another index. */
export async function companionKey({ program, folder }: CompanionPlaces): Promise<string> {
  if (program === '' && folder === '') return '';
  const stats = program === '' ? undefined : await stat(program).catch(() => undefined);
  return JSON.stringify([program, stats?.size, stats?.mtimeMs, folder]);
}

/** Without the blocks of a dump's source: of a companion little is read. */
function directSource(file: DumpFile): ByteSource {
  const length = file.identity.size;
  return {
    length,
    seekable: true,
    async read(offset, count) {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, length - offset)));
      return bytes.subarray(0, await file.readInto(bytes, offset, bytes.length));
    },
    readNow: (into, offset) => file.readNow(into, offset),
    release: () => undefined,
  };
}

/** Descriptors held at once. */
const MOST_OPEN = 512;

/** The path is text of the dump: absolute, without `..`, and without a link that leads out of the folder. */
async function placeOf(
  { program, folder }: CompanionPlaces,
  path: string,
  isProgram: boolean,
): Promise<string | undefined> {
  if (isProgram && program !== '') return program;
  if (folder === '' || !path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) return undefined;
  try {
    const root = await realpath(folder);
    const found = await realpath(join(root, path));
    return found.startsWith(root.endsWith(sep) ? root : root + sep) ? found : undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function absent(error: unknown): undefined {
  if (error instanceof FaultError) return undefined;
  throw error;
}
