// Snapshots of tracemalloc (`Snapshot.dump`): the tree of calls as a heap, whose retained sizes are the bytes below each call.
import { crc32 } from '../../base/crc32.ts';
import { NONE } from '../../base/brand.ts';
import { fail } from '../../base/fault.ts';
import { GrowingU8 } from '../../base/growing.ts';
import type { ByteSource } from '../../base/source.ts';
import { finishHeap, firstHistogram, type Origin } from '../../model/builder.ts';
import { note } from '../../model/diagnostics.ts';
import { addType, NO_ADDRESS, openDraft, type Draft } from '../../model/draft.ts';
import { GENERATION } from '../../model/heap.ts';
import { stringId } from '../../model/ids.ts';
import { KIND, ROOT_KINDS } from '../../model/kinds.ts';
import type { Estimate, Format, LoadContext, LoadedHeap } from '../format.ts';
import { callTreeOf, type CallNode, type CallTree, type Place } from './callTree.ts';
import { placeNames } from './placeNames.ts';
import { unpickle } from './pickle.ts';
import { snapshotOf } from './snapshot.ts';

export const tracemalloc: Format = { name: 'tracemalloc', recognises, estimate, load };

/** A snapshot of ten million blocks has 90 MB. */
const MOST_BYTES = 2 ** 30;
const BLOCK = 4 * 2 ** 20;
const BYTES_PER_TRACE = 8;
const MEMORY_PER_BYTE = 40;
/** Behind PROTO and, above 3 bytes of pickle, FRAME. */
const NAME = [0x8c, 11, ...[...'tracemalloc'].map((letter) => letter.charCodeAt(0))];

function recognises(head: Uint8Array): boolean {
  if (head[0] !== 0x80 || head[1] < 4 || head[1] > 5) return false;
  const at = head[2] === 0x95 ? 11 : 2;
  return NAME.every((byte, i) => head[at + i] === byte);
}

function estimate(source: ByteSource): Promise<Estimate> {
  const length = source.length ?? 0;
  const objects = Math.ceil(length / BYTES_PER_TRACE / 4);
  const estimated = { objects, references: objects, exact: false };
  return Promise.resolve({ ...estimated, memoryBytes: length * MEMORY_PER_BYTE, diskBytes: objects * 64 });
}

async function load(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger } = context;
  const before = ledger.live;
  try {
    return await loadTree(source, context);
  } catch (error) {
    ledger.live = before;
    throw error;
  }
}

async function loadTree(source: ByteSource, context: LoadContext): Promise<LoadedHeap> {
  const { ledger, task, onHistogram, meanwhile } = context;
  const file = await readAll(source, context);
  const bytes = file.finish();
  const pickled = unpickle(bytes, ledger);
  const snapshot = snapshotOf(pickled);
  const { offset } = pickled;
  const where = { offset, section: 'pickle' };
  if (snapshot === undefined && pickled.value !== undefined) {
    fail({ code: 'format/corrupt', reason: 'no snapshot', ...where });
  }
  if (snapshot === undefined || (!snapshot.isComplete && snapshot.traces.length === 0)) {
    return fail({ code: 'format/truncated', expected: bytes.length + 1, length: bytes.length, ...where });
  }
  task.phase('linking', snapshot.traces.length);
  const tree = callTreeOf(snapshot.traces, snapshot.limit, task);
  const draft = draftOf(tree, context);
  note(draft.log, 'droppedRow', tree.dropped);
  if (!snapshot.isComplete) note(draft.log, 'truncated', 1, offset);
  onHistogram(firstHistogram(draft));
  const origin = originOf(tree, snapshot.limit, bytes);
  file.drop();
  return finishHeap(draft, origin, task, meanwhile);
}

async function readAll(source: ByteSource, { ledger, task }: LoadContext): Promise<GrowingU8> {
  const bytes = new GrowingU8('pickle', ledger, Math.min(source.length ?? BLOCK, MOST_BYTES) + 1);
  task.phase('reading', source.length ?? 0);
  for (;;) {
    const offset = bytes.length;
    const block = await source.read(offset, BLOCK);
    if (offset + block.length > MOST_BYTES) {
      const found = offset + block.length;
      fail({ code: 'format/limit', limit: 'snapshot bytes', allowed: MOST_BYTES, found, offset, section: 'pickle' });
    }
    bytes.extend(block.length).set(block, offset);
    task.step(block.length);
    if (block.length < BLOCK) return bytes;
    source.release(bytes.length);
  }
}

/** One object per node, one type per source line; a reference from each call to those made in it. */
function draftOf({ nodes, places }: CallTree, { ledger }: LoadContext): Draft {
  const draft = openDraft({ objects: nodes.length, references: nodes.length, types: places.length }, ledger);
  const names = placeNames(places);
  const types = new Map(places.map((place) => [place, addType(draft, typeOf(draft, place, names.get(place) ?? ''))]));
  const children = childrenOf(nodes);
  const empty = stringId(0);
  nodes.forEach((node, row) => {
    const { objects, references } = draft;
    const below = children[row];
    objects.address.push(addressOf(row));
    objects.type.push(types.get(node.place) ?? 0);
    objects.selfSize.push(node.bytes);
    objects.refcount.push(0);
    objects.flags.push(0);
    objects.generation.push(GENERATION.untracked);
    objects.size.push(Math.min(node.blocks, NONE - 1));
    objects.references.push(below.length);
    for (const child of below) {
      references.target.push(addressOf(child));
      references.kind.push(KIND.name);
      references.label.push(empty);
    }
    if (node.parent === NONE) addRoot(draft, row, names.get(node.place) ?? '');
  });
  return draft;
}

function addRoot({ roots, strings }: Draft, row: number, name: string): void {
  roots.address.push(addressOf(row));
  roots.label.push(strings.add(name));
  roots.thread.push(NONE);
  roots.frame.push(NONE);
  roots.kind.push(ROOT_KINDS.indexOf('other'));
}

/** A tree has no addresses; numbers from 1 name its nodes. */
const addressOf = (row: number): number => row + 1;

function childrenOf(nodes: readonly CallNode[]): readonly (readonly number[])[] {
  const children: number[][] = nodes.map(() => []);
  nodes.forEach(({ parent }, row) => {
    if (parent !== NONE) children[parent].push(row);
  });
  return children;
}

function typeOf(draft: Draft, place: Place, name: string) {
  const file = place.kind === 'line' ? place.file : '';
  return {
    address: NO_ADDRESS,
    module: stringId(0),
    qualname: draft.strings.add(name),
    file: draft.strings.add(file),
    flags: 0,
    basicSize: 0,
    itemSize: 0,
    layout: 0,
    traits: 0,
  };
}

function originOf(tree: CallTree, limit: number | undefined, bytes: Uint8Array): Origin {
  const frames = limit === undefined ? 'unknown' : String(limit);
  return {
    format: 'tracemalloc',
    formatVersion: `pickle ${bytes[1]}`,
    producer: 'tracemalloc',
    fileId: crc32(bytes, 0).toString(16).padStart(16, '0'),
    runtime: {
      language: 'cpython',
      version: '',
      hexversion: 0,
      freeThreaded: false,
      pointerBytes: 8,
      processName: '',
      pid: undefined,
    },
    collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
    captured: { started: '', mode: 'tracemalloc', gilReleased: undefined },
    privacy: { mode: 'shape' },
    capabilities: ['lengths', 'sizes', 'roots', 'texts', 'traces'],
    texts: [{ name: 'tracemalloc', text: `${tree.blocks} blocks, at most ${frames} frames of each stack` }],
    bytesRead: bytes.length,
    bytesTotal: bytes.length,
    implicitTypeReferences: 'none',
  };
}
