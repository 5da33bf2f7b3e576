// A packed core has no random access: it is unpacked into memory first, holes left out.
import { allocateU8, release, type Ledger } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';

const BLOCK = 1 << 20;

export interface WholeSource extends ByteSource {
  drop(): void;
}

/** Reads `source` to its end. O(bytes); blocks of zeros cost nothing. Fault `memory/exhausted`. */
export async function holdWhole(source: ByteSource, ledger: Ledger, task: Task): Promise<WholeSource> {
  const blocks: (Uint8Array | undefined)[] = [];
  let length = 0;
  let held = 0;
  for (;;) {
    const piece = await source.read(length, BLOCK);
    if (piece.length > 0) {
      const isZero = isEmpty(piece);
      const block = isZero ? undefined : allocateU8(piece.length, 'unpacked core', ledger);
      block?.set(piece);
      held += block?.byteLength ?? 0;
      blocks.push(block);
    }
    length += piece.length;
    source.release(length);
    task.step(piece.length);
    if (piece.length < BLOCK) break;
  }
  return {
    length,
    seekable: true,
    read: (offset, count) =>
      Promise.resolve(copyOf(blocks, ledger, offset, Math.max(0, Math.min(count, length - offset)))),
    readNow(into, offset) {
      const count = Math.max(0, Math.min(into.length, length - offset));
      fill(blocks, into.subarray(0, count), offset);
      return count;
    },
    release: () => undefined,
    drop: () => release(held, ledger),
  };
}

const isEmpty = (piece: Uint8Array): boolean => piece.every((byte) => byte === 0);

function copyOf(
  blocks: readonly (Uint8Array | undefined)[],
  ledger: Ledger,
  offset: number,
  count: number,
): Uint8Array {
  const copy = allocateU8(count, 'window', ledger);
  release(count, ledger);
  fill(blocks, copy, offset);
  return copy;
}

function fill(blocks: readonly (Uint8Array | undefined)[], into: Uint8Array, offset: number): void {
  const count = into.length;
  for (let done = 0; done < count;) {
    const at = offset + done;
    const from = at % BLOCK;
    const part = Math.min(BLOCK - from, count - done);
    const block = blocks[Math.floor(at / BLOCK)];
    if (block === undefined) into.fill(0, done, done + part);
    else into.set(block.subarray(from, from + part), done);
    done += part;
  }
}
