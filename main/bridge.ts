// The one contract between a page and its shell. The desktop carries it over IPC, the web shell over POST /api/<channel>.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { Progress } from '#heap/base/task.ts';
import type { FindingOperation } from '#heap/findings/finding.ts';
import type { Estimate, FirstHistogram } from '#heap/formats/format.ts';
import type { FormatName, Manifest } from '#heap/model/manifest.ts';

/** Names a file that the shell has granted; the page never sees a path. 32 hexadecimal digits. */
export type DumpId = string;
/** Names an open index folder for this window: `/heap/<id>/<column>`. 32 hexadecimal digits. */
export type HeapId = string;

export interface DumpCard {
  readonly dump: DumpId;
  /** Base name for display only. Hostile text. */
  readonly name: string;
  readonly fileBytes: number;
  /** undefined: opened never before, or the file is gone. */
  readonly openedAt: string | undefined;
  readonly isSample: boolean;
}

export interface StartState {
  readonly shell: 'desktop' | 'web';
  readonly version: string;
  /** The dump to open at once: command line, file association, or the sample on first run. */
  readonly initial: DumpId | undefined;
  readonly recent: readonly DumpCard[];
  readonly sample: DumpCard | undefined;
  readonly canChoose: boolean;
}

export interface EstimateCard {
  readonly dump: DumpId;
  readonly format: FormatName;
  readonly estimate: Estimate;
  readonly memoryBudget: number;
  readonly freeDisk: number | undefined;
  /** The index is there already: opening reads it and parses nothing. */
  readonly indexed: boolean;
  readonly verdict: 'fits' | 'tight' | 'doesNotFit';
}

export interface OpenedDump {
  readonly heap: HeapId;
  readonly dump: DumpId;
  readonly name: string;
  readonly manifest: Manifest;
  /** Cells per type, in the order of the type table. */
  readonly histogram: FirstHistogram;
  /** True: the index could not be kept (disk full, read-only cache); reopening will parse again. */
  readonly withoutCache: boolean;
  readonly reused: boolean;
  /** Bytes that columns may take in this page, computed by main: a page cannot know. */
  readonly memoryBudget: number;
  /** Wall milliseconds of the load, for the jobs strip. */
  readonly tookMs: number;
}

export interface FindingsState {
  readonly operations: readonly FindingOperation[];
  /** Another window holds the writer's lock. */
  readonly readOnly: boolean;
}

/** Programs and libraries of a core: those at their own paths on this machine, or those that the shell was told of. */
export type CompanionChoice = 'machine' | 'chosen';

/** Requests: channel -> [request, reply]. Every reply is an `Outcome`. */
export interface Channels {
  readonly start: { request: Record<string, never>; reply: StartState };
  /** Desktop only: the open dialog. undefined: the person closed it. */
  readonly chooseDump: { request: Record<string, never>; reply: DumpCard | undefined };
  readonly estimate: { request: { readonly dump: DumpId }; reply: EstimateCard };
  /** Progress comes as events while it runs; a cancelled open is the fault `bridge/refused` with reason 'cancelled'. */
  readonly open: {
    request: { readonly dump: DumpId; readonly companions?: CompanionChoice | undefined };
    reply: OpenedDump;
  };
  /** Desktop only: a dialog for the program of a core, or the folder of its files. `open` with 'chosen' reads them. */
  readonly chooseCompanions: { request: { readonly what: 'program' | 'folder' }; reply: { readonly chosen: boolean } };
  readonly cancelOpen: { request: { readonly dump: DumpId }; reply: { readonly cancelled: boolean } };
  readonly close: { request: { readonly heap: HeapId }; reply: Record<string, never> };
  readonly readFindings: { request: { readonly heap: HeapId }; reply: FindingsState };
  /** Answered only after the line is on the disk (fsync). */
  readonly appendFinding: {
    request: { readonly heap: HeapId; readonly operation: FindingOperation };
    reply: { readonly sequence: number };
  };
  /** Desktop: the save dialog, then an atomic write. Web: the page downloads, the channel refuses. */
  readonly saveExport: {
    request: { readonly name: string; readonly text: string };
    reply: { readonly saved: boolean };
  };
  /** The same for a PNG in base64. */
  readonly savePicture: {
    request: { readonly name: string; readonly png: string };
    reply: { readonly saved: boolean };
  };
  /** Desktop: the save dialog, then what the page shows to a printer as a PDF. Web: the page prints, the channel refuses. */
  readonly printReport: { request: { readonly name: string }; reply: { readonly saved: boolean } };
  readonly forgetRecent: { request: { readonly dump: DumpId }; reply: Record<string, never> };
}

export type ChannelName = keyof Channels;

export const CHANNEL_NAMES = [
  'start',
  'chooseDump',
  'chooseCompanions',
  'estimate',
  'open',
  'cancelOpen',
  'close',
  'readFindings',
  'appendFinding',
  'saveExport',
  'savePicture',
  'printReport',
  'forgetRecent',
] as const satisfies readonly ChannelName[];

export type RequestOf<Name extends ChannelName> = Channels[Name]['request'];
export type ReplyOf<Name extends ChannelName> = Outcome<Channels[Name]['reply']>;

/** The only event: what a running `open` does, and dumps the shell opens by itself (second instance, menu). */
export type ShellEvent =
  | { readonly kind: 'progress'; readonly dump: DumpId; readonly progress: Progress }
  | { readonly kind: 'histogram'; readonly dump: DumpId; readonly histogram: FirstHistogram }
  | { readonly kind: 'openRequested'; readonly dump: DumpId }
  | { readonly kind: 'menu'; readonly command: MenuCommand };

export type MenuCommand = 'open' | 'palette' | 'exportFindings' | 'showCapture' | 'showKeys' | 'toggleTheme';

/** What a page calls, whichever shell carries it. `window.ouroboros` on the desktop is one frozen object of this shape. */
export interface Shell {
  call<Name extends ChannelName>(channel: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>>;
  /** Returns a function that ends the subscription. */
  onEvent(listener: (event: ShellEvent) => void): () => void;
  /** Desktop only: grants a dropped file by the path that Electron knows. undefined where the shell cannot. */
  grantDropped(file: File): Promise<Outcome<DumpCard>>;
}

/** A dropped file of the page; heap code and main know no DOM. */
export interface File {
  readonly name: string;
  readonly size: number;
}

/** The reply to a request that broke its schema or its origin rule. */
export function refusal(reason: string): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault: { code: 'bridge/refused', reason } };
}
