// What the shell service needs from loading, from the workspace and from its shell. Faults are thrown as `FaultError`.
import type { Progress } from '#heap/base/task.ts';
import type { FindingOperation } from '#heap/findings/finding.ts';
import type { Estimate, FirstHistogram } from '#heap/formats/format.ts';
import type { FormatName, Manifest } from '#heap/model/manifest.ts';
import type { FindingsState, ShellEvent } from '../bridge.ts';

export interface DumpEstimate {
  readonly format: FormatName;
  readonly estimate: Estimate;
  readonly memoryBudget: number;
  readonly freeDisk: number | undefined;
  readonly indexed: boolean;
}

export interface OpenWatch {
  readonly onProgress: (progress: Progress) => void;
  readonly onHistogram: (histogram: FirstHistogram) => void;
  /** Aborted: the load ends with `Cancelled` and leaves nothing behind. */
  readonly signal: AbortSignal;
}

/** A complete index folder on disk. */
export interface OpenedIndex {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly histogram: FirstHistogram;
  readonly reused: boolean;
  readonly withoutCache: boolean;
  readonly memoryBudget: number;
  /** Removes what must not outlive the window, such as an index that could not be cached. */
  readonly release: () => Promise<void>;
}

export interface DumpLoading {
  readonly estimate: (path: string) => Promise<DumpEstimate>;
  readonly open: (path: string, watch: OpenWatch) => Promise<OpenedIndex>;
}

/** The findings of one dump, open for writing unless another program holds the lock. */
export interface FindingsStore {
  readonly read: () => Promise<FindingsState>;
  /** Resolves after fsync with the number of the line. */
  readonly append: (operation: FindingOperation) => Promise<number>;
  /** Writes the checkpoint and gives the lock back. */
  readonly close: () => Promise<void>;
}

export interface RecentDump {
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
}

export interface Workspace {
  readonly findings: (fingerprint: string) => Promise<FindingsStore>;
  readonly recent: () => Promise<readonly RecentDump[]>;
  readonly remember: (path: string) => Promise<void>;
  readonly forget: (path: string) => Promise<void>;
}

/** What only a desktop can do. A web shell has none. */
export interface Dialogs {
  readonly chooseDump: () => Promise<string | undefined>;
  readonly saveExport: (name: string, text: string) => Promise<boolean>;
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
  readonly emit: (event: ShellEvent) => void;
  readonly now: () => number;
}
