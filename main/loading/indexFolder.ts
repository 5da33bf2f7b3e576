// Columns on disk: one raw little-endian file each beside manifest.json, complete or absent.
import { isColumnName } from '#heap/model/columns.ts';
import type { ColumnEntry, Manifest } from '#heap/model/manifest.ts';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '#main/workspace/failures.ts';
import { MOST_MANIFEST_BYTES } from './limits.ts';
import { byteLengthOf, columnFileName, MANIFEST, MANIFEST_SUM, manifestFrom, sumText } from './manifestFile.ts';

/** Where an index is to stand, and the folder beside it in which it grows. */
export interface IndexPlace {
  readonly temporary: string;
  readonly target: string;
}

/**
 * The manifest of the index at `folder`; undefined when there is none or it cannot be trusted: checksum, version and shape of the
 * manifest, the closed list of columns, and the exact size of each file. The cells are checked when a column is read in full.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const { size } = await stat(join(folder, MANIFEST));
    if (size > MOST_MANIFEST_BYTES) return undefined;
    const bytes = await readFile(join(folder, MANIFEST));
    const sum = await readFile(join(folder, MANIFEST_SUM), 'latin1');
    const manifest = sum === sumText(bytes) ? manifestFrom(bytes) : undefined;
    return manifest !== undefined && (await hasItsFiles(folder, manifest)) ? manifest : undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

async function hasItsFiles(folder: string, manifest: Manifest): Promise<boolean> {
  const sound = await Promise.all(manifest.columns.map((entry) => hasItsSize(folder, entry)));
  return sound.every((is) => is);
}

async function hasItsSize(folder: string, entry: ColumnEntry): Promise<boolean> {
  if (!isColumnName(entry.name)) return false;
  const stats = await stat(join(folder, columnFileName(entry.name)));
  return stats.isFile() && stats.size === byteLengthOf(entry);
}
