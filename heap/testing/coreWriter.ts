// A core file of a CPython 3.8 process of a few objects, made by hand: all structures in one page or three.
import { encodeUtf8 } from '../base/utf8.ts';

const BASE = 0x7f00_0000_1000;
const HEAD_BYTES = 64 + 2 * 56;
const FLAG = {
  heap: 1 << 9,
  gc: 1 << 14,
  long: 1 << 24,
  list: 1 << 25,
  tuple: 1 << 26,
  text: 1 << 28,
  dict: 1 << 29,
  type: 1 << 31,
};

export interface SmallCore {
  readonly bytes: Uint8Array;
  /** Addresses by name. */
  readonly places: ReadonlyMap<string, number>;
  /** Offset of the memory in the file. */
  readonly memory: number;
}

/** A list that holds itself, an instance with a dict, three dicts, one thread with one frame. */
export function smallCore(): SmallCore {
  const memory = new Memory();
  const types = makeTypes(memory);
  const name = memory.text(types.get('str') ?? 0, 'answer');
  const number = memory.object(types.get('int') ?? 0, 32);
  memory.put(number + 16, 1);
  memory.put(number + 24, 42);
  const self = memory.tracked(types.get('list') ?? 0, 40);
  const items = memory.take(16);
  memory.put(self + 16, 2);
  memory.put(self + 24, items);
  memory.put(self + 32, 2);
  memory.put(items, self);
  memory.put(items + 8, number);
  const attributes = memory.dict(types.get('dict') ?? 0, [[name, self]]);
  const instance = memory.tracked(types.get('C') ?? 0, 32);
  memory.put(instance + 16, attributes);
  const modules = memory.dict(types.get('dict') ?? 0, [[name, instance]]);
  const sys = memory.dict(types.get('dict') ?? 0, [[name, number]]);
  const builtins = memory.dict(types.get('dict') ?? 0, []);
  const frame = makeFrame(memory, types, name, builtins, self);
  const tracked = [self, attributes, instance, modules, sys, builtins, frame, types.get('C') ?? 0];
  makeInterpreter(memory, { modules, sys, builtins, frame }, tracked);
  const places = new Map([
    ...types,
    ...Object.entries({ name, number, self, attributes, instance, modules, sys, builtins, frame }),
  ]);
  return { bytes: memory.core(), places, memory: HEAD_BYTES };
}

class Memory {
  readonly #view = new DataView(new ArrayBuffer(16_384));
  #end = 64;

  take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 8) * 8;
    return BASE + at;
  }

  put(address: number, value: number): void {
    this.#view.setBigInt64(address - BASE, BigInt(value), true);
  }

  object(type: number, bytes: number): number {
    const at = this.take(bytes);
    this.put(at, 1);
    this.put(at + 8, type);
    return at;
  }

  /** With the head of the collector in front. */
  tracked(type: number, bytes: number): number {
    this.take(16);
    return this.object(type, bytes);
  }

  cString(text: string): number {
    const bytes = encodeUtf8(text);
    const at = this.take(bytes.length + 1);
    new Uint8Array(this.#view.buffer).set(bytes, at - BASE);
    return at;
  }

  text(type: number, text: string): number {
    const at = this.object(type, 49 + text.length);
    this.put(at + 16, text.length);
    this.put(at + 32, (1 << 2) | (1 << 5) | (1 << 6));
    new Uint8Array(this.#view.buffer).set(encodeUtf8(text), at + 48 - BASE);
    return at;
  }

  dict(type: number, entries: readonly (readonly [number, number])[]): number {
    const at = this.tracked(type, 48);
    const keys = this.take(40 + 8 + 5 * 24);
    this.put(at + 16, entries.length);
    this.put(at + 32, keys);
    this.put(keys, 1);
    this.put(keys + 8, 8);
    this.put(keys + 24, 5 - entries.length);
    this.put(keys + 32, entries.length);
    entries.forEach(([key, value], i) => {
      this.put(keys + 48 + i * 24 + 8, key);
      this.put(keys + 48 + i * 24 + 16, value);
    });
    return at;
  }

  /** The memory as one segment behind a note of one thread. */
  core(): Uint8Array {
    const memory = Math.ceil(this.#end / 8) * 8;
    const note = noteBytes();
    const bytes = new Uint8Array(HEAD_BYTES + memory + note.length);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    view.setUint16(16, 4, true);
    view.setUint16(18, 62, true);
    view.setBigUint64(32, 64n, true);
    view.setUint16(54, 56, true);
    view.setUint16(56, 2, true);
    header(view, 64, 1, 6, HEAD_BYTES, BASE, memory);
    header(view, 120, 4, 0, HEAD_BYTES + memory, 0, note.length);
    bytes.set(new Uint8Array(this.#view.buffer, 0, memory), HEAD_BYTES);
    bytes.set(note, HEAD_BYTES + memory);
    return bytes;
  }
}

function header(
  view: DataView,
  at: number,
  type: number,
  flags: number,
  offset: number,
  address: number,
  size: number,
): void {
  view.setUint32(at, type, true);
  view.setUint32(at + 4, flags, true);
  view.setBigUint64(at + 8, BigInt(offset), true);
  view.setBigUint64(at + 16, BigInt(address), true);
  view.setBigUint64(at + 32, BigInt(size), true);
  view.setBigUint64(at + 40, BigInt(size), true);
}

function noteBytes(): Uint8Array {
  const bytes = new Uint8Array(12 + 8 + 136);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 5, true);
  view.setUint32(4, 136, true);
  view.setUint32(8, 3, true);
  bytes.set(encodeUtf8('CORE'), 12);
  view.setInt32(20 + 24, 4711, true);
  bytes.set(encodeUtf8('python3'), 20 + 40);
  return bytes;
}

const TYPES: readonly (readonly [string, number, number, number])[] = [
  ['type', 880, 40, FLAG.type | FLAG.gc],
  ['object', 16, 0, 0],
  ['str', 80, 0, FLAG.text],
  ['int', 24, 4, FLAG.long],
  ['list', 40, 0, FLAG.list | FLAG.gc],
  ['dict', 48, 0, FLAG.dict | FLAG.gc],
  ['tuple', 24, 8, FLAG.tuple | FLAG.gc],
  ['frame', 368, 8, FLAG.gc],
  ['code', 176, 0, 0],
  ['C', 32, 0, FLAG.heap | FLAG.gc],
];

function makeTypes(memory: Memory): Map<string, number> {
  const types = new Map<string, number>();
  for (const [name, basic, item, flags] of TYPES) {
    const isHeap = (flags & FLAG.heap) !== 0;
    const at = isHeap ? memory.tracked(0, 880) : memory.object(0, 416);
    types.set(name, at);
    memory.put(at + 8, types.get('type') ?? at);
    memory.put(at + 24, memory.cString(name));
    memory.put(at + 32, basic);
    memory.put(at + 40, item);
    memory.put(at + 168, flags >>> 0);
    if (name !== 'object') memory.put(at + 256, types.get('object') ?? 0);
    if (!isHeap) continue;
    memory.put(at + 208, 24);
    memory.put(at + 288, 16);
    memory.put(at + 864, memory.text(types.get('str') ?? 0, name));
  }
  return types;
}

function makeFrame(
  memory: Memory,
  types: ReadonlyMap<string, number>,
  name: number,
  globals: number,
  local: number,
): number {
  const names = memory.tracked(types.get('tuple') ?? 0, 32);
  memory.put(names + 16, 1);
  memory.put(names + 24, name);
  const code = memory.object(types.get('code') ?? 0, 176);
  memory.put(code + 40, 7);
  memory.put(code + 72, names);
  memory.put(code + 104, name);
  memory.put(code + 112, name);
  const frame = memory.tracked(types.get('frame') ?? 0, 376);
  memory.put(frame + 32, code);
  memory.put(frame + 48, globals);
  memory.put(frame + 64, frame + 368);
  memory.put(frame + 360, local);
  return frame;
}

interface Held {
  readonly modules: number;
  readonly sys: number;
  readonly builtins: number;
  readonly frame: number;
}

function makeInterpreter(memory: Memory, held: Held, tracked: readonly number[]): void {
  const runtime = memory.take(560);
  const interpreter = memory.take(2720);
  const thread = memory.take(264);
  memory.put(runtime + 32, interpreter);
  memory.put(interpreter + 8, thread);
  memory.put(interpreter + 56, held.modules);
  memory.put(interpreter + 72, held.sys);
  memory.put(interpreter + 80, held.builtins);
  memory.put(thread + 16, interpreter);
  memory.put(thread + 24, held.frame);
  const rings = [tracked.slice(0, 2), tracked.slice(2, 4), tracked.slice(4)];
  rings.forEach((ring, generation) => {
    const head = runtime + 368 + generation * 24;
    const nodes = [head, ...ring.map((object) => object - 16)];
    nodes.forEach((node, i) => {
      memory.put(node, nodes[(i + 1) % nodes.length]);
      memory.put(node + 8, nodes[(i + nodes.length - 1) % nodes.length]);
    });
    memory.put(head + 16, generation === 0 ? 700 : 10);
  });
  memory.put(runtime + 448, runtime + 448);
  memory.put(runtime + 456, runtime + 448);
}
