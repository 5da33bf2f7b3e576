// A disk that forgets: what was not synced may be lost, kept or torn at a crash, and any operation can be made to fail.
import type { FilePort, OpenFile } from '../filePort.ts';

export type FaultKind =
  | 'ENOSPC'
  | 'EIO'
  | 'EACCES'
  | 'EROFS'
  | 'EMFILE'
  | 'EDQUOT'
  | 'EXDEV'
  | 'EPERM'
  | 'shortWrite'
  | 'partialWrite'
  | 'killBefore'
  | 'killAfter';

export const FAULT_KINDS: readonly FaultKind[] = [
  'ENOSPC',
  'EIO',
  'EACCES',
  'EROFS',
  'EMFILE',
  'EDQUOT',
  'EXDEV',
  'EPERM',
  'shortWrite',
  'partialWrite',
  'killBefore',
  'killAfter',
];

/** The error of every operation of a process that was killed: its code ran on only because nothing can stop it here. */
export const KILLED = 'EKILLED';

export interface Plan {
  /** Number of the operation that goes wrong, from 0. */
  readonly at: number;
  readonly kind: FaultKind;
  /** Every later operation fails in the same way: a full disk stays full. */
  readonly stays: boolean;
}

export interface SimulatedDisk {
  /** A process begins: its operations are counted from 0. undefined: nothing goes wrong. */
  boot(plan: Plan | undefined): FilePort;
  /** The power goes: only what is durable survives, and a random part of the rest. */
  crash(): void;
  operations(): number;
  /** Operations that really went wrong. */
  injected(): number;
}

interface Inode {
  bytes: Uint8Array;
  durable: Uint8Array;
  /** A failed sync: the system has dropped the dirty pages and later syncs succeed without them. */
  lost: boolean;
}

type Names = Map<string, Inode>;

/** `uniform` draws from [0, 1): the same draws make the same disk. */
export function simulatedDisk(uniform: () => number): SimulatedDisk {
  const random: Random = (below) => Math.floor(uniform() * below);
  let names: Names = new Map();
  let durable: Names = new Map();
  let epoch = 0;
  let count = 0;
  let injected = 0;

  const boot = (plan: Plan | undefined): FilePort => {
    const own = ++epoch;
    count = 0;
    let killed = false;
    /** Runs `work` as one countable operation; `partial` is what is left of it when it fails half way. */
    const operation = async <Value>(work: () => Value, partial: () => void = () => undefined): Promise<Value> => {
      await Promise.resolve();
      if (killed || own !== epoch) throw failure(KILLED);
      const number = count++;
      const hit = plan !== undefined && (number === plan.at || (plan.stays && number > plan.at));
      if (!hit) return work();
      injected++;
      switch (plan.kind) {
        case 'killBefore':
          killed = true;
          throw failure(KILLED);
        case 'killAfter':
          work();
          killed = true;
          throw failure(KILLED);
        case 'shortWrite':
          return work();
        case 'partialWrite':
          partial();
          throw failure('EIO');
        default:
          throw failure(plan.kind);
      }
    };
    const short = (): boolean => plan?.kind === 'shortWrite' && (count - 1 === plan.at || plan.stays);
    return filePort(operation, short, {
      names: () => names,
      syncNames: () => {
        durable = new Map(names);
      },
      random,
    });
  };

  return {
    boot,
    crash() {
      epoch++;
      names = survivors(names, durable, random);
      for (const inode of new Set(names.values())) settle(inode, random);
      durable = new Map(names);
    },
    operations: () => count,
    injected: () => injected,
  };
}

/** A whole number in [0, below). */
type Random = (below: number) => number;

interface Inside {
  readonly names: () => Names;
  readonly syncNames: () => void;
  readonly random: Random;
}

type Operation = <Value>(work: () => Value, partial?: () => void) => Promise<Value>;

function filePort(operation: Operation, short: () => boolean, inside: Inside): FilePort {
  const at = (path: string): Inode => {
    const inode = inside.names().get(path);
    if (inode === undefined) throw failure('ENOENT');
    return inode;
  };
  return {
    makeFolder: () => operation(() => undefined),
    names: (folder) =>
      operation(() =>
        [...inside.names().keys()]
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1)),
      ),
    read: (path) => operation(() => inside.names().get(path)?.bytes.slice()),
    create: (path) =>
      operation(() => {
        if (inside.names().has(path)) throw failure('EEXIST');
        const inode: Inode = { bytes: new Uint8Array(0), durable: new Uint8Array(0), lost: false };
        inside.names().set(path, inode);
        return openFile(inode, operation, short, inside.random);
      }),
    link: (from, to) =>
      operation(() => {
        if (inside.names().has(to)) throw failure('EEXIST');
        inside.names().set(to, at(from));
      }),
    rename: (from, to) =>
      operation(() => {
        inside.names().set(to, at(from));
        inside.names().delete(from);
      }),
    remove: (path) => operation(() => void inside.names().delete(path)),
    syncFolder: () => operation(() => inside.syncNames()),
  };
}

function openFile(inode: Inode, operation: Operation, short: () => boolean, random: Random): OpenFile {
  const append = (bytes: Uint8Array): number => {
    inode.bytes = Uint8Array.from([...inode.bytes, ...bytes]);
    return bytes.length;
  };
  return {
    write: (bytes, from) =>
      operation(
        () => append(short() ? bytes.subarray(from, from + 1 + random(bytes.length - from)) : bytes.subarray(from)),
        () => void append(bytes.subarray(from, from + random(bytes.length - from + 1))),
      ),
    sync: () =>
      operation(
        () => {
          if (!inode.lost) inode.durable = inode.bytes.slice();
        },
        () => {
          inode.lost = true;
        },
      ).catch((error: unknown) => {
        inode.lost = true;
        throw error;
      }),
    size: () => operation(() => inode.bytes.length),
    close: () => operation(() => undefined),
  };
}

/** Each name that was changed since the folder was synced has its old or its new meaning. */
function survivors(names: Names, durable: Names, random: Random): Names {
  const left: Names = new Map();
  for (const path of new Set([...names.keys(), ...durable.keys()])) {
    const inode = (random(2) === 0 ? names : durable).get(path);
    if (inode !== undefined) left.set(path, inode);
  }
  return left;
}

/** Bytes that were not synced: lost, kept, or torn with rubbish in the last sector. */
function settle(inode: Inode, random: Random): void {
  const dirty = inode.bytes.length - inode.durable.length;
  const kept = dirty > 0 ? random(dirty + 1) : 0;
  const choice = random(3);
  if (choice === 0 || dirty <= 0) inode.bytes = inode.durable.slice();
  if (choice === 2 && dirty > 0) {
    inode.bytes = inode.bytes.slice(0, inode.durable.length + kept);
    for (let i = inode.durable.length; i < inode.bytes.length; i++) if (random(8) === 0) inode.bytes[i] = random(256);
  }
  inode.durable = inode.bytes.slice();
  inode.lost = false;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
