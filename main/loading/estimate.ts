// What opening a dump would cost, said before it is opened.
import { outcomeOfAsync, type Outcome } from '#heap/base/fault.ts';
import type { ByteSource } from '#heap/base/source.ts';
import type { Estimate } from '#heap/formats/format.ts';
import type { FormatName } from '#heap/model/manifest.ts';
import { cachePlace } from '#main/workspace/places.ts';
import { freeDiskAt, memoryBudget, verdictOf, type Verdict } from './budget.ts';
import { openDumpFile, type DumpFile } from './byteSource.ts';
import { hasIndex, indexKey } from './cache.ts';
import { knownFormats, type Formats } from './formats.ts';
import { recognise } from './load.ts';
import { likelyLength } from './unwrap.ts';

export interface DumpEstimate {
  readonly format: FormatName;
  readonly estimate: Estimate;
  readonly memoryBudget: number;
  /** Where the cache is; undefined when the system does not say. */
  readonly freeDisk: number | undefined;
  readonly indexed: boolean;
  readonly verdict: Verdict;
}

export interface EstimateOptions {
  readonly budget?: number | undefined;
  readonly cacheFolder?: string | undefined;
  readonly formats?: Formats | undefined;
}

/** Faults: `source/*`, `format/*`. Reads the head of the file, its tail, and what the format needs to count. */
export function estimateDump(path: string, options: EstimateOptions = {}): Promise<Outcome<DumpEstimate>> {
  return outcomeOfAsync(async () => {
    const budget = options.budget ?? memoryBudget();
    const cache = options.cacheFolder ?? cachePlace();
    const file = await openDumpFile(path);
    const { source, format } = await recognise(file, options.formats ?? knownFormats, budget);
    try {
      const estimate = await format.estimate(source.length === undefined ? await guessed(source, file) : source);
      const indexed = await hasIndex(cache, await indexKey(file));
      const freeDisk = await freeDiskAt(cache);
      const verdict = verdictOf(estimate, budget, indexed ? undefined : freeDisk);
      return { format: format.name, estimate, memoryBudget: budget, freeDisk, indexed, verdict };
    } finally {
      await source.close();
    }
  });
}

/** A packed file does not know its length before its end; an estimate may guess it. */
async function guessed(source: ByteSource, file: DumpFile): Promise<ByteSource> {
  return {
    length: await likelyLength(file),
    seekable: false,
    read: (offset, count) => source.read(offset, count),
    release: (offset) => source.release(offset),
  };
}
