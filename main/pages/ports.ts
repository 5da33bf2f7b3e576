// What the shell service needs from loading, from the workspace and from its shell.
import type { Outcome } from '#heap/base/fault.ts';
import type { ShellEvent } from '../bridge.ts';
import type { CompanionPlaces } from '../loading/companions.ts';
import type { DumpEstimate } from '../loading/estimate.ts';
import type { OpenIndex, OpenOptions } from '../loading/open.ts';
import type { LoadEvents } from '../loading/start.ts';
import type { FindingsStore } from '../workspace/findingsStore.ts';
import type { RecentDump, RecentDumps } from '../workspace/recentDumps.ts';

/** `estimateDump` and `openDump` of main/loading, or stand-ins. */
export interface DumpLoading {
  readonly estimate: (path: string) => Promise<Outcome<DumpEstimate>>;
  readonly open: (path: string, options: OpenOptions, events: LoadEvents) => Promise<Outcome<OpenIndex>>;
}

/** `openFindings` and `recentDumps` of main/workspace, or stand-ins. Faults are thrown. */
export interface Workspace {
  readonly findings: (fingerprint: string) => Promise<FindingsStore>;
  readonly recent: Pick<RecentDumps, 'remember' | 'forget'> & { read(): Promise<readonly OpenedBefore[]> };
}

export type OpenedBefore = Pick<RecentDump, 'path' | 'openedAt'>;

/** What only a desktop can do. A web shell has none. */
export interface Dialogs {
  readonly chooseDump: () => Promise<string | undefined>;
  readonly chooseCompanions: (what: 'program' | 'folder') => Promise<string | undefined>;
  readonly saveExport: (name: string, content: string | Uint8Array) => Promise<boolean>;
  /** What the page shows to a printer, as a PDF. */
  readonly printReport: (name: string) => Promise<boolean>;
}

export interface ShellOptions {
  readonly shell: 'desktop' | 'web';
  readonly version: string;
  readonly loading: DumpLoading;
  readonly workspace: Workspace;
  /** undefined: a web shell, which can open no dialog. */
  readonly dialogs: Dialogs | undefined;
  /** The bundled dump that opens on first run. */
  readonly samplePath: string | undefined;
  /** From the command line or a file association; the first one opens at once, all are granted. */
  readonly paths: readonly string[];
  /** `--exe` and `--sysroot` of `ouro serve`. */
  readonly companions?: CompanionPlaces | undefined;
  readonly emit: (event: ShellEvent) => void;
}
