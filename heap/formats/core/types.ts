// Which words are types and objects: the cache of all type objects seen (Include/cpython/object.h, struct _typeobject).
import type { Layout } from './layout.ts';
import type { Space } from './space.ts';

/** What a type object says. */
export interface CoreType {
  readonly address: number;
  readonly metatype: number;
  readonly basicSize: number;
  readonly itemSize: number;
  /** Low 32 bits of tp_flags. */
  readonly flags: number;
  readonly dictOffset: number;
  readonly weakOffset: number;
  readonly base: number;
}

export const TYPE_FLAG = {
  inlineValues: 1 << 2,
  managedWeak: 1 << 3,
  managedDict: 1 << 4,
  heap: 1 << 9,
  collected: 1 << 14,
  long: 1 << 24,
  list: 1 << 25,
  tuple: 1 << 26,
  bytes: 1 << 27,
  text: 1 << 28,
  dict: 1 << 29,
  exception: 1 << 30,
  type: 1 << 31,
} as const;

const TP = { name: 24, basicSize: 32, itemSize: 40, flags: 168, weak: 208, base: 256, dictOffset: 288 } as const;
const TYPE_BYTES = 408;
const MOST_BASES = 64;
const LEAST_ADDRESS = 4096;
const MOST_SIZE = 1e6;
const MOST_ITEM = 65_536;

export const TP_NAME = TP.name;

export class Types {
  readonly #known = new Map<number, CoreType | undefined>();

  constructor(
    readonly space: Space,
    readonly layout: Layout,
    /** The address of PyType_Type. */
    readonly root: number,
  ) {}

  /** The type at `address`; undefined when there is none. */
  at(address: number): CoreType | undefined {
    const known = this.#known.get(address);
    if (known !== undefined || this.#known.has(address)) return known;
    const found = this.#read(address);
    this.#known.set(address, found);
    return found;
  }

  /** The type of the object at `address`; undefined when there is no object. */
  ofObject(address: number): CoreType | undefined {
    if (address < LEAST_ADDRESS || address % 8 !== 0) return undefined;
    const { space } = this;
    const type = space.word(address + 8);
    if (type < LEAST_ADDRESS || type % 8 !== 0) return undefined;
    const found = this.at(type);
    return found === undefined || space.word(address) === 0 ? undefined : found;
  }

  isSubtype(type: CoreType, ancestor: number): boolean {
    let at: CoreType | undefined = type;
    for (let step = 0; at !== undefined && step < MOST_BASES; step++) {
      if (at.address === ancestor) return true;
      at = at.base === 0 ? undefined : this.at(at.base);
    }
    return false;
  }

  #read(address: number): CoreType | undefined {
    const { space, root } = this;
    if (address < LEAST_ADDRESS || address % 8 !== 0 || !space.isMapped(address, TYPE_BYTES)) return undefined;
    const metatype = space.word(address + 8);
    if (metatype !== root && !this.#isMetatype(metatype)) return undefined;
    const basicSize = space.word(address + TP.basicSize);
    const itemSize = space.word(address + TP.itemSize);
    if (basicSize > MOST_SIZE || itemSize > MOST_ITEM) return undefined;
    return {
      address,
      metatype,
      basicSize,
      itemSize,
      flags: space.u32(address + TP.flags),
      dictOffset: space.signed(address + TP.dictOffset),
      weakOffset: space.signed(address + TP.weak),
      base: space.word(address + TP.base),
    };
  }

  /** A subclass of `type`: its chain of bases ends at the root. Steps, not recursion: chains come from the file. */
  #isMetatype(address: number): boolean {
    let at = address;
    for (let step = 0; step < 20; step++) {
      if (at === this.root) return true;
      if (at < LEAST_ADDRESS || at % 8 !== 0 || !this.space.isMapped(at, TYPE_BYTES)) return false;
      at = this.space.word(at + TP.base);
    }
    return false;
  }
}
