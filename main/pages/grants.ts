// Opaque names for granted files: a page names a dump by 128 random bits and never learns or chooses a path.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail } from '#heap/base/fault.ts';
import type { DumpCard, DumpId } from '../bridge.ts';
import { codeOf } from '../workspace/failures.ts';

export interface Grants {
  /** The name of `path`, the same for the same path. Looks at no file. */
  readonly grant: (path: string) => DumpId;
  /** Fails with `bridge/refused` for a name that was never given out. */
  readonly pathOf: (dump: DumpId) => string;
  readonly revoke: (dump: DumpId) => void;
}

/** 32 hexadecimal digits that nobody can guess. */
export function randomName(): string {
  return randomBytes(16).toString('hex');
}

export function newGrants(): Grants {
  const paths = new Map<DumpId, string>();
  const names = new Map<string, DumpId>();
  return {
    grant(path) {
      const known = names.get(path);
      if (known !== undefined) return known;
      const dump = randomName();
      paths.set(dump, path);
      names.set(path, dump);
      return dump;
    },
    pathOf: (dump) => paths.get(dump) ?? fail({ code: 'bridge/refused', reason: 'dump: never granted' }),
    revoke(dump) {
      const path = paths.get(dump);
      paths.delete(dump);
      if (path !== undefined) names.delete(path);
    },
  };
}

/** Fails with `source/unreadable` unless `path` is a regular file that can be read. */
export async function cardOf(
  grants: Grants,
  path: string,
  known: Pick<DumpCard, 'openedAt' | 'isSample'>,
): Promise<DumpCard> {
  const fileBytes = await regularFileBytes(path);
  return { dump: grants.grant(path), name: basename(path), fileBytes, ...known };
}

/** `O_NONBLOCK`: a FIFO or a device must not stop us before `fstat` has told what it is. */
async function regularFileBytes(path: string): Promise<number> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => unreadable(error));
  try {
    const found = await file.stat();
    return found.isFile() ? found.size : fail({ code: 'source/unreadable', reason: 'not a regular file' });
  } finally {
    await file.close();
  }
}

function unreadable(error: unknown): never {
  return fail({ code: 'source/unreadable', reason: codeOf(error) });
}
