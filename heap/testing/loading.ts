// Loads a dump from memory, and says in one number what came out.
import { openLedger, type Ledger } from '../base/column.ts';
import { crc32 } from '../base/crc32.ts';
import { outcomeOfAsync, type Outcome } from '../base/fault.ts';
import { silentTask } from '../base/task.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import type { Companions, FirstHistogram, Format, LoadedHeap } from '../formats/format.ts';
import { ouro } from '../formats/ouro/index.ts';
import { columnsOf } from '../model/columns.ts';
import type { Heap } from '../model/heap.ts';
import { nothingMeanwhile } from '../model/meanwhile.ts';
import { brokenInvariants } from './invariants.ts';
import { sourceOf, type SourceOptions } from './sources.ts';

export interface LoadOptions extends SourceOptions {
  readonly format?: Format;
  readonly ledger?: Ledger;
  readonly companions?: Companions;
  readonly onHistogram?: (histogram: FirstHistogram) => void;
}

export function load(bytes: Uint8Array, options: LoadOptions = {}): Promise<LoadedHeap> {
  const { format = ouro, ledger = openLedger(), onHistogram = () => undefined, companions } = options;
  return format.load(sourceOf(bytes, options), {
    ledger,
    task: silentTask,
    onHistogram,
    crc32,
    meanwhile: nothingMeanwhile,
    companions,
  });
}

/** The heap or its fault; any other exception is thrown on. */
export function tryLoad(bytes: Uint8Array, options: LoadOptions = {}): Promise<Outcome<LoadedHeap>> {
  return outcomeOfAsync(() => load(bytes, options));
}

/** The same number for the same heap: every cell of every column, and the manifest without the length of the file. */
export function digestOf(heap: Heap): number {
  let digest = 0;
  for (const [name, column] of columnsOf(heap)) {
    digest = crc32(encodeUtf8(name), digest);
    digest = crc32(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), digest);
  }
  const { completeness, ...manifest } = heap.manifest;
  return crc32(encodeUtf8(JSON.stringify([manifest, { ...completeness, bytesRead: 0, bytesTotal: 0 }])), digest);
}

export function digestOfOutcome(outcome: Outcome<LoadedHeap>): string {
  return outcome.ok ? `heap ${digestOf(outcome.value.heap)}` : `fault ${JSON.stringify(outcome.fault)}`;
}

/** What is wrong with the answer of a reader, whatever it was given; undefined when nothing is. */
export function flawOf(outcome: Outcome<LoadedHeap>, length: number): string | undefined {
  if (!outcome.ok) return faultFlaw(outcome, length);
  const broken = brokenInvariants(outcome.value.heap);
  return broken.length === 0 ? undefined : broken.join(', ');
}

/** Why the fault is not one that may leave a reader; undefined when it is fine. */
function faultFlaw(outcome: Outcome<LoadedHeap>, length: number): string | undefined {
  if (outcome.ok) return undefined;
  const { fault } = outcome;
  if (!/^(?:format|core)\//.test(fault.code) && fault.code !== 'memory/exhausted') return `code ${fault.code}`;
  if (!('offset' in fault)) return undefined;
  return fault.offset >= 0 && fault.offset <= length ? undefined : `offset ${fault.offset} of ${length}`;
}
