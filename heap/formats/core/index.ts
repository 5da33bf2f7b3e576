// ELF core files of CPython processes (x86-64 Linux, 3.8 to 3.14): the object graph out of raw memory, without debug information.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { finishHeap, firstHistogram } from '../../model/builder.ts';
import { note, type DiagnosticLog } from '../../model/diagnostics.ts';
import { openDraft } from '../../model/draft.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { findCompanions, type CompanionUse } from './companions.ts';
import { isCore, readElf } from './elf.ts';
import { findPython, type Found } from './find.ts';
import { addIdentifiers } from './identifiers.ts';
import { readLists, trackedFlags } from './generations.ts';
import { originOf } from './origin.ts';
import { interpreterRoots, readThreads, staticTypeRoots } from './places.ts';
import { readPools } from './pools.ts';
import { addReferences } from './references.ts';
import { addSharedKeys } from './sharedKeys.ts';
import { pushMeasures } from './sizes.ts';
import { HELD_SHARE, resident, Space } from './space.ts';
import { TypeNames } from './typeNames.ts';
import { Walk, walkAll } from './walk.ts';
import { holdWhole } from './whole.ts';

export const core: Format = { name: 'core', recognises: isCore, estimate, load };

const BYTES_PER_OBJECT = 130;
const MEMORY_PER_OBJECT = 200;
const DISK_PER_OBJECT = 80;

function estimate(source: ByteSource): Promise<Estimate> {
  const length = source.length ?? 0;
  const objects = Math.ceil(length / BYTES_PER_OBJECT);
  // A packed core is unpacked into memory.
  const memoryBytes = length * (source.seekable ? HELD_SHARE : 1) + objects * MEMORY_PER_OBJECT;
  return Promise.resolve({
    objects,
    references: objects * 2,
    exact: false,
    memoryBytes,
    diskBytes: objects * DISK_PER_OBJECT,
  });
}

async function load(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger, task } = context;
  const before = ledger.live;
  try {
    task.phase('reading', source.length ?? 0);
    if (source.seekable && source.length !== undefined) return await loadCore(source, context);
    const whole = await holdWhole(source, ledger, task);
    return await loadCore(whole, context, () => whole.drop());
  } catch (error) {
    ledger.live = before;
    throw error;
  }
}

async function loadCore(source: ByteSource, context: LoadContext, done = (): void => undefined): Promise<LoadedHeap> {
  const { ledger, task, onHistogram, meanwhile } = context;
  const elf = await readElf(source);
  if (elf.segments.length === 0) {
    if (elf.missingBytes === 0) fail({ code: 'core/not-python', offset: 0 });
    const length = source.length ?? 0;
    fail({ code: 'core/truncated', expected: length + elf.missingBytes, length, offset: length, section: 'memory' });
  }
  const use = await findCompanions(source, elf, context.companions);
  const space = new Space(use.segments, source, ledger);
  const found = await findPython(source, elf, space, task);
  const draft = openDraft({ objects: 1024, references: 4096, types: 64 }, ledger);
  if (elf.missingBytes > 0) {
    note(draft.log, 'truncated', 1, source.length ?? 0);
    draft.log.referencesComplete = false;
  }
  noteCompanions(draft.log, use);
  const { types } = found;
  const names = new TypeNames(types);
  const walk = new Walk(types, names, draft);
  await graph(walk, found, elf, context);
  await readPools(source, elf.segments, types.layout.poolBytes, draft, task);
  onHistogram(firstHistogram(draft));
  note(draft.log, 'inferredType', walk.inferredTypes);
  const origin = await originOf(walk, found, elf, source, use);
  walk.drop();
  space.drop();
  done();
  return finishHeap(draft, origin, task, meanwhile);
}

function noteCompanions(log: DiagnosticLog, { unnamed, missing, mismatched }: CompanionUse): void {
  note(log, 'unnamedBinary', unnamed.length);
  note(log, 'missingBinary', missing.length);
  note(log, 'mismatchedBinary', mismatched.length);
}

/** All objects with their references, from the lists of the collector and the roots on. */
async function graph(
  walk: Walk,
  found: Found,
  elf: Awaited<ReturnType<typeof readElf>>,
  context: LoadContext,
): Promise<void> {
  const { types, head, interpreters } = found;
  const { space, layout } = types;
  const { log } = walk.draft;
  const [main = 0] = interpreters;
  walk.interpreter = main;
  if (main !== 0) await resident(space, () => walk.names.infer(space.word(main + layout.modules)));
  else walk.reach(types.root);
  for (const interpreter of interpreters) {
    const lists = await readLists(walk, layout.generations < 0 ? head : head - main + interpreter);
    if (!lists.closed) {
      note(log, 'badChunk', 1);
      log.referencesComplete = false;
    }
    await interpreterRoots(walk, interpreter);
    await readThreads(walk, interpreter, elf);
  }
  if (head === 0) {
    note(log, 'droppedRow', 1);
    log.referencesComplete = false;
  }
  await walkAll(walk, context.task, (address, facts) => {
    addReferences(walk, address, facts);
    pushMeasures(walk, address, facts);
  });
  await addSharedKeys(walk);
  await addIdentifiers(walk);
  staticTypeRoots(walk);
  const { generation, flags } = walk.draft.objects;
  const flagCells = flags.finish();
  const generations = generation.finish();
  for (let row = 0; row < flagCells.length; row++) flagCells[row] |= trackedFlags(generations[row]);
}
