// How CPython is found in memory without symbols: PyType_Type, the debug cookie, the heads of the collector's lists.
import { viewU32 } from '../../base/column.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import type { CoreFile, Segment } from './elf.ts';
import { resident, type Space } from './space.ts';

export interface Anchors {
  /** Addresses that look like PyType_Type. */
  readonly typeRoots: readonly number[];
  /** `_Py_DebugOffsets`, which is `_PyRuntime` (3.13+); 0: none. */
  readonly cookie: number;
  /** From the cookie; 0 without. */
  readonly hexversion: number;
  readonly freeThreaded: boolean;
}

const WINDOW = 1 << 20;
/** What lies beyond a window and is still looked at: the words of one structure. */
const MARGIN = 512;
const MOST_CANDIDATES = 64;
/** `xdebugpy`. */
const COOKIE_LOW = 0x62656478;
const COOKIE_HIGH = 0x79706775;

/** Mapped files first: PyType_Type lies in their data. */
export function inOrderOfHope(core: CoreFile): {
  readonly likely: readonly Segment[];
  readonly other: readonly Segment[];
} {
  const starts = core.files.map(({ start, end }) => ({ start, end })).toSorted((a, b) => a.start - b.start);
  const isFile = (segment: Segment): boolean => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // A .bss is an anonymous mapping right behind its file.
      if (starts[middle].end < segment.start) low = middle + 1;
      else high = middle;
    }
    return low < starts.length && starts[low].start <= segment.start;
  };
  const writable = core.segments.filter((segment) => segment.writable);
  return { likely: writable.filter(isFile), other: writable.filter((segment) => !isFile(segment)) };
}

/** Words of a window and where they lie; `length` counts those that may begin a match. */
export type LookAt = (words: Uint32Array, length: number, base: number) => void;

/**
 * Streams the segments through `look`, keeping nothing. `more` false ends it before the next segment; every segment gives at
 * least one window.
 */
export async function sweep(
  source: ByteSource,
  segments: readonly Segment[],
  task: Task,
  more: () => boolean,
  look: LookAt,
): Promise<void> {
  for (const { start, end, offset } of segments) {
    if (!more()) return;
    for (let from = 0; from < end - start; from += WINDOW) {
      const wanted = Math.min(WINDOW + MARGIN, end - start - from);
      const bytes = aligned(await source.read(offset + from, wanted));
      const words = viewU32(bytes, 0, bytes.length >>> 2);
      look(words, Math.min(WINDOW >>> 2, words.length), start + from);
      task.step(Math.min(WINDOW, wanted));
    }
  }
}

/** A copy where the bytes do not lie at a multiple of four. */
export function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
}

/** Looks for PyType_Type and the debug cookie. O(bytes of writable memory) at worst, usually the data of one library. */
export async function findAnchors(source: ByteSource, core: CoreFile, task: Task): Promise<Anchors> {
  const found: { -readonly [Key in keyof Anchors]: Anchors[Key] } & { typeRoots: number[] } = {
    typeRoots: [],
    cookie: 0,
    hexversion: 0,
    freeThreaded: false,
  };
  const { likely, other } = inOrderOfHope(core);
  const look: LookAt = (words, length, base) => {
    for (let i = 0; i < length; i += 2) {
      if (words[i] === COOKIE_LOW && words[i + 1] === COOKIE_HIGH && found.cookie === 0) {
        if (words[i + 3] === 0 && words[i + 2] >>> 24 === 3) {
          found.cookie = base + i * 4;
          found.hexversion = words[i + 2];
          found.freeThreaded = words[i + 4] === 1;
        }
      }
      if (isTypeRoot(words, i, base) && found.typeRoots.length < MOST_CANDIDATES) found.typeRoots.push(base + i * 4);
    }
  };
  await sweep(source, likely, task, () => true, look);
  await sweep(source, other, task, () => found.typeRoots.length === 0, look);
  return found;
}

/** The type of `type` is its own address; tp_basicsize and tp_itemsize are those of classes. */
function isTypeRoot(words: Uint32Array, i: number, base: number): boolean {
  if (i + 11 >= words.length || words[i + 2] + words[i + 3] * 2 ** 32 !== base + i * 4) return false;
  return words[i + 10] === 40 && words[i + 11] === 0 && words[i + 9] === 0 && words[i + 8] > 800 && words[i + 8] < 1100;
}

const HEAD_STRIDE = 24;
export const masked = (word: number): number => word - (word % 4);

/** A doubly linked list closes at `head`. May throw `Miss`. */
export function isListHead(space: Space, head: number): boolean {
  const next = masked(space.word(head));
  const previous = masked(space.word(head + 8));
  if (next < 4096 || previous < 4096) return false;
  return masked(space.word(next + 8)) === head && masked(space.word(previous)) === head;
}

/** Three list heads in a row, of which every first node is an object: the generations (Include/internal/pycore_gc.h). */
export function areGenerations(space: Space, head: number, isNode: (address: number) => boolean): boolean {
  let nodes = 0;
  for (let at = head; at < head + 3 * HEAD_STRIDE; at += HEAD_STRIDE) {
    if (!isListHead(space, at)) return false;
    const next = masked(space.word(at));
    if (next === at) continue;
    if (!isNode(next)) return false;
    nodes++;
  }
  return nodes > 0;
}

/**
 * The first address that `isHead` takes for the head of generation 0, of those that look like it: three pairs of pointers with
 * two small numbers between; 0: none. O(bytes of writable memory) at worst.
 */
export async function findHeads(
  source: ByteSource,
  core: CoreFile,
  space: Space,
  task: Task,
  isHead: (head: number) => boolean,
): Promise<number> {
  const { likely, other } = inOrderOfHope(core);
  for (const segment of [...likely, ...other]) {
    const candidates: number[] = [];
    await sweep(
      source,
      [segment],
      task,
      () => true,
      (words, length, base) => {
        for (let i = 0; i < length && i + 18 <= words.length && candidates.length < MOST_HEADS; i++) {
          if (looksLikeHeads(words, i) && looksLinked(words, i, base)) candidates.push(base + i * 4);
        }
      },
    );
    let at = 0;
    const found = await resident(space, () => {
      while (at < candidates.length && !isHead(candidates[at])) at++;
      return candidates[at] ?? 0;
    });
    if (found !== 0) return found;
  }
  return 0;
}

const MOST_HEADS = 1 << 20;
const MOST_HIGH = 0x7fff;
const MOST_THRESHOLD = 0xffffff;
const LEAST = 4096;

function looksLikeHeads(words: Uint32Array, i: number): boolean {
  for (let head = i; head < i + 18; head += 6) {
    if (words[head] < LEAST || words[head + 1] > MOST_HIGH || words[head + 3] > MOST_HIGH) return false;
    if (words[head + 4] > MOST_THRESHOLD) return false;
  }
  return true;
}

/** Cheap: an empty list points at itself twice, a full one twice elsewhere. */
function looksLinked(words: Uint32Array, at: number, base: number): boolean {
  for (let head = at; head < at + 18; head += 6) {
    const self = base + head * 4;
    const next = masked(words[head] + words[head + 1] * 2 ** 32) === self;
    const previous = masked(words[head + 2] + words[head + 3] * 2 ** 32) === self;
    if (next !== previous) return false;
  }
  return true;
}
