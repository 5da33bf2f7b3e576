// What the manifest says about a core: runtime, collector, what is in it and what is not.
import type { ByteSource } from '../../base/source.ts';
import { crc32 } from '../../base/crc32.ts';
import type { Origin } from '../../model/builder.ts';
import type { CompanionUse } from './companions.ts';
import type { CoreFile } from './elf.ts';
import type { Found } from './find.ts';
import { resident } from './space.ts';
import type { Walk } from './walk.ts';

const HEAD = 65_536;
const HEAD_STRIDE = 24;
const RELEASE_LEVELS: ReadonlyMap<number, string> = new Map([
  [0xa, 'a'],
  [0xb, 'b'],
  [0xc, 'rc'],
]);

export async function originOf(
  walk: Walk,
  found: Found,
  elf: CoreFile,
  source: ByteSource,
  use: CompanionUse,
): Promise<Origin> {
  const { head, types } = found;
  const { space, layout } = types;
  const words =
    head === 0
      ? []
      : await resident(space, () => [0, 1, 2].map((i) => [16, 20].map((at) => space.i32(head + i * HEAD_STRIDE + at))));
  const hexversion = found.hexversion >>> 0;
  const length = source.length ?? 0;
  const sum = crc32(await source.read(0, HEAD), 0);
  const tail = crc32(await source.read(Math.max(0, length - HEAD), HEAD), sum);
  return {
    format: 'core',
    formatVersion: 'ELF64',
    producer: 'core file',
    fileId: sum.toString(16).padStart(8, '0') + tail.toString(16).padStart(8, '0'),
    runtime: {
      language: 'cpython',
      version: versionOf(hexversion),
      hexversion,
      freeThreaded: false,
      pointerBytes: 8,
      processName: elf.program,
      pid: elf.pid,
    },
    collector: {
      model: layout.minor >= 14 ? 'unknown' : 'generational',
      enabled: undefined,
      threshold: words.map(([threshold]) => threshold),
      count: words.map(([, count]) => count),
      freezeCount: undefined,
    },
    captured: { started: '', mode: 'core', gilReleased: undefined },
    privacy: { mode: 'shape' },
    capabilities: [
      'refcounts',
      ...(head === 0 ? [] : (['generations', 'tracked'] as const)),
      'lengths',
      'sizes',
      'labels',
      'hidden',
      'multiplicity',
      ...(head === 0 ? [] : (['roots', 'frames', 'locals'] as const)),
      'sharedKeys',
      'pools',
      'texts',
      'flags',
    ],
    texts: [{ name: 'core', text: summary(walk, found, elf, use) }],
    bytesRead: length,
    bytesTotal: length,
    implicitTypeReferences: 'none',
  };
}

const MOST_PATHS = 20;
const SAID = {
  used: 'read from programs and libraries of the same build',
  unnamed: 'read-only pages not in the core, files not named',
  missing: 'looked for and not found',
  mismatched: 'of another build and not used',
} as const;

function versionOf(hexversion: number): string {
  const [major, minor, micro] = [hexversion >>> 24, (hexversion >>> 16) & 255, (hexversion >>> 8) & 255];
  const level = RELEASE_LEVELS.get((hexversion >>> 4) & 15);
  if ((hexversion & 0xffff) === 0) return `${major}.${minor}`;
  return `${major}.${minor}.${micro}${level === undefined ? '' : `${level}${hexversion & 15}`}`;
}

function summary(walk: Walk, found: Found, elf: CoreFile, use: CompanionUse): string {
  const lines = [
    `${elf.segments.length} dumped segments, ${elf.threadIds.length} threads, ${found.interpreters.length} interpreters`,
    `${walk.inferredTypes} types whose names were not dumped and were inferred; dump with coredump_filter 0x7f to keep them`,
    `${walk.dangling} words that should be objects and are none`,
  ];
  for (const word of ['used', 'unnamed', 'missing', 'mismatched'] as const) {
    const paths = use[word];
    if (paths.length > 0) lines.push(`${SAID[word]} (${paths.length}): ${paths.slice(0, MOST_PATHS).join(', ')}`);
  }
  if (found.head === 0) lines.push('the lists of the collector were not found: only what types lead to is shown');
  if (elf.missingBytes > 0) lines.push(`${elf.missingBytes} bytes of memory are missing at the end of the file`);
  return lines.join('\n');
}
