// Roots, threads, frames, shared keys and pools: small tables whose addresses become ids.
import { emptyBits, setBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, release, type Ledger } from '../base/column.ts';
import type { GrowingF64 } from '../base/growing.ts';
import { resolveAddresses, type AddressIndex } from './addressIndex.ts';
import type { Draft } from './draft.ts';
import { note } from './diagnostics.ts';
import type { FrameTable, PoolTable, RootTable, SharedKeyTable, ThreadTable } from './heap.ts';
import { idColumn } from './ids.ts';
import { compact, renumberRows, type Renumbering } from './renumber.ts';

/** A root whose address has no object is counted as dangling and left out. */
export function rootTable(draft: Draft, index: AddressIndex): RootTable {
  const { roots, ledger } = draft;
  const { found, kept } = present(draft, roots.address, index);
  const table = {
    length: kept.length,
    object: idColumn<RootTable['object'][number]>(compact(found, kept)),
    label: idColumn<RootTable['label'][number]>(compact(roots.label.finish(), kept)),
    thread: idColumn<RootTable['thread'][number]>(compact(roots.thread.finish(), kept)),
    frame: idColumn<RootTable['frame'][number]>(compact(roots.frame.finish(), kept)),
    kind: compact(roots.kind.finish(), kept),
  };
  release(kept.moved.byteLength, ledger);
  return table;
}

export function threadTable(draft: Draft): ThreadTable {
  const { threads } = draft;
  return {
    length: threads.name.length,
    name: idColumn(threads.name.finish()),
    firstFrame: threads.firstFrame.finish(),
    frames: threads.frames.finish(),
    flags: threads.flags.finish(),
  };
}

export function frameTable(draft: Draft, index: AddressIndex): FrameTable {
  const { frames, ledger } = draft;
  const object = resolvedColumn(index, frames.address, 'frames.object', ledger);
  frames.address.drop();
  return {
    length: object.length,
    object: idColumn(object),
    function: idColumn(frames.function.finish()),
    file: idColumn(frames.file.finish()),
    line: frames.line.finish(),
    thread: idColumn(frames.thread.finish()),
    flags: frames.flags.finish(),
  };
}

/** A key string without an object is counted as dangling and left out. */
export function sharedKeyTable(draft: Draft, index: AddressIndex): SharedKeyTable {
  const { sharedKeys, ledger } = draft;
  const { found, kept } = present(draft, sharedKeys.address, index);
  const table = {
    length: kept.length,
    key: idColumn<SharedKeyTable['key'][number]>(compact(found, kept)),
    type: idColumn<SharedKeyTable['type'][number]>(compact(sharedKeys.type.finish(), kept)),
  };
  release(kept.moved.byteLength, ledger);
  return table;
}

export function poolTable(draft: Draft): PoolTable {
  const { pools } = draft;
  return {
    length: pools.address.length,
    address: pools.address.finish(),
    arena: pools.arena.finish(),
    next: pools.next.finish(),
    used: pools.used.finish(),
    capacity: pools.capacity.finish(),
    sizeClass: pools.sizeClass.finish(),
  };
}

/** The objects at the addresses of a table, and which of its rows have one. The address column is freed. */
function present(
  draft: Draft,
  address: GrowingF64,
  index: AddressIndex,
): { readonly found: Uint32Array; readonly kept: Renumbering } {
  const { ledger, log } = draft;
  const found = resolvedColumn(index, address, 'resolved rows', ledger);
  const absent = emptyBits(found.length, 'absent rows', ledger);
  for (let row = 0; row < found.length; row++) if (found[row] === NONE) setBit(absent, row);
  const kept = renumberRows(found.length, absent, ledger);
  note(log, 'danglingTarget', found.length - kept.length);
  release(absent.byteLength, ledger);
  address.drop();
  return { found, kept };
}

function resolvedColumn(index: AddressIndex, address: GrowingF64, purpose: string, ledger: Ledger): Uint32Array {
  const found = allocateU32(address.length, purpose, ledger);
  resolveAddresses(index, address.finish(), found);
  return found;
}
