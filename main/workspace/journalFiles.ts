// The files of one journal: a checkpoint and its backup, and the journals that were begun since. Reading changes nothing.
import { join } from 'node:path';
import type { Check } from '#heap/base/checks.ts';
import { list, record, whole } from '#heap/base/checks.ts';
import type { FilePort } from './filePort.ts';
import { linesOf, lineOf, type Line } from './journalLines.ts';

/** What is on the disk, in the order it was written. */
export interface Stored<Entry> {
  /** Everything that holds: the checkpoint's entries, then those of the journals. */
  readonly entries: readonly Entry[];
  /** Sequence number of the last entry; 0 for none. */
  readonly sequence: number;
  /** Sequence number of the checkpoint that was used. */
  readonly checkpoint: number;
  readonly journals: readonly JournalFile[];
  /** The checkpoint is there and cannot be read, though its backup can. */
  readonly damagedCheckpoint: boolean;
  /** Something on the disk was written by a later version of this program: nothing may be rewritten. */
  readonly newer: boolean;
}

export interface JournalFile {
  readonly name: string;
  readonly last: number;
  /** Holds bytes that could not be used. They are kept. */
  readonly damaged: boolean;
}

export const CHECKPOINT = 'checkpoint';

/** Version of the checkpoint's content. */
const VERSION = 1;

export function checkpointBytes<Entry>(sequence: number, entries: readonly Entry[]): Uint8Array {
  return lineOf(sequence, { version: VERSION, entries });
}

/** A name for a journal whose first line is `base + 1`. Later attempts sort behind earlier ones. */
export function journalName(base: number, attempt: number): string {
  return `journal-${String(base).padStart(16, '0')}-${String(attempt).padStart(8, '0')}`;
}

export function attemptOf(name: string): number {
  return Number(JOURNAL.exec(name)?.[2] ?? 0);
}

export async function readStored<Entry>(folder: string, check: Check<Entry>, files: FilePort): Promise<Stored<Entry>> {
  const main = checkpointFrom(await files.read(join(folder, CHECKPOINT)), check);
  const backup = checkpointFrom(await files.read(join(folder, `${CHECKPOINT}.bak`)), check);
  const start = newest(main, backup);
  const names = (await files.names(folder)).filter((name) => JOURNAL.test(name)).sort();
  const replay: Replay<Entry> = { start: start.sequence, at: start.sequence, held: [], journals: [], newer: false };
  for (const name of names) addJournal(replay, name, await files.read(join(folder, name)), check);
  return {
    entries: [...start.entries, ...replay.held.map(({ entry }) => entry)],
    sequence: replay.at,
    checkpoint: start.sequence,
    journals: replay.journals,
    damagedCheckpoint: main === 'damaged',
    newer: replay.newer || main === 'newer' || backup === 'newer',
  };
}

const JOURNAL = /^journal-(\d{16})-(\d{8})$/;

interface Checkpoint<Entry> {
  readonly sequence: number;
  readonly entries: readonly Entry[];
}

function checkpointFrom<Entry>(
  bytes: Uint8Array | undefined,
  check: Check<Entry>,
): Checkpoint<Entry> | 'damaged' | 'newer' | undefined {
  if (bytes === undefined) return undefined;
  const { lines, rejectedBytes } = linesOf(bytes);
  const [line] = lines;
  if (line === undefined || rejectedBytes > 0 || lines.length !== 1) return 'damaged';
  const isContent = record<{ version: number; entries: readonly Entry[] }>({
    version: whole(1, VERSION),
    entries: list(check, 2 ** 24),
  });
  return isContent(line.value) ? { sequence: line.sequence, entries: line.value.entries } : 'newer';
}

function newest<Entry>(...found: readonly (Checkpoint<Entry> | 'damaged' | 'newer' | undefined)[]): Checkpoint<Entry> {
  const sound = found.filter((checkpoint) => typeof checkpoint === 'object');
  return sound.reduce<Checkpoint<Entry>>((best, next) => (next.sequence > best.sequence ? next : best), {
    sequence: 0,
    entries: [],
  });
}

interface Replay<Entry> {
  /** Sequence number of the checkpoint. */
  readonly start: number;
  /** Sequence number of the last line that was used. */
  at: number;
  held: { readonly sequence: number; readonly entry: Entry }[];
  readonly journals: JournalFile[];
  newer: boolean;
}

/**
 * In the order they were begun. Beginning a journal at `base` takes back what an earlier one holds beyond `base`: that was never
 * acknowledged. It also steps over what a damaged earlier one has lost.
 */
function addJournal<Entry>(
  replay: Replay<Entry>,
  name: string,
  bytes: Uint8Array | undefined,
  check: Check<Entry>,
): void {
  const base = Number(JOURNAL.exec(name)?.[1] ?? 0);
  replay.held = replay.held.filter(({ sequence }) => sequence <= base);
  replay.at = Math.max(replay.start, base);
  const { lines, rejectedBytes } = linesOf(bytes ?? new Uint8Array(0));
  const stop = lines.findIndex((line) => !addLine(replay, line, check));
  const last = lines.reduce((most, { sequence }) => Math.max(most, sequence), base);
  replay.journals.push({ name, last, damaged: rejectedBytes > 0 || stop !== -1 });
}

/** False: this line does not follow what is there, and nothing after it can be used. */
function addLine<Entry>(replay: Replay<Entry>, { sequence, value }: Line, check: Check<Entry>): boolean {
  if (sequence <= replay.at) return true;
  if (sequence > replay.at + 1) return false;
  if (!check(value)) {
    replay.newer = true;
    return false;
  }
  replay.held.push({ sequence, entry: value });
  replay.at = sequence;
  return true;
}
