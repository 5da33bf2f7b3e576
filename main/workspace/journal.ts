// An append-only list on disk: an entry that was acknowledged is there after any crash.
import { fail, FaultError, type Fault } from '#heap/base/fault.ts';
import { join } from 'node:path';
import { removeTemporaries, replaceFile } from './atomicFile.ts';
import type { Check } from '#heap/base/checks.ts';
import { codeOf, isSystemError } from './failures.ts';
import { nodeFiles, writeAll, type FilePort, type OpenFile } from './filePort.ts';
import {
  attemptOf,
  CHECKPOINT,
  checkpointBytes,
  journalName,
  readStored,
  type JournalFile,
  type Stored,
} from './journalFiles.ts';
import { lineOf, linesOf, MOST_LINE_BYTES } from './journalLines.ts';
import { takeLock, thisMachinesProcesses, type Lock, type Processes } from './lock.ts';

export interface Journal<Entry> {
  /** Another window or program writes, or a later version of this program wrote: entries can be read and not added. */
  readonly readOnly: boolean;
  /** Everything acknowledged so far; a reader sees what the writer has acknowledged meanwhile. */
  read(): Promise<readonly Entry[]>;
  /** Resolves after fsync with the entry's sequence number. Faults: `workspace/unwritable`, `workspace/conflict`. */
  append(entry: Entry): Promise<number>;
  /** Writes the checkpoint and lets the next writer in. */
  close(): Promise<void>;
}

export interface JournalRules<Entry> {
  readonly check: Check<Entry>;
  /** Fewer entries that mean the same. */
  readonly compact: (entries: readonly Entry[]) => readonly Entry[];
  /** Entries between two checkpoints; 1,000 when not given. There is one more at the end. */
  readonly checkpointEvery?: number | undefined;
}

export interface JournalPorts {
  readonly files: FilePort;
  readonly processes: Processes;
}

/** Opens the journal in `folder`, which is made when it is not there. Fault: `workspace/unwritable`. */
export async function openJournal<Entry>(
  folder: string,
  rules: JournalRules<Entry>,
  ports: JournalPorts = { files: nodeFiles, processes: thisMachinesProcesses() },
): Promise<Journal<Entry>> {
  const { files, processes } = ports;
  return faultsOf(async () => {
    await files.makeFolder(folder);
    const lock = await takeLock(folder, files, processes);
    if (lock === undefined) return reader(folder, rules, files);
    try {
      const stored = await readStored(folder, rules.check, files);
      if (stored.newer) {
        await lock.release();
        return reader(folder, rules, files);
      }
      await removeTemporaries(join(folder, CHECKPOINT), files);
      if (stored.damagedCheckpoint) await setAside(folder, CHECKPOINT, files);
      return writer(openState(folder, rules, files, lock, stored));
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
  });
}

const CHECKPOINT_EVERY = 1000;

interface Waiting<Entry> {
  readonly entry: Entry;
  readonly done: (sequence: number) => void;
  readonly failed: (error: unknown) => void;
}

/** The file that takes the next lines. After any failure it is left for good: what it holds is not known any more. */
interface Current {
  readonly file: OpenFile;
  readonly name: string;
  size: number;
}

interface State<Entry> {
  readonly folder: string;
  readonly rules: JournalRules<Entry>;
  readonly files: FilePort;
  readonly lock: Lock;
  entries: readonly Entry[];
  sequence: number;
  /** Sequence number up to which the checkpoint on disk speaks. */
  checkpoint: number;
  journals: readonly JournalFile[];
  current: Current | undefined;
  attempt: number;
  waiting: Waiting<Entry>[];
  /** Ends when nothing waits; one at a time. */
  draining: Promise<void> | undefined;
  /** A bug of ours: nothing is appended any more. */
  mistake: unknown;
}

function openState<Entry>(
  folder: string,
  rules: JournalRules<Entry>,
  files: FilePort,
  lock: Lock,
  stored: Stored<Entry>,
): State<Entry> {
  const { entries, sequence, checkpoint, journals } = stored;
  const attempt = 1 + Math.max(-1, ...journals.map(({ name }) => attemptOf(name)));
  const own = { current: undefined, waiting: [], draining: undefined, mistake: undefined };
  return { folder, rules, files, lock, entries, sequence, checkpoint, journals, attempt, ...own };
}

function reader<Entry>(folder: string, rules: JournalRules<Entry>, files: FilePort): Journal<Entry> {
  return {
    readOnly: true,
    read: () => faultsOf(async () => (await readStored(folder, rules.check, files)).entries),
    append: async () => fail({ code: 'workspace/conflict', reason: 'another window writes here' }),
    close: async () => undefined,
  };
}

function writer<Entry>(state: State<Entry>): Journal<Entry> {
  let closing: Promise<void> | undefined;
  return {
    readOnly: false,
    read: async () => state.entries,
    append: (entry) =>
      new Promise<number>((done, failed) => {
        if (closing !== undefined) return failed(new Error('append after close'));
        if (state.mistake !== undefined) return failed(state.mistake);
        if (!isReadableAgain(entry)) return failed(new FaultError(UNREADABLE));
        state.waiting.push({ entry, done, failed });
        state.draining ??= drain(state).catch((mistake: unknown) => stopFor(state, mistake));
      }),
    close: () => (closing ??= closeWriter(state)),
  };
}

const UNREADABLE: Fault = { code: 'workspace/unwritable', reason: 'too long or nested too deep' };

/** Nothing is acknowledged that the next start would reject. */
function isReadableAgain(entry: unknown): boolean {
  return linesOf(lineOf(0, entry)).rejectedBytes === 0;
}

/** Entries that arrive together share one write and one sync. */
async function drain<Entry>(state: State<Entry>): Promise<void> {
  // Whoever called is still adding to the list.
  await Promise.resolve();
  while (state.waiting.length > 0) {
    const batch = state.waiting;
    state.waiting = [];
    try {
      const sequence = await commit(
        state,
        batch.map(({ entry }) => entry),
      );
      batch.forEach(({ done }, index) => done(sequence + index));
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    if (state.sequence - state.checkpoint >= (state.rules.checkpointEvery ?? CHECKPOINT_EVERY))
      await tryCheckpoint(state);
  }
  state.draining = undefined;
}

function stopFor<Entry>(state: State<Entry>, mistake: unknown): void {
  state.mistake = mistake;
  for (const { failed } of state.waiting.splice(0)) failed(mistake);
}

/** Returns the sequence number of the first entry once all of them are on the disk. */
async function commit<Entry>(state: State<Entry>, entries: readonly Entry[]): Promise<number> {
  const first = state.sequence + 1;
  const lines = entries.map((entry, index) => lineOf(first + index, entry));
  try {
    await faultsOf(async () => {
      const current = (state.current ??= await beginJournal(state));
      if ((await current.file.size()) !== current.size)
        fail({ code: 'workspace/conflict', reason: 'the journal grew' });
      const bytes = Buffer.concat(lines);
      await writeAll(current.file, bytes);
      await current.file.sync();
      current.size += bytes.length;
    });
  } catch (error) {
    await leaveJournal(state);
    throw error;
  }
  state.entries = [...state.entries, ...entries];
  state.sequence += entries.length;
  const name = state.current?.name;
  state.journals = state.journals.map((journal) =>
    journal.name === name ? { ...journal, last: state.sequence } : journal,
  );
  return first;
}

async function beginJournal<Entry>(state: State<Entry>): Promise<Current> {
  const name = journalName(state.sequence, state.attempt++);
  const file = await state.files.create(join(state.folder, name));
  state.journals = [...state.journals, { name, last: state.sequence, damaged: false }];
  try {
    await state.files.syncFolder(state.folder);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  return { file, name, size: 0 };
}

/** Closing may fail as well: what was acknowledged is on the disk already. */
async function leaveJournal<Entry>(state: State<Entry>): Promise<void> {
  const { current } = state;
  state.current = undefined;
  await current?.file.close().catch(() => undefined);
}

/** Without a checkpoint the journals are only longer, so that a failure here is nobody's loss: the next one tries again. */
async function tryCheckpoint<Entry>(state: State<Entry>): Promise<void> {
  try {
    const { folder, files, sequence } = state;
    const entries = state.rules.compact(state.entries);
    const bytes = checkpointBytes(sequence, entries);
    if (bytes.length > MOST_LINE_BYTES) return;
    await replaceFile(join(folder, CHECKPOINT), bytes, files);
    const backup = state.checkpoint;
    state.entries = entries;
    state.checkpoint = sequence;
    await leaveJournal(state);
    await prune(state, backup);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Journals that even the backup of the checkpoint does not need any more. Damaged ones are kept under another name. */
async function prune<Entry>(state: State<Entry>, backup: number): Promise<void> {
  for (const journal of state.journals.filter(({ last }) => last <= backup)) {
    if (journal.damaged) await setAside(state.folder, journal.name, state.files);
    else await state.files.remove(join(state.folder, journal.name));
    state.journals = state.journals.filter(({ name }) => name !== journal.name);
  }
}

async function closeWriter<Entry>(state: State<Entry>): Promise<void> {
  await state.draining;
  if (state.sequence > state.checkpoint) await tryCheckpoint(state);
  await leaveJournal(state);
  await state.lock.release().catch(() => undefined);
}

/** Never deleted: a person may still find something in it. */
async function setAside(folder: string, name: string, files: FilePort): Promise<void> {
  const taken = new Set(await files.names(folder));
  let number = 0;
  while (taken.has(`${name}.${number}.rejected`)) number++;
  await files.rename(join(folder, name), join(folder, `${name}.${number}.rejected`));
}

async function faultsOf<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new FaultError({ code: 'workspace/unwritable', reason: codeOf(error) });
  }
}
