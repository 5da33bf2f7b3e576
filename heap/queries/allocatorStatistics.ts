// What `sys._debugmallocstats` said when the dump was taken (Objects/obmalloc.c, `_PyObject_DebugMallocStats`), as numbers.
import type { Manifest } from '../model/manifest.ts';

export interface AllocatorStatistics {
  readonly classes: readonly {
    /** Bytes. */
    readonly block: number;
    readonly pools: number;
    readonly used: number;
    readonly free: number;
  }[];
  readonly arenas: number;
  /** Pools of arenas that no size class uses now. */
  readonly unusedPools: number;
  /** Bytes. */
  readonly arenaBytes: number;
  readonly usedBytes: number;
  readonly freeBytes: number;
  readonly headerBytes: number;
  readonly tailBytes: number;
  readonly alignmentBytes: number;
}

/** Undefined when the dump has no such text or it is not what CPython 3.8 to 3.14 writes. Unknown lines are passed over. */
export function allocatorStatistics({ texts }: Manifest): AllocatorStatistics | undefined {
  const text = texts.find(({ name }) => name === 'debugmallocstats')?.text;
  if (text === undefined) return undefined;
  const classes = [...text.matchAll(/^ *\d+ +([\d,]+) +([\d,]+) +([\d,]+) +([\d,]+) *$/gm)].map(
    ([, block, pools, used, free]) => ({
      block: numberIn(block),
      pools: numberIn(pools),
      used: numberIn(used),
      free: numberIn(free),
    }),
  );
  const named = (name: string): number => numberIn(new RegExp(`^# ${name} *= *([\\d,]+)`, 'm').exec(text)?.[1]);
  const arenas = named('arenas allocated current');
  if (classes.length === 0 || Number.isNaN(arenas)) return undefined;
  return {
    classes,
    arenas,
    unusedPools: numberIn(/^([\d,]+) unused pools/m.exec(text)?.[1]),
    arenaBytes: numberIn(/^[\d,]+ arenas \* ([\d,]+) bytes/m.exec(text)?.[1]) * arenas,
    usedBytes: named('bytes in allocated blocks'),
    freeBytes: named('bytes in available blocks'),
    headerBytes: named('bytes lost to pool headers'),
    tailBytes: named('bytes lost to quantization'),
    alignmentBytes: named('bytes lost to arena alignment'),
  };
}

function numberIn(text: string | undefined): number {
  return text === undefined ? Number.NaN : Number(text.replaceAll(',', ''));
}
