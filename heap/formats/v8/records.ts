// Records of numbers -> columns: the only place that knows which number of a record is what.
import { NONE } from '../../base/brand.ts';
import { KIND } from '../../model/kinds.ts';
import { edgeCodes, nodeCodes, ODD_KIND } from './kinds.ts';
import type { Reading } from './reading.ts';

/** Cells of 32 bits hold this at most; NONE stays free. */
const MOST_CELL = NONE - 1;

const UNKNOWN = KIND.unknown;

/** Uses `records` records at the front of `values`. */
type Take = (values: Float64Array, records: number) => void;

/** Place of a field that the header was checked for; -1 for one that may be missing. */
function place(at: ReadonlyMap<string, number>, name: string): number {
  return at.get(name) ?? -1;
}

export function takeNodes({ nodes, traces, header }: Reading): Take {
  const { width, at } = header.nodes;
  const codes = nodeCodes(header.nodeKinds);
  const typeAt = place(at, 'type');
  const nameAt = place(at, 'name');
  const idAt = place(at, 'id');
  const sizeAt = place(at, 'self_size');
  const countAt = place(at, 'edge_count');
  const detachedAt = place(at, 'detachedness');
  const traceAt = place(at, 'trace_node_id');
  return (values, records) => {
    const row = nodes.kind.length;
    const kind = nodes.kind.extend(records);
    const name = nodes.name.extend(records);
    const id = nodes.id.extend(records);
    const selfSize = nodes.selfSize.extend(records);
    const edges = nodes.edges.extend(records);
    const detached = detachedAt < 0 ? undefined : nodes.detached.extend(records);
    for (let i = 0, from = 0; i < records; i++, from += width) {
      const type = values[from + typeAt];
      kind[row + i] = codes[type] ?? Math.min(255, ODD_KIND + type);
      name[row + i] = Math.min(values[from + nameAt], MOST_CELL - 1);
      id[row + i] = values[from + idAt];
      selfSize[row + i] = values[from + sizeAt];
      edges[row + i] = Math.min(values[from + countAt], MOST_CELL);
      // Most files have the field and no traces.
      if (traceAt >= 0 && values[from + traceAt] !== 0) {
        traces.objects.object.push(row + i);
        traces.objects.id.push(values[from + traceAt]);
      }
      if (detached === undefined) continue;
      const state = values[from + detachedAt];
      detached[row + i] = state <= 2 ? state : 0;
    }
  };
}

export function takeEdges({ edges, header }: Reading): Take {
  const { width, at } = header.edges;
  const codes = edgeCodes(header.edgeKinds);
  const nodeWidth = header.nodes.width;
  const typeAt = place(at, 'type');
  const labelAt = place(at, 'name_or_index');
  const targetAt = place(at, 'to_node');
  return (values, records) => {
    const row = edges.kind.length;
    const kind = edges.kind.extend(records);
    const label = edges.label.extend(records);
    const target = edges.target.extend(records);
    // 50 M edges in a large file: this loop and the scanner before it are all that is done to them.
    for (let i = 0, from = 0; i < records; i++, from += width) {
      kind[row + i] = codes[values[from + typeAt]] ?? UNKNOWN;
      label[row + i] = Math.min(values[from + labelAt], MOST_CELL - 1);
      const ordinal = values[from + targetAt] / nodeWidth;
      target[row + i] = ordinal < MOST_CELL && ordinal === Math.floor(ordinal) ? ordinal : NONE;
    }
  };
}

export function takeLocations({ locations, header }: Reading): Take {
  const { width, at } = header.locations;
  const objectAt = place(at, 'object_index');
  const scriptAt = place(at, 'script_id');
  const lineAt = place(at, 'line');
  const columnAt = place(at, 'column');
  const nodeWidth = header.nodes.width;
  return (values, records) => {
    const row = locations.object.length;
    const object = locations.object.extend(records);
    const script = locations.script.extend(records);
    const line = locations.line.extend(records);
    const column = locations.column.extend(records);
    for (let i = 0, from = 0; i < records; i++, from += width) {
      const ordinal = values[from + objectAt] / nodeWidth;
      object[row + i] = ordinal < MOST_CELL && ordinal === Math.floor(ordinal) ? ordinal : NONE;
      script[row + i] = Math.min(values[from + scriptAt], MOST_CELL);
      line[row + i] = Math.min(values[from + lineAt], MOST_CELL);
      column[row + i] = Math.min(values[from + columnAt], MOST_CELL);
    }
  };
}

export function takeTraceFunctions({ traces, header }: Reading): Take {
  const { width, at } = header.traceFunctions;
  const nameAt = place(at, 'name');
  const scriptAt = place(at, 'script_name');
  const lineAt = place(at, 'line');
  const columnAt = place(at, 'column');
  return (values, records) => {
    const { name, script, line, column } = traces.functions;
    for (let i = 0, from = 0; i < records; i++, from += width) {
      name.push(Math.min(values[from + nameAt], MOST_CELL - 1));
      script.push(Math.min(values[from + scriptAt], MOST_CELL - 1));
      line.push(Math.min(values[from + lineAt], MOST_CELL));
      column.push(Math.min(values[from + columnAt], MOST_CELL));
    }
  };
}
