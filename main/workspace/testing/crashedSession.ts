// One session of a store on a simulated disk where something goes wrong, and what is wrong with the store afterwards.
import { FaultError } from '#heap/base/fault.ts';
import type { FilePort } from '../filePort.ts';
import type { Plan, SimulatedDisk } from './simulatedDisk.ts';

export interface Store {
  append(entry: number): Promise<unknown>;
  read(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** `epoch` numbers the programs that open the store one after the other. */
export type OpenStore = (files: FilePort, epoch: number) => Promise<Store>;

/** Appends one after the other or at once, or ends the program and starts the next one. */
export type Step = { readonly kind: 'append' | 'together'; readonly count: number } | { readonly kind: 'reopen' };

export interface Outcome {
  readonly tried: readonly number[];
  readonly acknowledged: readonly number[];
}

/**
 * The first program runs on a sound disk; the plan strikes from the second on, which begins with the first `reopen`. Programs after a
 * kill cannot start: the session ends there.
 */
export async function session(
  disk: SimulatedDisk,
  plan: Plan | undefined,
  open: OpenStore,
  steps: readonly Step[],
): Promise<Outcome> {
  const tried: number[] = [];
  const acknowledged: number[] = [];
  let next = 0;
  let epoch = 1;
  let store: Store | undefined = await open(disk.boot(undefined), epoch);
  const append = async (): Promise<void> => {
    const entry = next++;
    tried.push(entry);
    await store?.append(entry);
    acknowledged.push(entry);
  };
  try {
    for (const step of steps) {
      if (step.kind === 'reopen') {
        await store.close();
        store = await open(disk.boot(epoch === 1 ? plan : undefined), ++epoch);
      } else if (step.kind === 'together') {
        await Promise.all(Array.from({ length: step.count }, () => append().catch(expected)));
      } else for (let i = 0; i < step.count; i++) await append().catch(expected);
    }
    await store.close();
  } catch (error) {
    expected(error);
  }
  return { tried, acknowledged };
}

function expected(error: unknown): void {
  if (!(error instanceof FaultError) && !(error instanceof Error && 'code' in error)) throw error;
}

/** What a program that opens the store after the session finds wrong; undefined: nothing. */
export async function problemWith(
  disk: SimulatedDisk,
  { tried, acknowledged }: Outcome,
  open: OpenStore,
): Promise<string | undefined> {
  try {
    const store = await open(disk.boot(undefined), 1001);
    const entries = await store.read();
    await store.append(LATER);
    await store.close();
    const again = await (await open(disk.boot(undefined), 1002)).read();
    const missing = acknowledged.filter((entry) => !entries.includes(entry));
    if (missing.length > 0) return `lost ${missing.join()}`;
    const inOrder = tried.filter((entry) => entries.includes(entry));
    if (entries.join() !== inOrder.join()) return `expected ${inOrder.join()}, read ${entries.join()}`;
    return again.join() === [...entries, LATER].join() ? undefined : `after one more: ${again.join()}`;
  } catch (error) {
    return `cannot be opened: ${String(error)}`;
  }
}

const LATER = 999_999;
