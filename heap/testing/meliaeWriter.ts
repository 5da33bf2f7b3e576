// Dumps as Meliae writes them (docs/formats.md), for tests and measurements.
import { encodeUtf8 } from '../base/utf8.ts';
import { randomFrom, type Random } from './random.ts';

/** One line; fields that are not given are not written. */
export interface MeliaeObject {
  readonly address: number;
  readonly type: string;
  readonly size: number;
  readonly name?: string;
  readonly len?: number;
  /** A text or bool is quoted, an integer is not. */
  readonly value?: string | number | bigint | boolean;
  readonly refs: readonly number[];
}

/** The line of an object with its LF: the order, the separators and the escapes of the original. */
export function meliaeLine({ address, type, size, name, len, value, refs }: MeliaeObject): string {
  const fields = [`"address": ${address}`, `"type": ${quoted(type)}`, `"size": ${size}`];
  if (name !== undefined) fields.push(`"name": ${quoted(name)}`);
  if (len !== undefined) fields.push(`"len": ${len}`);
  if (value !== undefined) fields.push(`"value": ${valueText(value)}`);
  return `{${fields.join(', ')}, "refs": [${refs.join(', ')}]}\n`;
}

export function meliaeBytes(objects: readonly MeliaeObject[]): Uint8Array {
  return encodeUtf8(objects.map(meliaeLine).join(''));
}

function valueText(value: string | number | bigint | boolean): string {
  if (typeof value === 'boolean') return value ? '"True"' : '"False"';
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** Characters <= 0x1f and > 0x7e as \uxxxx, a backslash before `\`, `"` and `/`. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"/]/g, (letter) => `\\${letter}`);
  return `"${escaped.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/**
 * A small program in Python 2.7: modules in `sys.modules`, two classes of one name in two modules, an old-style class, instances with
 * dicts, a list, a set, a frame and a function. Addresses from `base` on, 16 apart.
 */
export function meliaeProgram(base = 0x7f00_0000_1000): readonly MeliaeObject[] {
  const at = (number: number): number => base + 16 * number;
  const refs = (...numbers: number[]): number[] => numbers.map(at);
  const text = (number: number, value: string): MeliaeObject => ({
    address: at(number),
    type: 'str',
    size: 37 + value.length,
    len: value.length,
    value: value.slice(0, 100),
    refs: [],
  });
  const dict = (number: number, entries: number[]): MeliaeObject => ({
    address: at(number),
    type: 'dict',
    size: 280,
    len: entries.length / 2,
    refs: refs(...entries),
  });
  const instance = (number: number, type: string, own: number, of: number): MeliaeObject => ({
    address: at(number),
    type,
    size: 64,
    refs: refs(own, of),
  });
  const heapClass = (number: number, name: string, own: number, order: number): MeliaeObject => ({
    address: at(number),
    type: 'type',
    size: 904,
    name,
    refs: refs(own, order, 1),
  });
  const module = (number: number, name: string, own: number): MeliaeObject => ({
    address: at(number),
    type: 'module',
    size: 56,
    name,
    refs: refs(own),
  });
  return [
    { address: at(0), type: 'type', size: 872, name: 'type', refs: [] },
    { address: at(1), type: 'type', size: 872, name: 'object', refs: [] },
    { address: at(2), type: 'NoneType', size: 16, refs: [] },
    module(3, '__builtin__', 4),
    dict(4, []),
    module(5, 'app', 6),
    dict(6, [7, 10, 8, 14, 9, 30]),
    text(7, 'Row'),
    text(8, 'Old'),
    text(9, 'rows'),
    heapClass(10, 'Row', 11, 13),
    dict(11, [12, 20]),
    text(12, '__module__'),
    { address: at(13), type: 'tuple', size: 72, len: 2, refs: refs(1, 10) },
    { address: at(14), type: 'classobj', size: 104, name: 'Old', refs: refs(15, 16) },
    { address: at(15), type: 'tuple', size: 56, len: 0, refs: [] },
    dict(16, [12, 20]),
    heapClass(17, 'Row', 18, 19),
    dict(18, [12, 21]),
    { address: at(19), type: 'tuple', size: 72, len: 2, refs: refs(1, 17) },
    text(20, 'app'),
    text(21, 'other/"quoted"\\\n\u00e9'),
    instance(22, 'Row', 23, 10),
    dict(23, [9, 30]),
    instance(24, 'Row', 25, 17),
    dict(25, []),
    { address: at(26), type: 'instance', size: 72, refs: refs(14, 27) },
    dict(27, [8, 26]),
    { address: at(28), type: 'function', size: 120, name: 'run', refs: refs(29, 6) },
    { address: at(29), type: 'code', size: 128, refs: refs(15, 20) },
    { address: at(30), type: 'list', size: 96, len: 3, refs: refs(24, 22, 22) },
    { address: at(31), type: 'frame', size: 480, value: 'run', refs: [...refs(29, 4, 6), at(999)] },
    { address: at(32), type: 'int', size: 24, value: 90071992547409930n, refs: [] },
    { address: at(33), type: 'bool', size: 24, value: true, refs: [] },
    { address: at(34), type: 'unicode', size: 60, len: 3, value: '\u20ac\ud83d\udc0d', refs: [] },
    { address: at(35), type: 'set', size: 232, len: 2, refs: refs(32, 33) },
  ];
}

/** `count` objects as a web service holds them, in pieces of lines: instances of six classes, their dicts, texts, numbers and lists. */
function* meliaePieces(count: number, random: Random): Generator<string> {
  const base = 0x7f00_0000_0000;
  const classes = 6;
  const first = base + 0x10_0000;
  let piece = '';
  for (let i = 0; i < classes; i++) {
    piece += meliaeLine({ address: base + i * 1024, type: 'type', size: 904, name: `Model${i}`, refs: [base + 8192] });
  }
  for (let i = 0; i + classes < count; i++) {
    piece += meliaeLine(objectOf(i, (n) => first + 64 * n, base, classes, random));
    if (piece.length < 1 << 20) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Of ten objects one is an instance, the next its dict, then three keys, three values, a list and a tuple. */
function objectOf(i: number, at: (n: number) => number, base: number, classes: number, random: Random): MeliaeObject {
  const address = at(i);
  const group = i - (i % 10);
  const any = (): number => at(Math.floor(random() * (i + 10)));
  switch (i % 10) {
    case 0:
      return { address, type: `Model${i % classes}`, size: 64, refs: [at(i + 1), base + (i % classes) * 1024] };
    case 1:
      return { address, type: 'dict', size: 1048, len: 3, refs: [2, 5, 3, 6, 4, 7].map((n) => at(group + n)) };
    case 8:
      return { address, type: 'list', size: 112, len: 5, refs: [any(), any(), any(), at(group), at(group)] };
    case 9:
      return { address, type: 'tuple', size: 72, len: 2, refs: [at(group), any()] };
    case 7:
      return { address, type: 'int', size: 24, value: i, refs: [] };
    default:
      return { address, type: 'str', size: 45, len: 8, value: `path/${i % 1000}`, refs: [] };
  }
}

/** A large file for measuring, in parts: `npm run bench:formats`. */
export function* largeMeliae(objects: number): Generator<Uint8Array> {
  for (const piece of meliaePieces(objects, randomFrom(1))) yield encodeUtf8(piece);
}
