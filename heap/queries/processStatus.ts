// What the system said about the memory of the process: /proc/self/smaps_rollup and /proc/self/status, in bytes (proc(5)).
import type { Manifest } from '../model/manifest.ts';

export interface ProcessStatus {
  readonly resident: number | undefined;
  readonly anonymous: number | undefined;
  readonly file: number | undefined;
  readonly proportional: number | undefined;
  readonly privateDirty: number | undefined;
  readonly peak: number | undefined;
  readonly swapped: number | undefined;
  /** Mapped for the stack of the main thread. */
  readonly stack: number | undefined;
  /** Freed blocks that the C library keeps (mallinfo2(3), `fordblks`). */
  readonly libcFree: number | undefined;
  /** What tracemalloc needs for itself. */
  readonly tracing: number | undefined;
}

/** The rolled up map counts page by page and goes before `status`, whose figures lag behind. */
export function processStatus({ texts }: Pick<Manifest, 'texts'>): ProcessStatus {
  const text = (name: string): string => texts.find((entry) => entry.name === name)?.text ?? '';
  const [rollup, status] = [text('smaps_rollup'), text('status')];
  const resident = kibibytes(rollup, 'Rss') ?? kibibytes(status, 'VmRSS');
  const anonymous = kibibytes(rollup, 'Anonymous') ?? kibibytes(status, 'RssAnon');
  return {
    resident,
    anonymous,
    file: resident === undefined || anonymous === undefined ? undefined : resident - anonymous,
    proportional: kibibytes(rollup, 'Pss'),
    privateDirty: kibibytes(rollup, 'Private_Dirty'),
    peak: kibibytes(status, 'VmHWM'),
    swapped: kibibytes(rollup, 'Swap') ?? kibibytes(status, 'VmSwap'),
    stack: kibibytes(status, 'VmStk'),
    libcFree: plainBytes(text('mallinfo'), 'fordblks'),
    tracing: plainBytes(text('tracemalloc'), 'memory'),
  };
}

function plainBytes(text: string, line: string): number | undefined {
  const match = new RegExp(`^${line}: (\\d{1,15})$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** `VmRSS:     45304 kB`, where kB are units of 1,024 bytes. */
function kibibytes(text: string, line: string): number | undefined {
  const match = new RegExp(`^${line}:\\s+(\\d{1,15}) kB$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]) * 1024;
}
