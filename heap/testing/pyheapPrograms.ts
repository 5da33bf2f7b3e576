// Programs as PyHeap would dump them: a small one with a bit of everything, random ones, and one as large as asked for.
import type { AttributeName, PyheapFile, PyheapObject } from './pyheapWriter.ts';
import { PyheapBytes, shapesOf, writeObject, writePyheap } from './pyheapWriter.ts';
import { MAGIC } from '../formats/pyheap/layout.ts';
import type { Random } from './random.ts';

/** Addresses of the types of `WELL_KNOWN`, and of two that are not among them. */
export const TYPE = {
  list: 0x9000,
  tuple: 0x9100,
  dict: 0x9200,
  set: 0x9300,
  str: 0x9400,
  bytes: 0x9500,
  int: 0x9600,
  object: 0x9700,
  type: 0x9800,
  module: 0x9900,
  function: 0x9a00,
  code: 0x9b00,
  node: 0x9c00,
} as const;

const NOT_WELL_KNOWN: readonly number[] = [TYPE.module, TYPE.function, TYPE.code, TYPE.node];
export const WELL_KNOWN: PyheapFile['wellKnown'] = Object.entries(TYPE).filter(
  ([, address]) => !NOT_WELL_KNOWN.includes(address),
);
export const COMMON: readonly number[] = [TYPE.int, TYPE.str, TYPE.bytes, TYPE.list, TYPE.set, TYPE.dict];
/** Longest first, as the dumper writes them. */
export const NAMES: readonly string[] = ['__module__', '__class__', '__init__', '__dict__', '__doc__'];
export const TYPES: PyheapFile['types'] = Object.entries(TYPE).map(([name, address]) => [
  address,
  name === 'node' ? 'Node' : name,
]);

const text = (address: number, value: string): PyheapObject => ({
  address,
  type: TYPE.str,
  size: 49 + value.length,
  text: value,
});

/** The type object of a class. */
const classObject = (address: number, name: string, module?: number): PyheapObject => ({
  address,
  type: TYPE.type,
  size: 1064,
  referents: [TYPE.type],
  attributes: module === undefined ? [] : [[0, module]],
  text: `<class '${name}'>`,
});

/**
 * `sys`, a module `app` with a function and two nodes that hold each other, a list on the stack of a thread:
 *
 *     sys.modules -> app -> its dict -> make, root; root.child -> leaf, leaf.parent -> root, root.label -> None-like None
 */
export const SMALL: PyheapFile = {
  wellKnown: WELL_KNOWN,
  common: COMMON,
  names: NAMES,
  types: TYPES,
  threads: [
    {
      name: 'MainThread',
      frames: [
        {
          file: '/srv/app.py',
          line: 12,
          function: 'run',
          locals: [
            ['rows', 0x3000],
            ['gone', 0xdead0],
          ],
        },
        { file: '/srv/app.py', line: 40, function: '<module>', locals: [] },
      ],
    },
    { name: 'worker-1', daemon: true },
  ],
  objects: [
    {
      address: 0x1000,
      type: TYPE.module,
      size: 72,
      referents: [0x1100],
      attributes: [
        ['modules', 0x1200],
        ['version', 0x1300],
        ['hexversion', 0x1400],
        [4, 0x1500],
      ],
      text: "<module 'sys' (built-in)>",
    },
    { address: 0x1100, type: TYPE.dict, size: 64, content: [0x1600, 0x1700] },
    { address: 0x1200, type: TYPE.dict, size: 232, content: [0x1700, 0x1000, 0x1800, 0x2000] },
    text(0x1300, '3.11.2 (main) [GCC 12.2.0]'),
    { address: 0x1400, type: TYPE.int, size: 28, text: '51053296' },
    text(0x1600, '__name__'),
    text(0x1700, 'sys'),
    text(0x1800, 'app'),
    {
      address: 0x2000,
      type: TYPE.module,
      size: 72,
      referents: [0x2100],
      attributes: [],
      text: "<module 'app' from '/srv/app.py'>",
    },
    { address: 0x2100, type: TYPE.dict, size: 184, content: [0x1600, 0x1800, 0x2200, 0x2300, 0x2400, 0x2500] },
    text(0x2200, 'make'),
    {
      address: 0x2300,
      type: TYPE.function,
      size: 144,
      referents: [0x2100, 0x2310, 0x2200, 0x2320],
      attributes: [[3, 0x7777]],
      text: '<function make at 0x2300>',
    },
    { address: 0x2310, type: TYPE.code, size: 160, attributes: [], text: '<code object make at 0x2310>' },
    { address: 0x2320, type: TYPE.tuple, size: 48, content: [0x1400], attributes: [] },
    text(0x2400, 'root'),
    {
      address: 0x2500,
      type: TYPE.node,
      size: 48,
      referents: [TYPE.node, 0x2600, 0x1400],
      // Two names for one value: `limit` is an attribute of the class, `count` one of the instance.
      attributes: [
        [0, 0x1800],
        [1, TYPE.node],
        ['child', 0x2600],
        ['limit', 0x1400],
        ['count', 0x1400],
      ],
      text: '<app.Node object at 0x2500>',
    },
    {
      address: 0x2600,
      type: TYPE.node,
      size: 48,
      referents: [0x2500, TYPE.node],
      attributes: [
        [0, 0x1800],
        ['parent', 0x2500],
      ],
      text: '<app.Node object at 0x2600>',
    },
    { address: 0x3000, type: TYPE.list, size: 88, content: [0x2600, 0x2600, 0xdead8] },
    { address: 0x3100, type: TYPE.set, size: 216, content: [0x1700] },
    { address: 0x3200, type: TYPE.bytes, size: 36, text: "b'abc'" },
    {
      ...classObject(TYPE.node, 'app.Node', 0x1800),
      referents: [TYPE.type, 0x4000],
      attributes: [
        [0, 0x1800],
        [3, 0x7778],
        ['limit', 0x1400],
      ],
    },
    { address: 0x4000, type: TYPE.dict, size: 232, content: [] },
    ...(['list', 'tuple', 'dict', 'set', 'str', 'bytes', 'int', 'type', 'module', 'function'] as const).map((name) =>
      classObject(TYPE[name], name),
    ),
  ],
};

/** A file of `most` objects at most, sound but without sense: every shape, repeated and missing targets, odd names. */
export function randomPyheap(random: Random, most: number): PyheapFile {
  const pick = (n: number): number => Math.floor(random() * n);
  const count = 1 + pick(most);
  const address = (): number => (random() < 0.05 ? 0xdead0 : 0x10000 + 16 * pick(count));
  const some = (n: number): number[] => Array.from({ length: pick(n) }, address);
  const types = Object.values(TYPE);
  const name = (): AttributeName =>
    random() < 0.5 ? pick(NAMES.length) : ['x', '', '__proto__', 'modules', '\u{1f40d}'][pick(5)];
  const textOf = (): string => ['', 'app', "<class 'app.T'>", "<module 'sys'", '3.9.1 (x)', '\0'.repeat(9)][pick(6)];
  const objects = Array.from({ length: count }, (_, i): PyheapObject => {
    const type = types[pick(types.length)];
    const content = some(5);
    return {
      address: random() < 0.02 ? 0x10000 : 0x10000 + 16 * i,
      type,
      size: pick(500),
      content: type === TYPE.dict ? content.slice(0, content.length & ~1) : content,
      referents: [...(random() < 0.3 ? [type] : []), ...some(4)],
      attributes: Array.from({ length: pick(5) }, () => [name(), address()] as const),
      text: textOf(),
    };
  });
  return {
    wellKnown: WELL_KNOWN,
    common: COMMON,
    names: NAMES,
    types: TYPES.filter(() => random() < 0.9),
    withTexts: random() < 0.8,
    threads: [{ name: 'T', frames: [{ file: 'f', line: 1, function: 'g', locals: some(3).map((at) => ['x', at]) }] }],
    objects,
  };
}

const DUNDERS = 30;
const PER_ROUND = 10;

/**
 * A file of about `objects` objects in parts, in the proportions of real dumps: 136-216 bytes and 9-14 attributes per object. Ten
 * objects a round: strings, numbers, tuples with all their attributes, a list, a dict and an instance that holds them.
 */
export function largePyheap(objects: number): readonly Uint8Array[] {
  const rounds = Math.ceil(objects / PER_ROUND);
  const names = Array.from({ length: DUNDERS }, (_, i) => `__name_${i}__`);
  const dunders = names.map((_, i): readonly [AttributeName, number] => [i, 0x8000 + 16 * i]);
  const base = 0x7f0000000000;
  const at = (round: number, i: number): number => base + (round * PER_ROUND + i) * 64;
  const roots = {
    name: 'MainThread',
    frames: [{ file: 'a.py', line: 1, function: 'f', locals: [['top', at(0, 9)] as const] }],
  };
  const head = writePyheap({
    wellKnown: WELL_KNOWN,
    common: COMMON,
    names,
    threads: [roots],
    objects: [],
    claimed: rounds * PER_ROUND + 1,
    types: [],
    footer: false,
  }).bytes;
  const shapes = shapesOf({ wellKnown: WELL_KNOWN, common: COMMON });
  const parts: Uint8Array[] = [head.slice(0, head.length - 4)];
  for (let from = 0; from < rounds; from += ROUNDS_PER_PART) {
    const out = new PyheapBytes(false);
    for (let round = from; round < Math.min(rounds, from + ROUNDS_PER_PART); round++) {
      const next = round + 1 < rounds ? [at(round + 1, 9)] : [];
      const own: readonly PyheapObject[] = [
        text(at(round, 0), `user-${round}@example.org`),
        text(at(round, 1), 'a short description of it'),
        text(at(round, 2), `k${round % 1000}`),
        { address: at(round, 3), type: TYPE.int, size: 28, text: String(round) },
        { address: at(round, 4), type: TYPE.int, size: 28, text: String(round * 7) },
        {
          address: at(round, 5),
          type: TYPE.tuple,
          size: 56,
          content: [at(round, 0), at(round, 3)],
          attributes: dunders,
        },
        {
          address: at(round, 6),
          type: TYPE.tuple,
          size: 56,
          content: [at(round, 1), at(round, 4)],
          attributes: dunders,
        },
        { address: at(round, 7), type: TYPE.list, size: 72, content: [at(round, 5), at(round, 6)] },
        { address: at(round, 8), type: TYPE.dict, size: 232, content: [at(round, 2), at(round, 7)] },
        {
          address: at(round, 9),
          type: TYPE.node,
          size: 48,
          referents: [TYPE.node, at(round, 8), at(round, 0), ...next],
          attributes: [
            ...dunders,
            ['name', at(round, 0)],
            ['rows', at(round, 8)],
            ...next.map((to) => ['next', to] as const),
          ],
          text: `<app.Node object at 0x${at(round, 9).toString(16)}>`,
        },
      ];
      for (const object of own) writeObject(out, object, shapes, true);
    }
    parts.push(out.finish());
  }
  const tail = new PyheapBytes(false);
  writeObject(tail, { ...classObject(TYPE.node, 'app.Node'), referents: [] }, shapes, true);
  tail.list(TYPES, ([address, name]) => {
    tail.u64(address);
    tail.text(name);
  });
  tail.raw(MAGIC);
  return [...parts, tail.finish()];
}

const ROUNDS_PER_PART = 4096;
