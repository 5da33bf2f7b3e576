// Read-only pages that the core leaves out, taken from the program and the libraries themselves when they are of the same build.
import type { ByteSource } from '../../base/source.ts';
import type { Companions } from '../format.ts';
import { readElfHead, type ElfHead, type ReadAt } from './buildId.ts';
import { disjoint, type CoreFile, type MappedFile, type Segment } from './elf.ts';

/** What became of the files the process had mapped. Paths are text of the dump. */
export interface CompanionUse {
  /** Dumped memory and pages of companions, ascending. */
  readonly segments: readonly Segment[];
  readonly used: readonly string[];
  /** Files of which pages are not in the core, and no one has said where they are. */
  readonly unnamed: readonly string[];
  /** Looked for and not found. */
  readonly missing: readonly string[];
  /** Of another build: not used. */
  readonly mismatched: readonly string[];
}

interface Mapped {
  readonly path: string;
  readonly isProgram: boolean;
  readonly maps: readonly MappedFile[];
  readonly gaps: readonly Gap[];
}

interface Gap {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

const PAGE = 4096;
const MOST_ADDRESS = 2 ** 47;
const MOST_FILES = 4096;
const MOST_MAPS = 65_536;
const ELF_NAME = /(?:\.so(?:\.[\d.]+)?|\/(?:lib)?python[\d.]*[a-z]*|\/ld-[^/]*)$/;

/** Faults of the companions' sources are the loader's to handle; what they hold is checked here. O(mappings log segments). */
export async function findCompanions(
  source: ByteSource,
  core: CoreFile,
  companions: Companions | undefined,
): Promise<CompanionUse> {
  const use = {
    used: [] as string[],
    unnamed: [] as string[],
    missing: [] as string[],
    mismatched: [] as string[],
  };
  const segments: Segment[] = [];
  for (const mapped of filesWithGaps(core)) {
    const { path, isProgram, maps, gaps } = mapped;
    const file = companions === undefined ? 'unnamed' : await companions.open(path, isProgram);
    if (file === 'unnamed' || file === 'missing') use[file].push(path);
    else if (!(await isSameBuild(source, core, maps, file))) use.mismatched.push(path);
    else {
      use.used.push(path);
      for (const gap of gaps) pushGap(segments, gap, file);
    }
  }
  return { segments: segments.length === 0 ? core.segments : disjoint([...core.segments, ...segments]), ...use };
}

function pushGap(segments: Segment[], { start, end, offset }: Gap, file: ByteSource): void {
  const there = Math.min(end - start, (file.length ?? 0) - offset);
  if (there > 0) segments.push({ start, end: start + there, offset, writable: false, file });
}

/** Programs and libraries with the ranges of them that were not dumped. */
function filesWithGaps(core: CoreFile): readonly Mapped[] {
  const byPath = new Map<string, MappedFile[]>();
  for (const file of core.files.slice(0, MOST_MAPS)) {
    if (!isSound(file)) continue;
    const known = byPath.get(file.path);
    if (known !== undefined) known.push(file);
    else if (byPath.size < MOST_FILES) byPath.set(file.path, [file]);
  }
  const found: Mapped[] = [];
  for (const [path, maps] of byPath) {
    const isProgram = maps.some(({ start, end }) => core.entry >= start && core.entry < end);
    if (!isProgram && !ELF_NAME.test(path)) continue;
    const gaps = maps.flatMap((map) => gapsOf(map, core.segments));
    if (gaps.length > 0) found.push({ path, isProgram, maps, gaps });
  }
  return found;
}

function isSound({ start, end, fileOffset }: MappedFile): boolean {
  if (start >= end || end > MOST_ADDRESS || start % PAGE !== 0 || end % PAGE !== 0) return false;
  return Number.isSafeInteger(fileOffset + (end - start)) && fileOffset % PAGE === 0;
}

function gapsOf({ start, end, fileOffset }: MappedFile, segments: readonly Segment[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let at = start;
  for (let i = firstEndingBehind(segments, start); i < segments.length && segments[i].start < end; i++) {
    if (segments[i].start > at) gaps.push({ start: at, end: segments[i].start, offset: fileOffset + (at - start) });
    at = Math.max(at, segments[i].end);
  }
  if (at < end) gaps.push({ start: at, end, offset: fileOffset + (at - start) });
  return gaps;
}

function firstEndingBehind(segments: readonly Segment[], address: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle].end <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The note of the build is the same in the file and in the first page of its image. Without a note on one side the page must be
 * equal; without the page the file must have been mapped as its own headers ask.
 */
async function isSameBuild(
  source: ByteSource,
  core: CoreFile,
  maps: readonly MappedFile[],
  file: ByteSource,
): Promise<boolean> {
  const ofFile = await readElfHead((offset, count) => file.read(offset, count));
  if (ofFile === undefined) return false;
  const first = maps.find(({ fileOffset }) => fileOffset === 0);
  const image: ReadAt = (offset, count) =>
    first === undefined ? source.read(0, 0) : readDumped(source, core, first.start + offset, count);
  const inCore = await readElfHead(image);
  if (inCore === undefined) return fits(ofFile, maps, file.length ?? 0);
  if (ofFile.buildId !== undefined && inCore.buildId !== undefined) return ofFile.buildId === inCore.buildId;
  const page = (await image(0, PAGE)).slice();
  const same = await file.read(0, page.length);
  return page.length > 0 && same.length === page.length && page.every((byte, i) => byte === same[i]);
}

async function readDumped(source: ByteSource, core: CoreFile, address: number, count: number): Promise<Uint8Array> {
  const segment = core.segments.at(firstEndingBehind(core.segments, address));
  if (segment === undefined || segment.start > address) return await source.read(0, 0);
  return await source.read(segment.offset + (address - segment.start), Math.min(count, segment.end - address));
}

/** Every mapping lies where a loadable part of the file would, all moved by the same distance. */
function fits({ parts }: ElfHead, maps: readonly MappedFile[], length: number): boolean {
  const first = maps.find(({ fileOffset }) => fileOffset === 0);
  const head = parts.find(({ offset }) => offset < PAGE);
  if (first === undefined || head === undefined) return false;
  const moved = first.start - pageOf(head.address - head.offset);
  return maps.every(({ start, fileOffset }) => {
    if (fileOffset >= length) return false;
    return parts.some(({ offset, address, fileBytes }) => {
      const from = pageOf(offset);
      const isInside = fileOffset >= from && fileOffset < offset + fileBytes;
      return isInside && start - fileOffset === moved + pageOf(address) - from;
    });
  });
}

const pageOf = (address: number): number => address - (address % PAGE);
