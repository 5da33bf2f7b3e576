// PyHeap's dumps (`.pyheap`, version 1): CPython 3.8-3.12 on Linux, written by gdb in the process. Read in one pass.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { finishHeap, firstHistogram, type Origin } from '../../model/builder.ts';
import { note } from '../../model/diagnostics.ts';
import { openDraft, type Expected } from '../../model/draft.ts';
import type { Capability } from '../../model/manifest.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { settleRivals } from './attributes.ts';
import { hasMagic, readHeader, type Header } from './header.ts';
import { nameInternals } from './internals.ts';
import { LEAST_RECORD_BYTES, VERSION } from './layout.ts';
import { rowsOf } from './lookup.ts';
import { closePass, openPass, type Pass } from './pass.ts';
import { readRecords, type RecordsEnd } from './records.ts';
import { addModules, addThreads, wantModuleNames, type ModulesFrom } from './roots.ts';
import { versionOf } from './runtime.ts';
import { readTail } from './tail.ts';
import { flushTexts } from './texts.ts';
import { nameTypes, typesWithDict, wantTypes } from './typeNames.ts';

export const pyheap: Format = { name: 'pyheap', recognises: hasMagic, estimate, load };

/** Of real dumps: 136 to 216 bytes per object, 2.2 references each. */
const USUAL_RECORD_BYTES = 136;
const REFERENCES_PER_OBJECT = 2.3;
/** 375 in a small program; a large one has a few thousand types. */
const OBJECTS_PER_TYPE = 64;
const LIKELY_TYPES = 8192;

async function estimate(source: ByteSource): Promise<Estimate> {
  const length = source.length ?? 0;
  const header = await readHeader(source, () => 0);
  const { objects, references } = expectedOf(header, length);
  const texts = header.withTexts ? length / 4 : 0;
  return {
    objects,
    references,
    exact: false,
    memoryBytes: Math.ceil(objects * 60 + references * 26 + texts),
    diskBytes: Math.ceil(objects * 39 + references * 9 + texts),
  };
}

/** Never more than the bytes can hold: a hostile count allocates nothing. */
function expectedOf(header: Header, length: number): Expected {
  const bytes = Math.max(0, length - header.firstRecord);
  const said = header.objects > 0 ? header.objects : Math.ceil(bytes / USUAL_RECORD_BYTES);
  const objects = Math.min(said, Math.floor(bytes / LEAST_RECORD_BYTES));
  const references = Math.min(Math.ceil(objects * REFERENCES_PER_OBJECT), Math.floor(bytes / 8));
  return { objects, references, types: Math.min(Math.ceil(objects / OBJECTS_PER_TYPE), LIKELY_TYPES) };
}

async function load(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger } = context;
  const before = ledger.live;
  try {
    return await loadHeap(source, context);
  } catch (error) {
    // Whatever was allocated is garbage now.
    ledger.live = before;
    throw error;
  }
}

async function loadHeap(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger, task, onHistogram, meanwhile, crc32 } = context;
  const header = await readHeader(source, crc32);
  const draft = openDraft(expectedOf(header, source.seekable ? (source.length ?? 0) : 0), ledger);
  const pass = openPass(draft, header);
  task.phase('reading', source.length ?? 0);
  const read = await readRecords(source, pass, header.firstRecord, task);
  const tail = await readToEnd(source, pass, read);
  if (pass.objects === 0 && read.why !== 'all') failUnreadable(read, source);
  const known = settle(pass, header, tail.bare);
  onHistogram(firstHistogram(draft));
  const origin = { ...originOf(header, known), bytesRead: tail.offset, bytesTotal: source.length };
  const loaded = await finishHeap(draft, origin, task, meanwhile);
  nameInternals(loaded.heap, known.withDict);
  return loaded;
}

interface End {
  readonly bare: ReadonlyMap<number, string>;
  readonly offset: number;
}

/** Notes how the file ends; the names of types, where they can be found. */
async function readToEnd(source: ByteSource, pass: Pass, read: RecordsEnd): Promise<End> {
  const { log } = pass.draft;
  if (read.why === 'all') {
    const tail = await readTail(source, pass, read.offset);
    if (!tail.isWhole) note(log, 'noEnd', 1, tail.offset);
    return tail;
  }
  log.referencesComplete = false;
  // A dumper that did not come to its end did not write the number of objects either.
  note(log, read.why === 'cut' || pass.isDoubtful ? 'truncated' : 'badChunk', 1, read.offset);
  return { bare: new Map(), offset: read.offset };
}

interface Known {
  readonly version: string;
  readonly hexversion: number;
  readonly notes: readonly string[];
  /** Type rows. */
  readonly withDict: ReadonlySet<number>;
}

/** Everything that had to wait for the last record. */
function settle(pass: Pass, header: Header, bare: ReadonlyMap<number, string>): Known {
  flushTexts(pass.texts);
  const rivals = settleRivals(pass).references;
  const { interpreter } = pass;
  const wanted = new Set([interpreter.version, interpreter.hexversion]);
  wantTypes(pass, wanted);
  wantModuleNames(header, wanted);
  const lookup = rowsOf(pass, wanted);
  nameTypes(pass, bare, lookup);
  const modules = addModules(pass, interpreter.modules);
  addThreads(pass, header, lookup);
  const runtime = versionOf(pass, lookup);
  const notes = notesOf(modules, rivals, pass.texts.shortened, runtime.version !== '');
  const withDict = typesWithDict(pass);
  closePass(pass);
  return { ...runtime, notes, withDict };
}

function notesOf(modules: ModulesFrom, rivals: number, shortened: number, hasVersion: boolean): readonly string[] {
  const notes = ['not a consistent moment: threads of the program ran while the file was written'];
  if (hasVersion) notes.push('version inferred from the text of sys.version');
  if (modules === 'all modules') notes.push('roots inferred: every module, because sys.modules was not found');
  if (modules === 'nowhere') notes.push('no modules found: roots are the locals of frames alone');
  if (rivals > 0) notes.push(`${rivals} reference names inferred: several attributes had the same value`);
  if (shortened > 0) notes.push(`${shortened} texts shortened: there are more than 256 MiB of them`);
  return notes;
}

/** Without one record there is no heap. */
function failUnreadable(read: RecordsEnd, source: ByteSource): never {
  const { offset } = read;
  if (read.why === 'bad') fail({ code: 'format/corrupt', reason: 'nothingReadable', offset, section: 'objects' });
  const length = source.length ?? offset;
  fail({ code: 'format/truncated', expected: length + 1, length, offset, section: 'objects' });
}

const CAPABILITIES: readonly Capability[] = ['sizes', 'labels', 'roots', 'frames', 'locals', 'texts'];

function originOf(header: Header, known: Known): Omit<Origin, 'bytesRead' | 'bytesTotal'> {
  return {
    format: 'pyheap',
    formatVersion: String(VERSION),
    producer: 'PyHeap',
    fileId: header.crc.toString(16).padStart(16, '0'),
    runtime: {
      language: 'cpython',
      version: known.version,
      hexversion: known.hexversion,
      freeThreaded: false,
      pointerBytes: 8,
      processName: '',
      pid: undefined,
    },
    collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
    // Threads of the program run while gdb's call writes: no consistent moment.
    captured: { started: header.created, mode: 'gdb', gilReleased: true },
    privacy: { mode: header.withTexts ? 'text' : 'shape' },
    capabilities: header.withTexts ? [...CAPABILITIES, 'previews'] : CAPABILITIES,
    texts: [{ name: 'pyheap', text: known.notes.join('\n') }],
    // The referents hold the type wherever tp_traverse reports it.
    implicitTypeReferences: 'none',
  };
}
