// Index folders that outlive the program: found again by what the dump is, not by what it is called alone.
import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Manifest } from '#heap/model/manifest.ts';
import type { DumpFile } from './byteSource.ts';
import { isSystemError } from '#main/workspace/failures.ts';
import { readManifest, type IndexPlace } from './indexFolder.ts';
import { LOADER_VERSION, MOST_CACHE_BYTES, MOST_CACHE_ENTRIES } from './limits.ts';

export interface CacheLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** Names the index of a dump: path, size, modification time, first and last 64 KiB, the version of the loader, and `companions`. */
export async function indexKey(file: DumpFile, companions = ''): Promise<string> {
  const { size, modified } = file.identity;
  const hash = createHash('sha256').update(JSON.stringify([resolve(file.path), size, modified, LOADER_VERSION]));
  const sample = new Uint8Array(Math.min(SAMPLE_BYTES, size));
  for (const offset of [0, size - sample.length]) {
    await file.readInto(sample, offset, sample.length);
    hash.update(sample);
  }
  hash.update(companions);
  return hash.digest('hex').slice(0, 32);
}

/** A sound index of this key, marked as used now; a damaged one is removed. */
export async function findIndex(
  cache: string,
  key: string,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  const folder = join(cache, key);
  const manifest = await readManifest(folder);
  if (manifest === undefined) {
    await forgetIndex(cache, key);
    return undefined;
  }
  const now = new Date();
  await utimes(folder, now, now).catch(ignoreSystemError);
  return { folder, manifest };
}

/** Says whether a sound index is there, and changes nothing. */
export async function hasIndex(cache: string, key: string): Promise<boolean> {
  return (await readManifest(join(cache, key))) !== undefined;
}

export async function forgetIndex(cache: string, key: string): Promise<void> {
  await removeFolder(join(cache, key));
}

/** Makes the cache folder; false when it cannot be used: not ours, not writable, or reached through a link of another user. */
export async function prepareCache(cache: string): Promise<boolean> {
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    const stats = await stat(cache);
    return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

/** Where the index of `key` is written. Named for this process, so that leftovers of dead ones are known. */
export function placeInCache(cache: string, key: string): IndexPlace {
  return { target: join(cache, key), temporary: join(cache, `${key}.${process.pid}.${random()}.tmp`) };
}

/** An index that is not kept: for this process only. */
export function privatePlace(temporaryFolder: string): IndexPlace {
  const target = join(temporaryFolder, `ouroboros-${process.pid}-${random()}`);
  return { target, temporary: `${target}.tmp` };
}

/** Removes what processes that are gone left behind in the cache and among the temporary files. */
export async function sweep(cache: string, temporaryFolder: string): Promise<void> {
  const stale = async (folder: string, pattern: RegExp): Promise<readonly string[]> => {
    const names = await readdir(folder).catch(noNames);
    return names.filter((name) => isStale(pattern.exec(name)?.[1])).map((name) => join(folder, name));
  };
  const folders = [...(await stale(cache, CACHE_LEFTOVER)), ...(await stale(temporaryFolder, PRIVATE_LEFTOVER))];
  for (const folder of folders) await removeFolder(folder);
}

/**
 * Keeps the cache below its limits: the index unused for longest goes first. `keep` stays, and so does whatever was used in the
 * last ten minutes: another window may be reading it.
 */
export async function evict(cache: string, keep: string, limits: CacheLimits = STANDARD_LIMITS): Promise<void> {
  const names = (await readdir(cache).catch(noNames)).filter((name) => KEY.test(name));
  const entries = await Promise.all(names.map((name) => measure(join(cache, name))));
  entries.sort((a, b) => a.used - b.used);
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  let count = entries.length;
  for (const entry of entries) {
    if (count <= limits.entries && bytes <= limits.bytes) return;
    if (basename(entry.folder) === keep || Date.now() - entry.used < IN_USE_MS) continue;
    await removeFolder(entry.folder);
    bytes -= entry.bytes;
    count--;
  }
}

/** 10 indexes or 20 GiB, whichever is reached first. */
const STANDARD_LIMITS: CacheLimits = { entries: MOST_CACHE_ENTRIES, bytes: MOST_CACHE_BYTES };

const SAMPLE_BYTES = 64 * 1024;
const IN_USE_MS = 10 * 60 * 1000;
const KEY = /^[0-9a-f]{32}$/;
const CACHE_LEFTOVER = /^[0-9a-f]{32}\.(\d{1,10})\.[0-9a-f]{12}\.tmp$/;
const PRIVATE_LEFTOVER = /^ouroboros-(\d{1,10})-[0-9a-f]{12}(?:\.tmp)?$/;

function random(): string {
  return randomBytes(6).toString('hex');
}

async function measure(
  folder: string,
): Promise<{ readonly folder: string; readonly used: number; readonly bytes: number }> {
  const { mtimeMs } = await lstat(folder);
  const names = await readdir(folder).catch(noNames);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name))));
  return { folder, used: mtimeMs, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function sizeOf(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.size ?? 0;
}

function isStale(pid: string | undefined): boolean {
  return pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

/** What cannot be removed stays and is tried again at the next start. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(ignoreSystemError);
}

function ignoreSystemError(error: unknown): void {
  if (!isSystemError(error)) throw error;
}

function noNames(error: unknown): readonly string[] {
  ignoreSystemError(error);
  return [];
}
