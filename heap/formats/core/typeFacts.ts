// What the objects of a type look like: whose C fields they have, their slots, where their attributes are.
import { TYPE_FLAG, type CoreType, type Types } from './types.ts';
import { cStringOf } from './texts.ts';
import type { TypeNames } from './typeNames.ts';

/** Who knows the references of an object. `plain` has none of its own; `generic` is searched word by word. */
export type Shape =
  | 'plain'
  | 'generic'
  | 'long'
  | 'list'
  | 'tuple'
  | 'bytes'
  | 'text'
  | 'dict'
  | 'orderedDict'
  | 'defaultDict'
  | 'set'
  | 'type'
  | 'function'
  | 'cell'
  | 'code'
  | 'frame'
  | 'generator'
  | 'module'
  | 'method'
  | 'builtin'
  | 'descriptor'
  | 'weak'
  | 'deque'
  | 'lru'
  | 'lruLink'
  | 'array';

export interface Slot {
  readonly offset: number;
  readonly name: string;
}

export interface TypeFacts {
  readonly type: CoreType;
  readonly shape: Shape;
  /** The type whose C struct the object begins with. */
  readonly solid: CoreType;
  /** Own and inherited `__slots__` behind the struct of `solid`. */
  readonly slots: readonly Slot[];
  /** Words of `solid` that are known not to be references: the list of weak references, the dict. */
  readonly skipped: readonly number[];
  readonly isHeap: boolean;
  readonly hasGc: boolean;
  /** Row in the draft. */
  readonly row: number;
}

const BY_FLAG: readonly (readonly [number, Shape])[] = [
  [TYPE_FLAG.long, 'long'],
  [TYPE_FLAG.list, 'list'],
  [TYPE_FLAG.tuple, 'tuple'],
  [TYPE_FLAG.bytes, 'bytes'],
  [TYPE_FLAG.text, 'text'],
  [TYPE_FLAG.type, 'type'],
];

const BY_NAME: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['set', 'set'],
  ['frozenset', 'set'],
  ['function', 'function'],
  ['cell', 'cell'],
  ['code', 'code'],
  ['frame', 'frame'],
  ['generator', 'generator'],
  ['coroutine', 'generator'],
  ['async_generator', 'generator'],
  ['module', 'module'],
  ['method', 'method'],
  ['builtin_function_or_method', 'builtin'],
  ['builtin_method', 'builtin'],
  ['wrapper_descriptor', 'descriptor'],
  ['method_descriptor', 'descriptor'],
  ['classmethod_descriptor', 'descriptor'],
  ['getset_descriptor', 'descriptor'],
  ['member_descriptor', 'descriptor'],
  ['ReferenceType', 'weak'],
  ['weakref', 'weak'],
  ['ProxyType', 'weak'],
  ['CallableProxyType', 'weak'],
  ['weakproxy', 'weak'],
  ['weakcallableproxy', 'weak'],
  ['deque', 'deque'],
  ['OrderedDict', 'orderedDict'],
  ['defaultdict', 'defaultDict'],
  ['_lru_cache_wrapper', 'lru'],
  ['_lru_list_elem', 'lruLink'],
  ['ndarray', 'array'],
  ['float', 'plain'],
  ['complex', 'plain'],
  ['bytearray', 'plain'],
  ['object', 'plain'],
  ['NoneType', 'plain'],
  ['ellipsis', 'plain'],
  ['NotImplementedType', 'plain'],
]);

const MOST_BASES = 64;
const MEMBER_BYTES = 40;
const T_OBJECT = 6;
const T_OBJECT_EX = 16;
const MOST_SLOTS = 4096;
const OBJECT_BYTES = 16;

/** Facts of `type`; `row` is its row in the draft. */
export function factsOf(types: Types, names: TypeNames, type: CoreType, row: number): TypeFacts {
  const slots: Slot[] = [];
  let solid = type;
  for (let step = 0; step < MOST_BASES && (solid.flags & TYPE_FLAG.heap) !== 0 && solid.base !== 0; step++) {
    const base = types.at(solid.base);
    if (base === undefined) break;
    const own = ownSlots(types, solid);
    if (solid.basicSize - base.basicSize !== addedBySyntax(solid, base, own.length)) break;
    slots.push(...own);
    solid = base;
  }
  const shape = shapeOf(types, names, type, solid);
  const skipped = [solid.weakOffset, solid.dictOffset].filter((offset) => offset > 0);
  const hasGc = (type.flags & TYPE_FLAG.collected) !== 0;
  return { type, shape, solid, slots, skipped, isHeap: (type.flags & TYPE_FLAG.heap) !== 0, hasGc, row };
}

/** Bytes that a class statement alone adds to its base: slots, dict, list of weak references (Objects/typeobject.c, type_new). */
function addedBySyntax(type: CoreType, base: CoreType, slots: number): number {
  const managed = (type.flags & TYPE_FLAG.managedDict) !== 0;
  const dict = !managed && type.dictOffset !== 0 && base.dictOffset === 0 ? 8 : 0;
  const weak = type.weakOffset > 0 && base.weakOffset === 0 ? 8 : 0;
  return slots * 8 + dict + weak;
}

/** PyMemberDef rows behind the type object. */
function ownSlots(types: Types, type: CoreType): readonly Slot[] {
  const { space } = types;
  const count = space.signed(type.address + 16);
  if (count <= 0 || count > MOST_SLOTS) return [];
  const metatype = types.at(type.metatype);
  if (metatype === undefined) return [];
  const slots: Slot[] = [];
  for (let i = 0; i < count; i++) {
    const member = type.address + metatype.basicSize + i * MEMBER_BYTES;
    const kind = space.i32(member + 8);
    const offset = space.signed(member + 16);
    if (kind !== T_OBJECT && kind !== T_OBJECT_EX) continue;
    if (offset < OBJECT_BYTES || offset % 8 !== 0 || offset >= type.basicSize) continue;
    slots.push({ offset, name: cStringOf(types, space.word(member)) ?? '' });
  }
  return slots;
}

function shapeOf(types: Types, names: TypeNames, type: CoreType, solid: CoreType): Shape {
  const flagged = BY_FLAG.find(([flag]) => (type.flags & flag) !== 0);
  if (flagged !== undefined) return flagged[1];
  let at: CoreType | undefined = solid;
  for (let step = 0; at !== undefined && step < MOST_BASES; step++) {
    const shape = BY_NAME.get(names.of(at).qualname) ?? bySignature(at, types.layout.minor);
    if (shape !== undefined && (shape !== 'plain' || at === solid)) return shape;
    at = at.base === 0 ? undefined : types.at(at.base);
  }
  if ((type.flags & TYPE_FLAG.dict) !== 0) return 'dict';
  return 'generic';
}

/** Types whose sizes alone name them, for when no dictionary does. */
function bySignature(type: CoreType, minor: number): Shape | undefined {
  const { basicSize, itemSize, weakOffset, dictOffset, flags } = type;
  if ((flags & TYPE_FLAG.collected) === 0) return isCode(type, minor) ? 'code' : undefined;
  if (basicSize === 200 && weakOffset === 192) return 'set';
  const isFrame = itemSize === 8 && weakOffset === 0 && dictOffset === 0 && basicSize === FRAME_BYTES[minor - 8];
  return isFrame ? 'frame' : undefined;
}

function isCode({ basicSize, weakOffset }: CoreType, minor: number): boolean {
  return basicSize === CODE_BYTES[minor - 8] && weakOffset === (minor < 11 ? 136 : 144);
}

const FRAME_BYTES = [368, 368, 360, 120, 120, 136, 152];
const CODE_BYTES = [176, 176, 176, 184, 192, 200, 208];
