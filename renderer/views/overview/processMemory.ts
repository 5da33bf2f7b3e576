// What the process said about its memory when it was dumped: the lines of /proc/self/status that the dump carries.
import type { Manifest } from '#heap/model/manifest.ts';
import type { MemoryWord } from '../../words/pages.contract.ts';

export interface ProcessMemory {
  readonly resident: number;
  /** Bytes by name; only what was recorded. */
  readonly parts: readonly { readonly part: MemoryWord; readonly bytes: number }[];
}

const LINES: readonly (readonly [MemoryWord, string])[] = [
  ['peak', 'VmHWM'],
  ['anonymous', 'RssAnon'],
  ['file', 'RssFile'],
  ['swapped', 'VmSwap'],
];

/** undefined: the dump carries no status with a resident size. */
export function processMemoryOf(manifest: Pick<Manifest, 'texts'>): ProcessMemory | undefined {
  const status = manifest.texts.find(({ name }) => name === 'status')?.text ?? '';
  const resident = kibibytes(status, 'VmRSS');
  if (resident === undefined) return undefined;
  const parts = LINES.flatMap(([part, line]) => {
    const found = kibibytes(status, line);
    return found === undefined || (part === 'swapped' && found === 0) ? [] : [{ part, bytes: found }];
  });
  return { resident, parts };
}

/** proc(5): `VmRSS:     45304 kB`, where kB are units of 1,024 bytes. */
function kibibytes(status: string, line: string): number | undefined {
  const match = new RegExp(`^${line}:\\s+(\\d{1,15}) kB$`, 'm').exec(status);
  return match === null ? undefined : Number(match[1]) * 1024;
}
