// How much memory a heap may take on this machine, known before anything is allocated.
import type { Estimate } from '#heap/formats/format.ts';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the machine says about itself; replaced in tests. */
export interface Machine {
  readonly available: number;
  /** Limit of a container; above 2^53 there is none. */
  readonly constrained: number;
  /** Bytes the person allows (`OUROBOROS_MEMORY`); undefined when not set. */
  readonly allowed: number | undefined;
}

export type Verdict = 'fits' | 'tight' | 'doesNotFit';

/** The least of: what the person allows, 60 % of what is available, and the container's limit. */
export function memoryBudget(machine: Machine = thisMachine()): number {
  const limits = [machine.available * AVAILABLE_SHARE];
  if (machine.constrained > 0 && machine.constrained <= NO_LIMIT) limits.push(machine.constrained);
  if (machine.allowed !== undefined) limits.push(machine.allowed);
  return Math.floor(Math.min(...limits));
}

/** `2048`, `900M`, `4G`, `1.5GiB`; undefined when the text is none of these. Powers of 1,024. */
export function bytesOf(text: string | undefined): number | undefined {
  const parts = /^\s*(\d{1,15}(?:\.\d{1,3})?)\s*([KMGT]?)(?:I?B)?\s*$/iu.exec(text ?? '');
  if (parts === null) return undefined;
  const bytes = Math.floor(Number(parts[1]) * 1024 ** ' KMGT'.indexOf((parts[2] ?? '').toUpperCase() || ' '));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** `tight` from 80 % of the budget on, or when the index has no room on the disk and cannot be kept. */
export function verdictOf(estimate: Estimate, budget: number, freeDisk: number | undefined): Verdict {
  if (estimate.memoryBytes > budget) return 'doesNotFit';
  if (freeDisk !== undefined && estimate.diskBytes > freeDisk) return 'tight';
  return estimate.memoryBytes > budget * TIGHT_SHARE ? 'tight' : 'fits';
}

/** Free bytes where `folder` is or will be; undefined when nobody can say. */
export async function freeDiskAt(folder: string): Promise<number | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const stats = await statfs(at).catch(() => undefined);
    if (stats !== undefined) return stats.bavail * stats.bsize;
    if (dirname(at) === at) return undefined;
  }
}

const AVAILABLE_SHARE = 0.6;
const TIGHT_SHARE = 0.8;
const NO_LIMIT = 2 ** 53;

function thisMachine(): Machine {
  return {
    available: process.availableMemory(),
    constrained: process.constrainedMemory(),
    allowed: bytesOf(process.env['OUROBOROS_MEMORY']),
  };
}
