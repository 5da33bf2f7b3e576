// Which names of a dump say nothing about the program: those of the interpreter and its library.
import { CHUNK } from '#heap/formats/ouro/layout.ts';
import { isStandardModule } from '#heap/queries/standardLibrary.ts';
import type { FileHandle } from 'node:fs/promises';
import { columnsIn, piecesOf, readRawChunk, totalOf, type RawChunk } from './chunkFile.ts';

/** Names that Python itself gives to what it makes. */
const OF_PYTHON = /^(__[a-z_]{1,24}__|(co|gi|cr|ag|tb|f|tp|ht|im|func)_[a-z]{1,16})$/;
const PLAIN = /^[A-Za-z_][A-Za-z_.]{0,47}$/;

export function keepsName(text: string): boolean {
  return OF_PYTHON.test(text);
}

/** Modules of the library that define a type, and the names of those types. */
export async function standardNames(file: FileHandle, firstChunk: number): Promise<ReadonlySet<string>> {
  const strings = new Map<number, string>();
  const found = new Set<string>();
  for (let offset = firstChunk; ;) {
    const chunk = await readRawChunk(file, offset);
    offset = chunk.next;
    if (chunk.kind === CHUNK.end) return found;
    if (chunk.kind === CHUNK.string) collectStrings(chunk, strings);
    if (chunk.kind === CHUNK.type) collectNames(chunk, strings, found);
  }
}

function collectStrings(chunk: RawChunk, strings: Map<number, string>): void {
  const lengths = columnsIn(chunk, [4 * chunk.rows])[0] ?? Buffer.alloc(0);
  const blob = columnsIn(chunk, [4 * chunk.rows, totalOf(lengths)])[1] ?? Buffer.alloc(0);
  piecesOf(lengths, blob).forEach((piece, row) => {
    if (piece.length <= 48) strings.set(Number(chunk.base) + row, piece.toString('latin1'));
  });
}

function collectNames(chunk: RawChunk, strings: ReadonlyMap<number, string>, found: Set<string>): void {
  const { rows } = chunk;
  const [, , modules, names] = columnsIn(chunk, [8 * rows, 8 * rows, 4 * rows, 4 * rows]);
  for (let row = 0; row < rows; row++) {
    const module = strings.get(modules?.readUInt32LE(4 * row) ?? 0) ?? '';
    const name = strings.get(names?.readUInt32LE(4 * row) ?? 0) ?? '';
    if (!PLAIN.test(module) || !isLibrary(module)) continue;
    found.add(module);
    if (PLAIN.test(name)) found.add(name);
  }
}

/** Of private modules only those that belong to a public one of the library: a program may have private modules too. */
function isLibrary(module: string): boolean {
  return module.startsWith('_')
    ? /^_[a-z]/.test(module) && isStandardModule(module.slice(1))
    : isStandardModule(module);
}
