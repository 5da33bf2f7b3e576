// All dump formats, and which of them a file is in.
import { fail } from '../base/fault.ts';
import type { Format } from './format.ts';
import { core } from './core/index.ts';
import { graph } from './graph/index.ts';
import { meliae } from './meliae/index.ts';
import { ouro } from './ouro/index.ts';
import { pyheap } from './pyheap/index.ts';
import { tracemalloc } from './tracemalloc/index.ts';
import { v8 } from './v8/index.ts';

export const FORMATS: readonly Format[] = [ouro, pyheap, meliae, v8, core, tracemalloc, graph];

/** By content only. Fault: `format/unknown` with the names of all that were tried. */
export function detectFormat(head: Uint8Array): Format {
  const format = FORMATS.find((candidate) => candidate.recognises(head));
  return format ?? fail({ code: 'format/unknown', offset: 0, tried: FORMATS.map(({ name }) => name) });
}
