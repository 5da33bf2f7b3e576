// The dumps that were opened last: a short list in one file. Losing it costs nothing, so a broken one is an empty one.
import { FaultError } from '#heap/base/fault.ts';
import { basename, join } from 'node:path';
import { readSound, removeTemporaries, replaceFile } from './atomicFile.ts';
import { list, record, text, whole } from '#heap/base/checks.ts';
import { codeOf, isSystemError } from './failures.ts';
import { nodeFiles, type FilePort } from './filePort.ts';
import { parseJson } from './json.ts';
import { workspacePlace } from './places.ts';

export interface RecentDump {
  readonly path: string;
  /** Last part of the path, for display only. Hostile text. */
  readonly name: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
}

export interface RecentDumps {
  /** Newest first. */
  read(): Promise<readonly RecentDump[]>;
  /** Fault: `workspace/unwritable`. */
  remember(path: string, bytes: number): Promise<void>;
  forget(path: string): Promise<void>;
}

export const MOST_RECENT = 20;

/** One writer at a time within this object; of two programs the later one wins. */
export function recentDumps(
  folder: string = workspacePlace(),
  files: FilePort = nodeFiles,
  now: () => Date = () => new Date(),
): RecentDumps {
  const path = join(folder, 'recent.json');
  let queue: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<readonly RecentDump[]> => (await readSound(path, parse, files)) ?? [];
  const change = (edit: (dumps: readonly RecentDump[]) => readonly RecentDump[]): Promise<void> => {
    const next = queue.then(async () => {
      await files.makeFolder(folder);
      await removeTemporaries(path, files);
      const dumps = edit(await read()).slice(0, MOST_RECENT);
      await replaceFile(path, new TextEncoder().encode(`${JSON.stringify({ version: 1, dumps })}\n`), files);
    });
    queue = next.catch(() => undefined);
    return next.catch(unwritable);
  };
  return {
    read: () => read().catch(unwritable),
    remember: (dump, bytes) =>
      change((dumps) => [
        { path: dump, name: basename(dump), bytes, openedAt: now().toISOString() },
        ...dumps.filter((other) => other.path !== dump),
      ]),
    forget: (dump) => change((dumps) => dumps.filter((other) => other.path !== dump)),
  };
}

const PATH = text(65_536);

const isRecentFile = record<{ readonly version: number; readonly dumps: readonly RecentDump[] }>({
  version: whole(1, 1),
  dumps: list(record<RecentDump>({ path: PATH, name: PATH, bytes: whole(), openedAt: text(64) }), MOST_RECENT),
});

function parse(bytes: Uint8Array): readonly RecentDump[] | undefined {
  const value = parseJson(bytes, 2 ** 24, 8);
  return isRecentFile(value) ? value.dumps : undefined;
}

function unwritable(error: unknown): never {
  if (!isSystemError(error)) throw error;
  throw new FaultError({ code: 'workspace/unwritable', reason: codeOf(error) });
}
