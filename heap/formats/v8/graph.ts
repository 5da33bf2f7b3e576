// The numbers of the file become a graph: rows per object, targets and names that are there.
import { allocateU32, type Ledger } from '../../base/column.ts';
import type { Task } from '../../base/task.ts';
import { note, type DiagnosticLog } from '../../model/diagnostics.ts';
import { KIND } from '../../model/kinds.ts';
import type { Header } from './header.ts';
import type { Reading } from './reading.ts';
import type { Texts } from './texts.ts';

/** Columns of a snapshot in the numbers of the model. The rules write into them. */
export interface Graph {
  readonly length: number;
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly edgeKind: Uint8Array;
  readonly label: Uint32Array;
  /** `SNAPSHOT_KINDS`, or `ODD_KIND` + a number of the file. */
  readonly kind: Uint8Array;
  /** Rows of `texts`. */
  readonly name: Uint32Array;
  readonly id: Float64Array;
  readonly selfSize: Float64Array;
  /** Empty when the writer does not say. */
  readonly detached: Uint8Array;
  /** undefined when it is not among the objects that were read. */
  readonly root: number | undefined;
  readonly texts: Texts;
  readonly header: Header;
  readonly ledger: Ledger;
  readonly task: Task;
}

/** Makes the graph, `rows` being the names among `texts`, and counts what does not fit together. O(objects + references). */
export function graphOf(reading: Reading, texts: Texts, rows: Names, task: Task): Graph {
  const { nodes, edges, header, ledger, log } = reading;
  const length = nodes.kind.length;
  const name = nodes.name.finish();
  for (let i = 0; i < length; i++) name[i] = rows.of(name[i]);
  const first = firstRows(reading);
  const graph = {
    length,
    first,
    target: edges.target.finish(),
    edgeKind: edges.kind.finish(),
    label: edges.label.finish(),
    kind: nodes.kind.finish(),
    name,
    id: nodes.id.finish(),
    selfSize: nodes.selfSize.finish(),
    detached: nodes.detached.finish(),
    root: rootOf(header, length),
    texts,
    header,
    ledger,
    task,
  };
  const kept = nameReferences(graph, rows, log);
  return {
    ...graph,
    target: graph.target.subarray(0, kept),
    edgeKind: graph.edgeKind.subarray(0, kept),
    label: graph.label.subarray(0, kept),
  };
}

function rootOf({ rootIndex, nodes }: Header, length: number): number | undefined {
  const ordinal = rootIndex / nodes.width;
  return ordinal < length && Number.isInteger(ordinal) ? ordinal : undefined;
}

export interface Names {
  readonly inFile: number;
  /** Row of a string of the file; a row that says `#<id>` where the string is not there. */
  of(id: number): number;
}

/** No more different lost names than this are told apart. */
const MOST_LOST = 1 << 22;

export function namesIn(texts: Texts, log: DiagnosticLog): Names {
  const inFile = texts.length - 1;
  const lost = new Map<number, number>();
  return {
    inFile,
    of(id) {
      if (id < inFile) return id + 1;
      const known = lost.get(id);
      if (known !== undefined) return known;
      const row = texts.add(lost.size < MOST_LOST ? `#${id}` : '#');
      if (lost.size < MOST_LOST) lost.set(id, row);
      note(log, 'lostString');
      return row;
    },
  };
}

/** Running sum of the counts, cut where the edges end. The counts are freed. */
function firstRows({ nodes, edges, ends, ledger, log }: Reading): Uint32Array {
  const { length } = nodes.kind;
  const first = allocateU32(length + 1, 'references.first', ledger);
  const counts = nodes.edges.finish();
  const rows = edges.kind.length;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += counts[i];
    first[i + 1] = Math.min(sum, rows);
  }
  nodes.edges.drop();
  const cut = ends.get('nodes') !== 'closed' || ends.get('edges') !== 'closed';
  if (cut || sum !== rows) log.referencesComplete = false;
  // A cut is said by whoever met it.
  if (sum !== rows && ends.get('edges') !== 'cut') note(log, 'totalsDiffer', 1);
  return first;
}

/**
 * Labels become rows of the texts; references to nothing go. Returns how many are left. Rows behind the last object's are
 * dropped with them.
 */
function nameReferences(graph: Graph, rows: Names, log: DiagnosticLog): number {
  const { length, first, target, edgeKind, label, task } = graph;
  let out = 0;
  let from = 0;
  for (let object = 0; object < length; object++) {
    if ((object & 4095) === 4095) task.step(0);
    const end = first[object + 1];
    for (let row = from; row < end; row++) {
      const to = target[row];
      if (to >= length) continue;
      const kind = edgeKind[row];
      const text = label[row];
      if (kind === ITEM || kind === HIDDEN_SLOT) label[out] = text;
      // A kind of tomorrow most likely has names, as all but two of today.
      else if (kind === UNKNOWN) label[out] = text < rows.inFile ? text + 1 : 0;
      else label[out] = rows.of(text);
      target[out] = to;
      edgeKind[out] = kind;
      out++;
    }
    from = end;
    first[object + 1] = out;
  }
  note(log, 'danglingTarget', from - out);
  return out;
}

const ITEM = KIND.item;
const HIDDEN_SLOT = KIND.hiddenSlot;
const UNKNOWN = KIND.unknown;
