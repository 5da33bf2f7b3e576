// Writes PyHeap files from plain parts, and says where every record and every number stands.
import { encodeUtf8 } from '../base/utf8.ts';
import { MAGIC } from '../formats/pyheap/layout.ts';

/** A number of the table of frequent names, or letters. */
export type AttributeName = number | string;

export interface PyheapObject {
  readonly address: number;
  readonly type: number;
  readonly size?: number;
  /** Of `dict` keys and values in turns; of `list`, `tuple` and `set` the items. */
  readonly content?: readonly number[];
  readonly referents?: readonly number[];
  readonly attributes?: readonly (readonly [name: AttributeName, address: number])[];
  readonly text?: string;
}

export interface PyheapThread {
  readonly name: string;
  readonly alive?: boolean;
  readonly daemon?: boolean;
  readonly frames?: readonly {
    readonly file: string;
    readonly line: number;
    readonly function: string;
    readonly locals?: readonly (readonly [name: string, address: number])[];
  }[];
}

export interface PyheapFile {
  readonly version?: number;
  readonly created?: string;
  readonly withTexts?: boolean;
  readonly wellKnown: readonly (readonly [name: string, address: number])[];
  readonly threads?: readonly PyheapThread[];
  readonly names?: readonly string[];
  /** Addresses of the types of section 8. */
  readonly common: readonly number[];
  readonly objects: readonly PyheapObject[];
  /** The number of objects that the file claims. */
  readonly claimed?: number;
  readonly types: readonly (readonly [address: number, name: string])[];
  readonly footer?: boolean;
}

export interface Written {
  readonly bytes: Uint8Array;
  /** Offsets between sections and records. */
  readonly borders: readonly number[];
  /** Every number of the file. */
  readonly numbers: readonly { readonly offset: number; readonly width: 2 | 4 | 8 }[];
}

export function writePyheap(file: PyheapFile): Written {
  const out = new PyheapBytes();
  const borders: number[] = [];
  const border = (): void => void borders.push(out.length);
  out.raw(MAGIC);
  out.u32(file.version ?? 1);
  out.text(file.created ?? '2026-01-01T00:00:00+00:00');
  out.u64(file.withTexts === false ? 0 : 1);
  border();
  out.list(file.wellKnown, ([name, address]) => {
    out.text(name);
    out.u64(address);
  });
  border();
  out.list(file.threads ?? [], (thread) => writeThread(out, thread));
  border();
  out.list(file.names ?? [], (name) => out.text(name));
  border();
  out.list(file.common, (address) => {
    out.u64(address);
    out.u32(0);
  });
  border();
  out.u32(file.claimed ?? file.objects.length);
  const shapes = shapesOf(file);
  for (const object of file.objects) {
    border();
    writeObject(out, object, shapes, file.withTexts !== false);
  }
  border();
  out.list(file.types, ([address, name]) => {
    out.u64(address);
    out.text(name);
  });
  border();
  if (file.footer !== false) out.raw(MAGIC);
  return { bytes: out.finish(), borders, numbers: out.numbers };
}

export interface Shapes {
  readonly content: ReadonlyMap<number, 'dict' | 'list'>;
  readonly common: ReadonlySet<number>;
}

export function shapesOf({ wellKnown, common }: Pick<PyheapFile, 'wellKnown' | 'common'>): Shapes {
  const content = new Map<number, 'dict' | 'list'>();
  for (const [name, address] of wellKnown) {
    if (name === 'dict') content.set(address, 'dict');
    if (name === 'list' || name === 'tuple' || name === 'set') content.set(address, 'list');
  }
  return { content, common: new Set(common) };
}

export function writeObject(out: PyheapBytes, object: PyheapObject, shapes: Shapes, withTexts: boolean): void {
  out.u64(object.address);
  out.u64(object.type);
  out.u32(object.size ?? 48);
  const shape = shapes.content.get(object.type);
  const { content = [], referents = [], attributes = [] } = object;
  if (shape !== undefined) {
    out.u32(shape === 'dict' ? content.length >> 1 : content.length);
    for (const address of content) out.u64(address);
  }
  out.u32(referents.length);
  for (const address of referents) out.u64(address);
  if (!shapes.common.has(object.type)) {
    out.u32(attributes.length);
    for (const [name, address] of attributes) {
      if (typeof name === 'number') out.u16(0xffff - name);
      else out.text(name);
      out.u64(address);
    }
  }
  if (withTexts && shape === undefined) out.text(object.text ?? '');
}

function writeThread(out: PyheapBytes, thread: PyheapThread): void {
  out.text(thread.name);
  out.raw([thread.alive === false ? 0 : 1, thread.daemon === true ? 1 : 0]);
  out.list(thread.frames ?? [], (frame) => {
    out.text(frame.file);
    out.u32(frame.line);
    out.text(frame.function);
    out.list(frame.locals ?? [], ([name, address]) => {
      out.text(name);
      out.u64(address);
    });
  });
}

/** Big-endian bytes that grow. */
export class PyheapBytes {
  length = 0;
  readonly numbers: { readonly offset: number; readonly width: 2 | 4 | 8 }[] = [];
  private bytes = new Uint8Array(1 << 12);
  private view = new DataView(this.bytes.buffer);

  /** `noted`: whether the places of numbers are remembered. */
  constructor(private readonly noted = true) {}

  raw(values: ArrayLike<number>): void {
    const at = this.more(values.length);
    this.bytes.set(values, at);
  }

  u16(value: number): void {
    const at = this.number(2);
    this.view.setUint16(at, value);
  }

  u32(value: number): void {
    const at = this.number(4);
    this.view.setUint32(at, value);
  }

  u64(value: number): void {
    const at = this.number(8);
    this.view.setUint32(at, Math.floor(value / 4294967296));
    this.view.setUint32(at + 4, value % 4294967296);
  }

  text(text: string): void {
    const encoded = encodeUtf8(text);
    this.u16(encoded.length);
    this.raw(encoded);
  }

  list<Part>(parts: readonly Part[], write: (part: Part) => void): void {
    this.u32(parts.length);
    for (const part of parts) write(part);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private number(width: 2 | 4 | 8): number {
    if (this.noted) this.numbers.push({ offset: this.length, width });
    return this.more(width);
  }

  private more(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
}
