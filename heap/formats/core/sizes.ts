// What `sys.getsizeof` says, length and count of one object (the __sizeof__ methods of CPython's Objects/*.c).
import { NONE } from '../../base/brand.ts';
import { FLAG } from '../../model/heap.ts';
import { codeOfFrame } from './code.ts';
import { numpyBytes } from './numpy.ts';
import { emptyShape, openDict, openKeys } from './texts.ts';
import { TYPE_FLAG } from './types.ts';
import type { TypeFacts } from './typeFacts.ts';
import type { Walk } from './walk.ts';

const MOST_SIZE = 2 ** 47;
const shape = emptyShape();

/** Pushes size, length, count and flags of the object at hand. May throw `Miss`, before anything is pushed. */
export function pushMeasures(walk: Walk, address: number, facts: TypeFacts): void {
  const { space, layout } = walk.types;
  const { objects } = walk.draft;
  const length = lengthOf(walk, address, facts);
  const exact = sizeOf(walk, address, facts);
  // `sys.getsizeof` of 3.11 and 3.12 adds the header all the same.
  const plain = layout.minor !== 11 && layout.minor !== 12 && isStaticType(walk, address, facts);
  const header = plain ? 0 : headerBytes(facts, layout.minor);
  const size = Math.min(MOST_SIZE, Math.max(0, exact.bytes) + header);
  const low = space.u32(address);
  const high = space.i32(address + 4);
  let flags = exact.isExact ? 0 : FLAG.sizeEstimated;
  let count = low;
  if (layout.minor >= 12) {
    if (low >= (layout.minor >= 14 ? 0x40000000 : 0x80000000)) flags |= FLAG.immortal;
  } else {
    if (high !== 0) count = high < 0 ? 0 : NONE;
    if (count > MOST_COUNT) flags |= FLAG.static;
  }
  objects.selfSize.push(Number.isSafeInteger(size) ? size : 0);
  objects.size.push(length);
  objects.refcount.push(count);
  objects.flags.push(flags);
}

/** Static types lie in no collector's memory although `type` says so (Objects/typeobject.c, type_is_gc). */
function isStaticType(walk: Walk, address: number, { shape: of }: TypeFacts): boolean {
  return of === 'type' && ((walk.types.at(address)?.flags ?? 0) & TYPE_FLAG.heap) === 0;
}

/** Counts of deep-frozen objects of 3.11 start at 999,999,999. */
const MOST_COUNT = 100_000_000;

/** Bytes in front of the object: the head of the collector, managed dict and weak references. */
export function headerBytes({ type, hasGc }: TypeFacts, minor: number): number {
  const managed = minor === 11 ? TYPE_FLAG.managedDict : minor > 11 ? TYPE_FLAG.managedDict | TYPE_FLAG.managedWeak : 0;
  return (hasGc ? 16 : 0) + ((type.flags & managed) === 0 ? 0 : 16);
}

function lengthOf(walk: Walk, address: number, facts: TypeFacts): number {
  const { space } = walk.types;
  switch (facts.shape) {
    case 'list':
    case 'tuple':
    case 'bytes':
    case 'text':
    case 'dict':
    case 'orderedDict':
    case 'defaultDict':
    case 'deque': {
      const length = space.signed(address + 16);
      return length < 0 ? NONE : Math.min(length, NONE - 1);
    }
    case 'set':
      return Math.min(Math.max(0, space.signed(address + 24)), NONE - 1);
    default:
      return NONE;
  }
}

interface Measured {
  readonly bytes: number;
  readonly isExact: boolean;
}

const exactly = (bytes: number): Measured => ({ bytes, isExact: true });

function sizeOf(walk: Walk, address: number, facts: TypeFacts): Measured {
  const { space } = walk.types;
  const { basicSize, itemSize } = facts.type;
  const items = itemSize === 0 ? 0 : itemSize * Math.abs(space.signed(address + 16));
  // Not every struct with items counts them in the third word.
  const base = items <= space.mappedBytes(address) ? basicSize + items : basicSize;
  switch (facts.shape) {
    case 'bytes':
    case 'tuple':
    case 'plain':
      return plainSize(walk, address, facts, base);
    case 'long':
      return exactly(longSize(walk, address));
    case 'text':
      return exactly(textSize(walk, address));
    case 'set':
      return exactly(setSize(walk, address, basicSize));
    case 'dict':
    case 'defaultDict':
      return exactly(dictSize(walk, address, basicSize));
    case 'orderedDict':
      return exactly(dictSize(walk, address, basicSize) + 8 * space.word(address + 72) + 32 * space.word(address + 16));
    default:
      return rareSize(walk, address, facts, base);
  }
}

function rareSize(walk: Walk, address: number, facts: TypeFacts, base: number): Measured {
  const { layout } = walk.types;
  if (facts.shape === 'list')
    return exactly(facts.type.basicSize + 8 * Math.max(0, walk.types.space.signed(address + 32)));
  if (facts.shape === 'type') return exactly(typeSize(walk, address));
  if (facts.shape === 'code') return codeSize(walk, address, base);
  if (facts.shape === 'deque') return exactly(dequeSize(walk, address, facts.type.basicSize));
  if (layout.minor >= 11 && facts.shape === 'generator') return withFrame(walk, address, layout.generatorFrame, facts);
  if (layout.minor >= 11 && facts.shape === 'frame') return withFrame(walk, address, layout.ownFrame, facts);
  if (facts.shape === 'array') {
    const { bytes, isExact } = numpyBytes(walk, address);
    return { bytes: base + bytes, isExact };
  }
  return otherSize(facts, base, layout.minor);
}

const MOST_FRAME_WORDS = 1 << 20;

/** 3.11+: the interpreter frame `at` bytes inside has room for the variables and the stack of its code. */
function withFrame(walk: Walk, address: number, at: number, { type }: TypeFacts): Measured {
  const { space, layout } = walk.types;
  const code = codeOfFrame(walk, address + at);
  if (walk.types.ofObject(code) === undefined) return { bytes: type.basicSize, isExact: false };
  // co_stacksize stands in front of co_firstlineno.
  const words = space.i32(code + layout.codeLocalsPlus) + space.i32(code + layout.codeFirstLine - 4);
  const room = Math.max(0, Math.min(words, MOST_FRAME_WORDS));
  return {
    bytes: at + layout.localsPlus + 8 * room,
    isExact: space.isMapped(address, at + layout.localsPlus + 8 * room),
  };
}

function dequeSize({ types: { space } }: Walk, address: number, basicSize: number): number {
  const blocks = Math.ceil((space.word(address + 40) + space.word(address + 16)) / 64);
  return basicSize + 528 * Math.max(1, blocks);
}

function setSize({ types: { space } }: Walk, address: number, basicSize: number): number {
  const isOwn = space.word(address + 40) !== address + 64;
  return basicSize + (isOwn ? 16 * (Math.max(0, space.signed(address + 32)) + 1) : 0);
}

/** Frames and generators hold their variables inside; unknown C types may add what only they know. */
function otherSize({ shape: of }: TypeFacts, base: number, minor: number): Measured {
  if (of === 'frame' && minor < 11) return exactly(base - 8);
  return { bytes: base, isExact: of !== 'frame' && of !== 'generator' && of !== 'generic' };
}

function plainSize(walk: Walk, address: number, facts: TypeFacts, base: number): Measured {
  const { space } = walk.types;
  const isArray = facts.solid.basicSize === 56 && facts.solid.itemSize === 0 && facts.shape === 'plain';
  // bytearray: its buffer.
  return exactly(isArray ? base + Math.max(0, space.signed(address + 24)) : base);
}

/** Behind 24 bytes, for subclasses too (Objects/longobject.c, int___sizeof___impl). */
function longSize(walk: Walk, address: number): number {
  const { space, layout } = walk.types;
  const tag = space.signed(address + 16);
  return (
    LONG_BYTES +
    4 * (layout.minor >= 12 ? Math.max(1, Math.floor(tag / 8)) : Math.max(layout.minor >= 11 ? 1 : 0, Math.abs(tag)))
  );
}

const LONG_BYTES = 24;

const ASCII = 1 << 6;
const COMPACT = 1 << 5;

function textSize(walk: Walk, address: number): number {
  const { space, layout } = walk.types;
  const length = space.word(address + 16);
  const state = space.u32(address + 32);
  const kind = (state >>> 2) & 7;
  if ((state & COMPACT) !== 0 && (state & ASCII) !== 0) return layout.asciiData + length + 1;
  const compact = (state & COMPACT) !== 0;
  const data = compact ? address + layout.compactData : space.word(address + layout.stringData);
  let bytes = (compact ? layout.compactData : layout.stringBytes) + (length + 1) * kind;
  const utf8 = space.word(address + layout.utf8);
  if (utf8 !== 0 && utf8 !== data) bytes += space.word(address + layout.utf8 - 8) + 1;
  return bytes;
}

function dictSize(walk: Walk, address: number, basicSize: number): number {
  const { space, layout } = walk.types;
  openDict(walk.types, address, shape);
  if (shape.values !== 0) {
    if (layout.minor >= 13) return basicSize + (space.u8(shape.values + 2) === 0 ? 8 * space.u8(shape.values) : 0);
    return basicSize + 8 * shape.usable;
  }
  const isOwn = shape.keys !== 0 && space.word(shape.keys) === 1;
  return basicSize + (isOwn ? shape.keysBytes : 0);
}

function typeSize(walk: Walk, address: number): number {
  const { space, layout } = walk.types;
  const type = walk.types.at(address);
  if (type === undefined || (type.flags & TYPE_FLAG.heap) === 0) return layout.typeBytes;
  const keys = space.word(address + layout.cachedKeys);
  if (keys === 0) return layout.heapTypeBytes;
  openKeys(walk.types, keys, shape);
  return layout.heapTypeBytes + shape.keysBytes;
}

function codeSize(walk: Walk, address: number, base: number): Measured {
  const { space, layout } = walk.types;
  const extra = space.word(address + layout.codeExtra);
  const more = extra !== 0 && space.isMapped(extra, 8) ? 16 + 8 * space.word(extra) : 0;
  return { bytes: Math.ceil(base / 8) * 8 + more, isExact: layout.minor >= 11 };
}
