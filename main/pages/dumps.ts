// The dumps a page may name: granted by command line, dialog or drop, opened before, or the bundled sample.
import { basename } from 'node:path';
import { outcomeOfAsync } from '#heap/base/fault.ts';
import type { DumpCard, DumpId, StartState } from '../bridge.ts';
import { cardOf, type Grants, newGrants } from './grants.ts';
import type { OpenedBefore, ShellOptions } from './ports.ts';

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
  /** For a page that has not asked for its start yet: true, and it opens this dump by itself. False: it must be told. */
  readonly openAtStart: (path: string) => boolean;
}

export function newDumps(options: ShellOptions): Dumps {
  const grants = newGrants();
  const cards = newCards(grants, options);
  let last: string | undefined;
  let next: string | undefined;
  let started = false;
  let safe = false;

  const initialPath = (hasRecent: boolean): string | undefined => {
    if (next !== undefined || safe) return next;
    return last ?? options.paths[0] ?? (hasRecent ? undefined : options.samplePath);
  };

  return {
    grant: (path) => cards.of(path),
    pathOf: grants.pathOf,
    nameOf: (dump) => basename(grants.pathOf(dump)),
    async startState() {
      const recent = await cards.ofRecent(await openedBefore(options));
      const sample = await cards.ofSample();
      const initial = initialPath(recent.length > 0);
      next = undefined;
      started = true;
      return {
        shell: options.shell,
        version: options.version,
        initial: initial === undefined ? undefined : initialDump(initial, sample),
        recent: [...(await cards.ofUnopened(options.paths, recent)), ...recent],
        sample,
        canChoose: options.dialogs !== undefined,
      };
    },
    async opened(dump) {
      last = grants.pathOf(dump);
      if (last !== options.samplePath) await remember(last);
    },
    async forget(dump) {
      await options.workspace.recent.forget(grants.pathOf(dump));
    },
    restart(chosen) {
      safe = chosen === 'safeMode';
      started = false;
    },
    openAtStart(path) {
      if (!started) next = path;
      return !started;
    },
  };

  async function remember(path: string): Promise<void> {
    await outcomeOfAsync(async () => options.workspace.recent.remember(path, (await cards.of(path)).fileBytes));
  }

  /** Granted unseen: whether the file is there is told by `open`, where the page has a place to say it. */
  function initialDump(path: string, sample: DumpCard | undefined): DumpId | undefined {
    return path === options.samplePath ? sample?.dump : grants.grant(path);
  }
}

/** Neither list nor disk is needed to look at a heap: without them there are no recent dumps, and that is all. */
async function openedBefore(options: ShellOptions): Promise<readonly OpenedBefore[]> {
  const recent = await outcomeOfAsync(() => options.workspace.recent.read());
  return recent.ok ? recent.value : [];
}

interface Cards {
  readonly of: (path: string) => Promise<DumpCard>;
  readonly ofRecent: (recent: readonly OpenedBefore[]) => Promise<readonly DumpCard[]>;
  readonly ofSample: () => Promise<DumpCard | undefined>;
  readonly ofUnopened: (paths: readonly string[], recent: readonly DumpCard[]) => Promise<readonly DumpCard[]>;
}

function newCards(grants: Grants, { samplePath }: ShellOptions): Cards {
  const card = async (path: string, openedAt?: string): Promise<DumpCard> =>
    cardOf(grants, path, { openedAt, isSample: path === samplePath });
  const cardIfThere = async (path: string, openedAt?: string): Promise<DumpCard | undefined> => {
    const found = await outcomeOfAsync(() => card(path, openedAt));
    return found.ok ? found.value : undefined;
  };
  /** A file that is gone keeps its line, so that the person can see and forget it. */
  const goneCard = (path: string): DumpCard => {
    const dump = grants.grant(path);
    return { dump, name: basename(path), fileBytes: 0, openedAt: undefined, isSample: false };
  };
  return {
    of: card,
    ofRecent: (recent) =>
      Promise.all(recent.map(async ({ path, openedAt }) => (await cardIfThere(path, openedAt)) ?? goneCard(path))),
    ofSample: async () => (samplePath === undefined ? undefined : cardIfThere(samplePath)),
    /** Dumps of the command line stand before the recent ones: a web page has no other way to them. */
    async ofUnopened(paths, recent) {
      const known = new Set(recent.map(({ dump }) => dump));
      const cards = await Promise.all(paths.map((path) => cardIfThere(path)));
      return cards.filter((found): found is DumpCard => found !== undefined && !known.has(found.dump));
    },
  };
}
