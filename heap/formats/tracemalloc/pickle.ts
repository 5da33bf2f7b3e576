// A pickle machine that can make numbers, texts, tuples, lists, dicts and two empty objects, and calls nothing.
import { fail } from '../../base/fault.ts';
import type { Ledger } from '../../base/column.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { OP } from './opcodes.ts';
import { Dict, Instance, List, Name, type Value } from './values.ts';

export interface Pickled {
  /** undefined: the file ends before STOP. */
  readonly value: Value | undefined;
  /** Objects made so far, in order: what is left of a cut file. */
  readonly instances: readonly Instance[];
  readonly lists: readonly List[];
  /** Where the reading stopped. */
  readonly offset: number;
}

/** The only classes a snapshot names. */
const CLASSES: readonly string[] = ['tracemalloc.Snapshot', 'tracemalloc._Traces'];
/** V8 needs about this much for one memo entry and its value. */
const BYTES_PER_ENTRY = 96;

/**
 * Runs the opcodes of `bytes`. Faults: `format/corrupt` for an opcode or a class that no snapshot has, with its offset;
 * `memory/exhausted`. O(bytes), about 100 bytes per memo entry.
 */
export function unpickle(bytes: Uint8Array, ledger: Ledger): Pickled {
  const machine = new Machine(bytes, ledger);
  let value: Value | undefined;
  while (value === undefined && machine.hasNext()) value = machine.step();
  const { instances, lists, offset } = machine;
  return { value, instances, lists, offset };
}

class Machine {
  readonly instances: Instance[] = [];
  readonly lists: List[] = [];
  /** Start of the opcode that runs. */
  offset = 0;
  #at = 0;
  readonly #view: DataView;
  readonly #memo: Value[] = [];
  readonly #marks: number[] = [];
  readonly #mostEntries: number;
  #stack: Value[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly ledger: Ledger,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#mostEntries = Math.max(0, ledger.budget - ledger.live) / BYTES_PER_ENTRY;
  }

  /** False: the next opcode is cut off. */
  hasNext(): boolean {
    this.offset = this.#at;
    return this.#at < this.bytes.length && this.#at + this.#width() <= this.bytes.length;
  }

  /** The result, once STOP is met. */
  step(): Value | undefined {
    const op = this.bytes[this.#at++];
    if (op === OP.stop) return this.#pop();
    const known = this.#number(op) || this.#tuple(op) || this.#container(op) || this.#object(op);
    if (!known) this.#refuse(`opcode ${op.toString(16)}`);
    return undefined;
  }

  /** Bytes of the opcode at `#at` with its argument; more than there are when its length is cut off. */
  #width(): number {
    const left = this.bytes.length - this.#at;
    const fixed = FIXED.get(this.bytes[this.#at]) ?? 1;
    if (fixed > left) return fixed;
    switch (this.bytes[this.#at]) {
      case OP.shortBinUnicode:
      case OP.long1:
        return 2 + this.bytes[this.#at + 1];
      case OP.binUnicode:
        return 5 + this.#view.getUint32(this.#at + 1, true);
      case OP.binUnicode8:
        return 9 + Number(this.#view.getBigUint64(this.#at + 1, true));
      default:
        return fixed;
    }
  }

  #number(op: number): boolean {
    switch (op) {
      case OP.binInt:
        return this.#push(this.#view.getInt32(this.#take(4), true));
      case OP.binInt1:
        return this.#push(this.#view.getUint8(this.#take(1)));
      case OP.binInt2:
        return this.#push(this.#view.getUint16(this.#take(2), true));
      case OP.long1:
        return this.#push(this.#long(this.bytes[this.#take(1)]));
      case OP.none:
        return this.#push(null);
      case OP.newTrue:
      case OP.newFalse:
        return this.#push(op === OP.newTrue);
      case OP.shortBinUnicode:
        return this.#push(this.#text(this.bytes[this.#take(1)]));
      case OP.binUnicode:
        return this.#push(this.#text(this.#view.getUint32(this.#take(4), true)));
      case OP.binUnicode8:
        return this.#push(this.#text(Number(this.#view.getBigUint64(this.#take(8), true))));
      default:
        return false;
    }
  }

  #tuple(op: number): boolean {
    switch (op) {
      case OP.emptyTuple:
      case OP.tuple1:
      case OP.tuple2:
      case OP.tuple3:
        return this.#push(this.#popped(op === OP.emptyTuple ? 0 : op - OP.tuple1 + 1));
      case OP.tuple:
        return this.#push(this.#popMark());
      default:
        return false;
    }
  }

  #container(op: number): boolean {
    switch (op) {
      case OP.emptyList:
        this.lists.push(new List());
        return this.#push(this.lists[this.lists.length - 1]);
      case OP.append:
      case OP.appends:
        return this.#append(op === OP.append ? this.#popped(1) : this.#popMark());
      case OP.emptyDict:
        return this.#push(new Dict());
      case OP.setItem:
      case OP.setItems:
        return this.#set(op === OP.setItem ? this.#popped(2) : this.#popMark());
      default:
        return false;
    }
  }

  #object(op: number): boolean {
    switch (op) {
      case OP.mark:
        this.#marks.push(this.#stack.length);
        return true;
      case OP.protocol:
        this.#take(1);
        return true;
      case OP.frame:
        this.#take(8);
        return true;
      case OP.memoize:
        this.#memo.push(this.#peek());
        if (this.#memo.length > this.#mostEntries) this.#exhaust();
        return true;
      case OP.binGet:
        return this.#push(this.#remembered(this.bytes[this.#take(1)]));
      case OP.longBinGet:
        return this.#push(this.#remembered(this.#view.getUint32(this.#take(4), true)));
      case OP.stackGlobal:
        return this.#global();
      case OP.newObject:
        return this.#make();
      case OP.build:
        return this.#build();
      default:
        return false;
    }
  }

  #global(): boolean {
    const [module, name] = this.#popped(2);
    const full = `${String(module)}.${String(name)}`;
    if (typeof module !== 'string' || typeof name !== 'string' || !CLASSES.includes(full)) this.#refuse('class');
    return this.#push(new Name(full));
  }

  #make(): boolean {
    const [name, parameters] = this.#popped(2);
    if (!(name instanceof Name) || !Array.isArray(parameters) || parameters.length > 0) this.#refuse('instance');
    const made = new Instance(name.name);
    this.instances.push(made);
    return this.#push(made);
  }

  #build(): boolean {
    const [state] = this.#popped(1);
    const instance = this.#peek();
    if (!(instance instanceof Instance)) this.#refuse('state');
    instance.state = state;
    return true;
  }

  #append(items: readonly Value[]): boolean {
    const list = this.#peek();
    if (!(list instanceof List)) this.#refuse('list');
    for (const item of items) list.items.push(item);
    return true;
  }

  #set(items: readonly Value[]): boolean {
    const dict = this.#peek();
    if (!(dict instanceof Dict) || items.length % 2 !== 0) this.#refuse('dict');
    for (let i = 0; i < items.length; i += 2) dict.items.set(items[i], items[i + 1]);
    return true;
  }

  /** Little-endian, two's complement; a double holds it up to 2^53. */
  #long(length: number): number {
    const at = this.#take(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + this.bytes[at + i];
    const isNegative = length > 0 && this.bytes[at + length - 1] > 127;
    return isNegative ? value - 2 ** (8 * length) : value;
  }

  #text(length: number): string {
    const at = this.#take(length);
    return decodeUtf8(this.bytes, at, at + length);
  }

  /** Where the `count` bytes lie that follow; `hasNext` has seen that they are there. */
  #take(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }

  #push(value: Value): true {
    this.#stack.push(value);
    return true;
  }

  #peek(): Value {
    return this.#stack.length > this.#floor() ? this.#stack[this.#stack.length - 1] : this.#refuse('stack');
  }

  #pop(): Value {
    return this.#popped(1)[0];
  }

  #popped(count: number): Value[] {
    if (this.#stack.length - count < this.#floor()) this.#refuse('stack');
    return this.#stack.splice(this.#stack.length - count, count);
  }

  #popMark(): Value[] {
    const mark = this.#marks.pop();
    return mark === undefined ? this.#refuse('mark') : this.#stack.splice(mark);
  }

  /** What lies below a mark is not reached by an opcode that does not take the mark. */
  #floor(): number {
    return this.#marks[this.#marks.length - 1] ?? 0;
  }

  #remembered(index: number): Value {
    return index < this.#memo.length ? this.#memo[index] : this.#refuse('memo');
  }

  #refuse(reason: string): never {
    return fail({ code: 'format/corrupt', reason, offset: this.offset, section: 'pickle' });
  }

  #exhaust(): never {
    const { budget, live } = this.ledger;
    const needed = live + this.#memo.length * BYTES_PER_ENTRY;
    return fail({ code: 'memory/exhausted', needed, budget, purpose: 'pickle memo' });
  }
}

/** Bytes of an opcode and what of its argument is always there. */
const FIXED: ReadonlyMap<number, number> = new Map<number, number>([
  [OP.protocol, 2],
  [OP.frame, 9],
  [OP.binInt, 5],
  [OP.binInt1, 2],
  [OP.binInt2, 3],
  [OP.long1, 2],
  [OP.binGet, 2],
  [OP.longBinGet, 5],
  [OP.shortBinUnicode, 2],
  [OP.binUnicode, 5],
  [OP.binUnicode8, 9],
]);
