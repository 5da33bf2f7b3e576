// One writer per folder: everyone leaves a named mark, looks around, and steps back when somebody living is there too.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilePort } from './filePort.ts';
import { isSystemError } from './failures.ts';

export interface Lock {
  release(): Promise<void>;
}

/** A process by its number and its start time, because numbers are used again. */
export interface ProcessName {
  readonly pid: number;
  /** Clock ticks after boot as text; '' where the system does not say. */
  readonly started: string;
}

export interface Processes {
  readonly self: ProcessName;
  readonly isAlive: (process: ProcessName) => boolean;
}

/**
 * undefined: a living process, perhaps this one, holds the folder. Of two that come at once at most one gets it, since each
 * makes its mark before it looks: no order of steps lets both miss the other. Marks of dead processes are removed.
 */
export async function takeLock(folder: string, files: FilePort, processes: Processes): Promise<Lock | undefined> {
  const { pid, started } = processes.self;
  const own = `lock.${pid}.${started}.${randomBytes(6).toString('hex')}`;
  const mark = await files.create(join(folder, own));
  await mark.close();
  const release = (): Promise<void> => files.remove(join(folder, own));
  try {
    for (const name of await files.names(folder)) {
      const other = name === own ? undefined : holderOf(name);
      if (other === undefined) continue;
      if (processes.isAlive(other)) {
        await release();
        return undefined;
      }
      await files.remove(join(folder, name));
    }
    return { release };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

export function thisMachinesProcesses(): Processes {
  return {
    self: { pid: process.pid, started: startOf(process.pid) ?? '' },
    isAlive: ({ pid, started }) => isRunning(pid) && (started === '' || (startOf(pid) ?? started) === started),
  };
}

function holderOf(name: string): ProcessName | undefined {
  const parts = /^lock\.(\d{1,10})\.(\d{0,20})\.[0-9a-f]{12}$/.exec(name);
  return parts === null ? undefined : { pid: Number(parts[1]), started: parts[2] ?? '' };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

/** Linux: field 22 of /proc/<pid>/stat, counted after the command name, which may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
