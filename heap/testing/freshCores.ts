// Cores of real processes, made while a test runs (makeCore.py): with the truth that the process wrote about itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource } from '../base/source.ts';
import type { Companions } from '../formats/format.ts';
import { interpreters } from './interpreters.ts';

export interface FreshCore {
  readonly core: Uint8Array;
  readonly path: string;
  readonly truth: string;
}

export interface CoreFolder {
  /** Undefined where this machine cannot write cores, or the interpreter lacks what `more` asks. */
  make(python: string, name: string, ...more: readonly string[]): FreshCore | undefined;
  drop(): void;
}

const SCRIPT = new URL('./makeCore.py', import.meta.url).pathname;

export const CAN_WRITE_CORES = process.platform === 'linux' && process.arch === 'x64';

export function openCoreFolder(): CoreFolder {
  const folder = mkdtempSync(join(tmpdir(), 'ouro-core-'));
  return {
    make(python, name, ...more) {
      try {
        const wish = [SCRIPT, folder, '--name', name, '--python', python, ...more];
        execFileSync('python3', wish, { stdio: ['ignore', 'ignore', 'pipe'] });
        const path = join(folder, `${name}.core`);
        const truth = readFileSync(join(folder, `${name}.truth.jsonl`), 'utf8');
        return { core: new Uint8Array(readFileSync(path)), path, truth };
      } catch {
        return undefined;
      }
    },
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Debian's: stripped, and linked to a fixed address. */
export const SYSTEM_PYTHON = '/usr/bin/python3';

/** Those of `interpreters`, and the system's. */
export function coreInterpreters(): readonly string[] {
  const known = interpreters().map(({ path }) => path);
  return [...known, SYSTEM_PYTHON].filter((path) => path.startsWith('/') && runs(path, 'import gc'));
}

/** The interpreters for which `program` ends well. */
export function pythonsThat(program: string): readonly string[] {
  return coreInterpreters().filter((path) => runs(path, program));
}

function runs(python: string, program: string): boolean {
  return existsSync(python) && spawnSync(python, ['-c', program]).status === 0;
}

/** The files of this machine; those in `instead` are read from elsewhere, '' has none. */
export function filesHere(instead: ReadonlyMap<string, string> = new Map()): Companions {
  return {
    open(path) {
      const place = instead.get(path) ?? path;
      return Promise.resolve(place !== '' && existsSync(place) ? fileAt(place) : 'missing');
    },
  };
}

function fileAt(path: string): ByteSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  closeSync(descriptor);
  return {
    length: size,
    seekable: true,
    read(offset, count) {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, size - offset)));
      const file = openSync(path, 'r');
      const got = readSync(file, bytes, 0, bytes.length, offset);
      closeSync(file);
      return Promise.resolve(bytes.subarray(0, got));
    },
    release: () => undefined,
  };
}
