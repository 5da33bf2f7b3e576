// The dumps a page may name: granted by command line, dialog or drop, opened before, or the bundled sample.
import { basename } from 'node:path';
import { outcomeOfAsync } from '#heap/base/fault.ts';
import type { DumpCard, DumpId, StartState } from '../bridge.ts';
import { cardOf, newGrants } from './grants.ts';
import type { RecentDump, ShellOptions } from './ports.ts';

export interface Dumps {
  /** Fails with `source/unreadable` unless `path` is a regular file. */
  readonly grant: (path: string) => Promise<DumpCard>;
  readonly pathOf: (dump: DumpId) => string;
  /** Base name for display. */
  readonly nameOf: (dump: DumpId) => string;
  readonly startState: () => Promise<StartState>;
  /** Puts the dump on the recent list, unless it is the sample, and remembers it for a page that crashes. */
  readonly opened: (dump: DumpId) => Promise<void>;
  readonly forget: (dump: DumpId) => Promise<void>;
  readonly restart: (next: 'reopen' | 'safeMode') => void;
}

export function newDumps(options: ShellOptions): Dumps {
  const grants = newGrants();
  let last: string | undefined;
  let mode: 'firstStart' | 'reopen' | 'safeMode' = 'firstStart';

  const card = async (path: string, openedAt?: string): Promise<DumpCard> =>
    cardOf(grants, path, { openedAt, isSample: path === options.samplePath });

  /** A file that is gone keeps its line, so that the person can see and forget it. */
  const recentCard = async (recent: RecentDump): Promise<DumpCard> => {
    const found = await outcomeOfAsync(() => card(recent.path, recent.openedAt));
    if (found.ok) return found.value;
    return {
      dump: grants.grant(recent.path),
      name: basename(recent.path),
      fileBytes: 0,
      openedAt: undefined,
      isSample: false,
    };
  };

  const initialPath = (hasRecent: boolean): string | undefined => {
    if (mode === 'safeMode') return undefined;
    if (mode === 'reopen') return last;
    return options.paths[0] ?? (hasRecent ? undefined : options.samplePath);
  };

  return {
    grant: (path) => card(path),
    pathOf: grants.pathOf,
    nameOf: (dump) => basename(grants.pathOf(dump)),
    async startState() {
      const recent = await Promise.all((await options.workspace.recent()).map(recentCard));
      const { samplePath } = options;
      const sample = samplePath === undefined ? undefined : await outcomeOfAsync(() => card(samplePath));
      const initial = initialPath(recent.length > 0);
      return {
        shell: options.shell,
        version: options.version,
        // Granted unseen: whether the file is there is told by `open`, where the page has a place to say it.
        initial:
          initial === undefined || (initial === samplePath && sample?.ok !== true) ? undefined : grants.grant(initial),
        recent: [...(await namedCards(options.paths, recent, card)), ...recent],
        sample: sample?.ok === true ? sample.value : undefined,
        canChoose: options.dialogs !== undefined,
      };
    },
    async opened(dump) {
      const path = grants.pathOf(dump);
      last = path;
      if (path !== options.samplePath) await options.workspace.remember(path);
    },
    async forget(dump) {
      await options.workspace.forget(grants.pathOf(dump));
    },
    restart(next) {
      mode = next;
    },
  };
}

/** Dumps of the command line that were never opened stand before the recent ones: a web page has no other way to them. */
async function namedCards(
  paths: readonly string[],
  recent: readonly DumpCard[],
  card: (path: string) => Promise<DumpCard>,
): Promise<readonly DumpCard[]> {
  const cards = await Promise.all(paths.map((path) => outcomeOfAsync(() => card(path))));
  const known = new Set(recent.map(({ dump }) => dump));
  return cards.flatMap((found) => (found.ok && !known.has(found.value.dump) ? [found.value] : []));
}
