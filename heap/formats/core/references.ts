// The references of one object, by what its type says of it.
import { HIDDEN, KIND } from '../../model/kinds.ts';
import { codeFields, frameObject, functionFields, generator, oldFrame } from './code.ts';
import {
  dequeItems,
  dictEntries,
  inlineValues,
  listItems,
  lruLinks,
  orderedKeys,
  setElements,
  tupleItems,
} from './containers.ts';
import { numpyItems } from './numpy.ts';
import { fitting } from './texts.ts';
import { TYPE_FLAG } from './types.ts';
import type { Shape, TypeFacts } from './typeFacts.ts';
import type { Walk } from './walk.ts';

/** Adds all references of the object at `address`, in the order CPython keeps them. May throw `Miss`. */
export function addReferences(walk: Walk, address: number, facts: TypeFacts): void {
  walk.hidden = facts.hasGc ? 0 : HIDDEN;
  addOwn(walk, address, facts);
  for (const { offset, name } of facts.slots) {
    const target = walk.types.space.word(address + offset);
    if (target !== 0) walk.add(target, KIND.slot, walk.label(name));
  }
  addAttributes(walk, address, facts);
  if (facts.isHeap) {
    // 3.8: only instances of Python classes report their type (Objects/typeobject.c, subtype_traverse).
    const hidden = walk.types.layout.minor < 9 && facts.solid === facts.type ? HIDDEN : 0;
    walk.add(facts.type.address, KIND.instanceType | hidden, 0);
  }
}

type Adder = (walk: Walk, address: number, facts: TypeFacts) => void;

const nothing: Adder = () => undefined;

const ADDERS: ReadonlyMap<Shape, Adder> = new Map<Shape, Adder>([
  ['plain', nothing],
  ['long', nothing],
  ['bytes', nothing],
  ['text', nothing],
  ['lruLink', nothing],
  ['list', listItems],
  ['tuple', tupleItems],
  ['dict', dictEntries],
  ['orderedDict', orderedDict],
  ['defaultDict', defaultDict],
  ['set', setElements],
  ['deque', dequeItems],
  ['lru', lruCache],
  ['function', functionFields],
  ['cell', cell],
  ['code', codeFields],
  ['frame', frame],
  ['generator', (walk, address, { solid, skipped }) => generator(walk, address, solid.basicSize, skipped)],
  ['type', typeFields],
  ['module', moduleFields],
  ['array', (walk, address, { solid }) => numpyItems(walk, address, solid.basicSize)],
]);

function addOwn(walk: Walk, address: number, facts: TypeFacts): void {
  (ADDERS.get(facts.shape) ?? addPair)(walk, address, facts);
}

function orderedDict(walk: Walk, address: number): void {
  dictEntries(walk, address);
  orderedKeys(walk, address);
}

function defaultDict(walk: Walk, address: number): void {
  dictEntries(walk, address);
  walk.addIfObject(walk.types.space.word(address + 48), KIND.attribute, walk.label('default_factory'));
}

function lruCache(walk: Walk, address: number, facts: TypeFacts): void {
  lruLinks(walk, address);
  generic(walk, address, facts, 32);
}

function cell(walk: Walk, address: number): void {
  walk.addIfObject(walk.types.space.word(address + 16), KIND.cell, walk.label('cell_contents'));
}

function frame(walk: Walk, address: number): void {
  if (walk.types.layout.minor < 11) oldFrame(walk, address);
  else frameObject(walk, address);
}

/** Small objects of a few known words, and everything unknown. */
function addPair(walk: Walk, address: number, facts: TypeFacts): void {
  const { space } = walk.types;
  switch (facts.shape) {
    case 'method':
      walk.addIfObject(space.word(address + 16), KIND.function, walk.label('__func__'));
      return walk.addIfObject(space.word(address + 24), KIND.self, walk.label('__self__'));
    case 'builtin':
      walk.addIfObject(space.word(address + 24), KIND.self, walk.label('__self__'));
      return walk.addIfObject(space.word(address + 32), KIND.module, walk.label('__module__'));
    case 'descriptor':
      walk.addIfObject(space.word(address + 16), KIND.type, walk.label('__objclass__'));
      walk.addHidden(space.word(address + 24), KIND.name);
      walk.addHidden(space.word(address + 32), KIND.name);
      return;
    case 'weak':
      walk.addIfObject(space.word(address + 16), KIND.weak);
      return walk.addIfObject(space.word(address + 24), KIND.callback, walk.label('callback'));
    default:
      return generic(walk, address, facts, 16);
  }
}

/** Every word of the C struct and of its items that is an object. */
function generic(walk: Walk, address: number, facts: TypeFacts, from: number): void {
  const { space } = walk.types;
  const { solid, skipped } = facts;
  const names = FIELDS.get(walk.names.of(solid).qualname);
  const isException = (solid.flags & TYPE_FLAG.exception) !== 0;
  for (let at = from; at + 8 <= solid.basicSize; at += 8) {
    if (skipped.includes(at)) continue;
    const name = names?.get(at) ?? (isException ? exceptionField(at, walk.types.layout.minor) : undefined);
    if (name === undefined) walk.addIfObject(space.word(address + at), KIND.possible);
    else walk.addIfObject(space.word(address + at), KIND.attribute, walk.label(name));
  }
  if (solid.itemSize !== 8) return;
  const start = address + solid.basicSize;
  const count = fitting(walk.types, start, Math.min(Math.abs(space.signed(address + 16)), 1 << 20), 8);
  for (let i = 0; i < count; i++) walk.addIfObject(space.word(start + i * 8), KIND.possible);
}

/** Names of the words of small builtin structs. */
const FIELDS: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map([
  [
    'slice',
    new Map([
      [16, 'start'],
      [24, 'stop'],
      [32, 'step'],
    ]),
  ],
  [
    'traceback',
    new Map([
      [16, 'tb_next'],
      [24, 'tb_frame'],
    ]),
  ],
  ['mappingproxy', new Map([[16, 'mapping']])],
  [
    'method-wrapper',
    new Map([
      [16, 'descriptor'],
      [24, '__self__'],
    ]),
  ],
  [
    'property',
    new Map([
      [16, 'fget'],
      [24, 'fset'],
      [32, 'fdel'],
      [40, '__doc__'],
    ]),
  ],
  ['staticmethod', new Map([[16, '__func__']])],
  ['classmethod', new Map([[16, '__func__']])],
  [
    'partial',
    new Map([
      [16, 'func'],
      [24, 'args'],
      [32, 'keywords'],
    ]),
  ],
]);

const EXCEPTION_FIELDS = ['args', '__notes__', '__traceback__', '__context__', '__cause__'];

/** BaseException: args, notes (3.11+), traceback, context, cause behind the dict. */
function exceptionField(at: number, minor: number): string | undefined {
  const names = minor >= 11 ? EXCEPTION_FIELDS : EXCEPTION_FIELDS.filter((name) => name !== '__notes__');
  return names[(at - 24) / 8];
}

const TYPE_FIELDS: readonly (readonly [number, 'type' | 'dict' | 'attribute', string])[] = [
  [256, 'type', '__base__'],
  [264, 'dict', '__dict__'],
  [336, 'attribute', '__bases__'],
  [344, 'attribute', '__mro__'],
  [352, 'attribute', 'tp_cache'],
];

function typeFields(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  const type = walk.types.at(address);
  const isHeap = type !== undefined && (type.flags & TYPE_FLAG.heap) !== 0;
  const hidden = isHeap ? 0 : HIDDEN;
  for (const [at, kind, name] of TYPE_FIELDS) {
    walk.addIfObject(space.word(address + at), KIND[kind] | hidden, walk.label(name));
  }
  walk.addHidden(space.word(address + 360), KIND.internal);
  if (isHeap) {
    if (layout.typeModule >= 0) walk.addIfObject(space.word(address + layout.typeModule), KIND.module, 0);
    for (const at of [layout.typeName, layout.typeQualname, layout.typeSlots]) {
      walk.addHidden(space.word(address + at), KIND.name);
    }
    const keys = space.word(address + layout.cachedKeys);
    if (keys !== 0) walk.sharedKeys.set(keys, address);
  } else if (layout.minor === 12) staticState(walk, address);
}

/** 3.12 keeps what an interpreter knows of a static type in a table of the interpreter; `tp_subclasses` is an index. */
function staticState(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  const index = space.word(address + 360);
  if (index < 1 || index > 400 || walk.interpreter === 0) return;
  const state = walk.interpreter + layout.staticTypes + 8 + 40 * (index - 1);
  for (let i = 0; i < 5; i++) walk.addHidden(space.word(state + i * 8), KIND.internal);
}

function moduleFields(walk: Walk, address: number): void {
  const { space } = walk.types;
  walk.addHidden(space.word(address + 48), KIND.name);
  const state = space.word(address + 32);
  const definition = space.word(address + 24);
  if (state === 0 || definition === 0) return;
  const count = fitting(walk.types, state, Math.min(space.signed(definition + 56) / 8, 1 << 16), 8);
  for (let i = 0; i + 1 <= count; i++) walk.addIfObject(space.word(state + i * 8), KIND.possible);
}

/** `__dict__`, or the values that stand for one. */
function addAttributes(walk: Walk, address: number, facts: TypeFacts): void {
  const { space, layout } = walk.types;
  const { flags, basicSize } = facts.type;
  if (facts.shape === 'type') return;
  if ((flags & TYPE_FLAG.managedDict) === 0 || layout.minor < 11) {
    const at = dictAt(walk, address, facts);
    if (at > 0) walk.addIfObject(space.word(at), KIND.dict, walk.label('__dict__'));
    return;
  }
  const word = space.word(address - 24);
  if (layout.minor === 11) {
    if (word !== 0) walk.addIfObject(word, KIND.dict, walk.label('__dict__'));
    else inlineIfAny(walk, facts, space.word(address - 32));
  } else if (layout.minor === 12) {
    if (space.u8(address - 24) % 2 === 1) inlineIfAny(walk, facts, word + 1);
    else walk.addIfObject(word, KIND.dict, walk.label('__dict__'));
  } else {
    if (word !== 0) walk.addIfObject(word, KIND.dict, walk.label('__dict__'));
    const values = address + basicSize;
    const isValid = (flags & TYPE_FLAG.inlineValues) !== 0 && space.u8(values + 3) !== 0;
    if (isValid) inlineValues(walk, facts, values + layout.valuesStart);
  }
}

function inlineIfAny(walk: Walk, facts: TypeFacts, values: number): void {
  if (values > 4096) inlineValues(walk, facts, values);
}

/** Where the word of the dict is; 0: there is none. */
function dictAt(walk: Walk, address: number, { type }: TypeFacts): number {
  const { space, layout } = walk.types;
  if (type.dictOffset >= 0) return type.dictOffset === 0 ? 0 : address + type.dictOffset;
  const isTagged = (type.flags & TYPE_FLAG.long) !== 0 && layout.minor >= 12;
  const items = isTagged ? Math.floor(space.word(address + 16) / 8) : Math.abs(space.signed(address + 16));
  const end = Math.ceil((type.basicSize + items * type.itemSize) / 8) * 8;
  return address + end + type.dictOffset;
}
