import { readdir, readlink } from 'node:fs/promises';

/** Descriptors of this process that point below `folder`, as the system counts them; 0 where it has no `/proc`. */
export async function openFilesUnder(folder: string): Promise<number> {
  const names = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder)).length;
}
