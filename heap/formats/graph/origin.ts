// What a graph says about itself, as the manifest wants it.
import type { Origin } from '../../model/builder.ts';
import type { Capability } from '../../model/manifest.ts';
import { hexversionOf, type Header } from './header.ts';
import type { Reading } from './reading.ts';

/** What is known when the last byte was read. */
export interface Written {
  readonly header: Header;
  /** '1', or the name of the other tool. */
  readonly formatVersion: string;
  readonly bytesRead: number;
  /** Crc-32 of what was read. */
  readonly sum: number;
}

export function originOf(reading: Reading, written: Written, bytesTotal: number | undefined): Origin {
  const { header, formatVersion, bytesRead, sum } = written;
  return {
    format: 'graph',
    formatVersion,
    producer: header.producer,
    runtime: {
      language: header.language,
      version: header.version,
      hexversion: hexversionOf(header),
      freeThreaded: false,
      pointerBytes: 8,
      processName: header.processName,
      pid: header.pid,
    },
    collector: { model: 'unknown', enabled: undefined, threshold: [], count: [], freezeCount: undefined },
    captured: { started: header.captured, mode: 'import', gilReleased: undefined },
    privacy: { mode: reading.recorded.texts > 0 ? 'text' : 'shape' },
    capabilities: capabilitiesOf(reading),
    texts: [],
    fileId: [sum, bytesRead % 2 ** 32].map((half) => half.toString(16).padStart(8, '0')).join(''),
    bytesRead,
    bytesTotal,
    implicitTypeReferences: 'none',
  };
}

/** What is on no line is missing. Counts must be on all: an object without one would look as if nobody held it. */
function capabilitiesOf({ draft, recorded }: Reading): readonly Capability[] {
  const has: readonly (readonly [Capability, boolean])[] = [
    ['refcounts', recorded.refcounts === draft.objects.address.length],
    ['lengths', recorded.lengths > 0],
    ['sizes', recorded.sizes > 0],
    ['labels', recorded.labels > 0],
    ['multiplicity', true],
    ['roots', draft.roots.address.length > 0],
    ['previews', recorded.texts > 0],
  ];
  return has.filter(([, isThere]) => isThere).map(([capability]) => capability);
}
