// Node's zlib, or a reader of Zstandard, as a pump: one piece of the file in, all its output out, nothing lost when the file ends or breaks.
import { FaultError } from '#heap/base/fault.ts';
import { createGunzip, createInflate, constants } from 'node:zlib';
import type { DumpFile } from './byteSource.ts';
import { ZstdReader } from './zstd.ts';
import { ZstdDamage } from './zstdFrames.ts';

export type Wrapper = 'gzip' | 'zlib' | 'zstd';

export interface Inflation {
  /** undefined: there is more. */
  readonly end: 'complete' | 'truncated' | 'corrupt' | undefined;
  /** Waits until one more piece of the file has come out. */
  more(): Promise<void>;
  /** Starts the next piece without waiting for it. */
  ahead(): void;
  stop(): void;
}

/** `packedBytes`: bytes of the file that were needed so far. May throw a fault, which ends the work. */
export type OnBlock = (block: Uint8Array, packedBytes: number) => void;

const PIECE_BYTES = 256 * 1024;
const OUTPUT_BYTES = 1024 * 1024;
const FINER_BYTES = [512, 1] as const;
const FINER_OUTPUT_BYTES = 64 * 1024;

export function inflate(file: DumpFile, wrapper: Wrapper, onBlock: OnBlock): Inflation {
  const length = file.identity.size;
  let out = 0;
  const pump = openPump(wrapper, (block, packed) => {
    out += block.length;
    onBlock(block, packed);
  });
  let at = 0;
  let end: Inflation['end'];
  let running: Promise<void> | undefined;
  const step = async (): Promise<void> => {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, length - at));
    await file.readInto(piece, at, piece.length);
    const result = await pump.write(piece);
    if (result === 'corrupt' && wrapper !== 'zstd') await salvage(file, wrapper, at, out, onBlock);
    at += piece.length;
    const last = result === 'fine' && at >= length ? await pump.finish() : result;
    if (last !== 'fine') end = last;
    if (end !== undefined) pump.stop();
  };
  const more = (): Promise<void> => {
    running ??= step().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    get end() {
      return end;
    },
    more,
    // A failure stays in the pump: whoever reads next is told.
    ahead: () => void more().catch(() => undefined),
    stop: () => pump.stop(),
  };
}

/**
 * zlib drops the output of the piece in which it meets damage. So the file is inflated again up to that piece, which is then
 * fed in ever smaller pieces: every byte before the damage counts. Only for damaged files: twice the time so far.
 */
async function salvage(
  file: DumpFile,
  wrapper: 'gzip' | 'zlib',
  brokenAt: number,
  known: number,
  onBlock: OnBlock,
): Promise<void> {
  let good = brokenAt;
  let given = known;
  for (const pieceBytes of FINER_BYTES) {
    let seen = 0;
    const pump = startPump(wrapper, FINER_OUTPUT_BYTES, (block, packed) => {
      const fresh = block.subarray(Math.min(block.length, Math.max(0, given - seen)));
      seen += block.length;
      given += fresh.length;
      if (fresh.length > 0) onBlock(fresh, packed);
    });
    for (let at = 0; at < file.identity.size;) {
      const piece = new Uint8Array(at < good ? Math.min(PIECE_BYTES, good - at) : pieceBytes);
      const count = await file.readInto(piece, at, Math.min(piece.length, file.identity.size - at));
      if ((await pump.write(piece.subarray(0, count))) !== 'fine') break;
      at += count;
      good = Math.max(good, at);
    }
    pump.stop();
  }
}

/** `fine`: there may be more. Everything else is how the stream ended. */
type Written = 'fine' | 'complete' | 'truncated' | 'corrupt';

interface Pump {
  /** All output of `piece` has been handed on when this resolves. `complete`: the rest of the file is rubbish behind the stream. */
  write(piece: Uint8Array): Promise<Written>;
  /** No more pieces: did the stream end where it says it ends? */
  finish(): Promise<Written>;
  stop(): void;
}

function openPump(wrapper: Wrapper, onBlock: OnBlock): Pump {
  return wrapper === 'zstd' ? zstdPump(onBlock) : startPump(wrapper, OUTPUT_BYTES, onBlock);
}

/** All output before damage has been handed on already: no salvage. */
function zstdPump(onBlock: OnBlock): Pump {
  const reader = new ZstdReader(onBlock);
  return {
    // Damage is an answer here, everything else a rejection.
    async write(piece) {
      try {
        reader.write(piece);
        return 'fine';
      } catch (error) {
        if (error instanceof ZstdDamage) return 'corrupt';
        throw error;
      }
    },
    finish: () => Promise.resolve(reader.finish()),
    stop: () => undefined,
  };
}

function startPump(wrapper: 'gzip' | 'zlib', outputBytes: number, onBlock: OnBlock): Pump {
  const options = { chunkSize: outputBytes, finishFlush: constants.Z_FINISH };
  const stream = wrapper === 'gzip' ? createGunzip(options) : createInflate(options);
  let settle: (result: Written) => void = () => undefined;
  let over: Written | undefined;
  let refused: unknown;
  const end = (how: Written): void => {
    over ??= how;
    settle(over);
  };
  stream.on('data', (block: Uint8Array) => {
    if (refused !== undefined) return;
    try {
      onBlock(block, stream.bytesWritten);
    } catch (error) {
      refused = error;
      stream.destroy();
    }
  });
  stream.on('end', () => end('complete'));
  stream.on('error', (error) => end('code' in error && error.code === 'Z_BUF_ERROR' ? 'truncated' : 'corrupt'));
  stream.on('close', () => end('truncated'));
  const settled = async (work: (done: (result: Written) => void) => void): Promise<Written> => {
    const result = over ?? (await new Promise<Written>((resolve) => work((settle = resolve))));
    if (refused instanceof FaultError) throw refused;
    if (refused !== undefined) throw new Error('broken receiver of inflated bytes', { cause: refused });
    return result;
  };
  return {
    write: (piece) => settled((done) => stream.write(piece, () => done(over ?? 'fine'))),
    finish: () => settled(() => stream.end()),
    stop: () => void stream.destroy(),
  };
}
