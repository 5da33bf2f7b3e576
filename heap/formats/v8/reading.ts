// What was read of a snapshot so far: growing columns, in file order, with the numbers of the file.
import { GrowingF64, GrowingU32, GrowingU8 } from '../../base/growing.ts';
import type { Ledger } from '../../base/column.ts';
import type { DiagnosticLog } from '../../model/diagnostics.ts';
import type { Header } from './header.ts';
import type { ArrayEnd } from './numbers.ts';
import type { Texts } from './texts.ts';

export interface Reading {
  readonly header: Header;
  readonly ledger: Ledger;
  readonly log: DiagnosticLog;
  readonly nodes: ReturnType<typeof nodeColumns>;
  readonly edges: ReturnType<typeof edgeColumns>;
  readonly locations: ReturnType<typeof locationColumns>;
  readonly traces: ReturnType<typeof traceColumns>;
  texts: Texts | undefined;
  /** How far each section came; a section that is not there has no entry. */
  readonly ends: Map<string, ArrayEnd>;
}

/** `bytes` is what the file may hold at most: no column starts larger than its rows could be. */
export function openReading(header: Header, bytes: number | undefined, ledger: Ledger, log: DiagnosticLog): Reading {
  const most = (width: number): number => (bytes === undefined ? UNSIZED_ROWS : Math.floor(bytes / (2 * width)) + 1);
  const nodeRows = Math.min(header.nodeCount, most(header.nodes.width));
  const edgeRows = Math.min(header.edgeCount, most(header.edges.width));
  return {
    header,
    ledger,
    log,
    nodes: nodeColumns(
      Math.max(16, nodeRows),
      header.nodes.at.has('detachedness') ? Math.max(16, nodeRows) : 16,
      ledger,
    ),
    edges: edgeColumns(Math.max(16, edgeRows), ledger),
    locations: locationColumns(ledger),
    traces: traceColumns(ledger),
    texts: undefined,
    ends: new Map(),
  };
}

/** Rows to start with when the length of the file is not known. */
const UNSIZED_ROWS = 1 << 20;

function nodeColumns(rows: number, detachedRows: number, ledger: Ledger) {
  return {
    /** `SNAPSHOT_KINDS`; above them `ODD_KIND` + the number of a kind that is not ours. */
    kind: new GrowingU8('snapshot.kind', ledger, rows),
    /** String id of the file. */
    name: new GrowingU32('snapshot.name', ledger, rows),
    id: new GrowingF64('objects.address', ledger, rows),
    selfSize: new GrowingF64('objects.selfSize', ledger, rows),
    edges: new GrowingU32('references of object', ledger, rows),
    detached: new GrowingU8('snapshot.detached', ledger, detachedRows),
  };
}

function edgeColumns(rows: number, ledger: Ledger) {
  return {
    kind: new GrowingU8('references.kind', ledger, rows),
    /** Number or string id of the file. */
    label: new GrowingU32('references.label', ledger, rows),
    /** Ordinal of the target; NONE where the file says nonsense. */
    target: new GrowingU32('references.target', ledger, rows),
  };
}

function locationColumns(ledger: Ledger) {
  return {
    object: new GrowingU32('locations.object', ledger, 16),
    script: new GrowingU32('locations.script', ledger, 16),
    line: new GrowingU32('locations.line', ledger, 16),
    column: new GrowingU32('locations.column', ledger, 16),
  };
}

/** Who called what where memory was allocated, and the objects that say at which of these calls. */
function traceColumns(ledger: Ledger) {
  return {
    functions: {
      name: new GrowingU32('trace functions', ledger, 16),
      script: new GrowingU32('trace scripts', ledger, 16),
      line: new GrowingU32('trace lines', ledger, 16),
      column: new GrowingU32('trace columns', ledger, 16),
    },
    nodes: {
      id: new GrowingF64('trace ids', ledger, 16),
      /** Row of `functions`, as the file says it. */
      function: new GrowingU32('functions of traces', ledger, 16),
      parent: new GrowingU32('calls.parent', ledger, 16),
      made: new GrowingU32('calls.made', ledger, 16),
      madeBytes: new GrowingF64('calls.madeBytes', ledger, 16),
    },
    /** Objects with a trace, ascending, and the ids of their traces. */
    objects: {
      object: new GrowingU32('allocations.object', ledger, 16),
      id: new GrowingF64('traces of objects', ledger, 16),
    },
  };
}
