// One pass through the sections of a snapshot.
import { fail } from '../../base/fault.ts';
import { note } from '../../model/diagnostics.ts';
import type { Header, Layout } from './header.ts';
import { readRecords, type ArrayEnd } from './numbers.ts';
import type { Reading } from './reading.ts';
import { takeEdges, takeLocations, takeNodes, takeTraceFunctions } from './records.ts';
import { readTexts, Texts } from './texts.ts';
import { readTraceTree } from './traceTree.ts';
import { CLOSE_BRACE, CLOSE_BRACKET, offsetOf, peek, readKey, refill, skipValue, type Window } from './window.ts';

/** Strings that were read from the end of the file already. */
export interface EarlyTexts {
  readonly texts: Texts;
  /** Offset of the `[`, and of what follows the `]`. */
  readonly from: number;
  readonly to: number;
}

/** Reads all sections from the one after `snapshot` on. `onNodes` is called once the objects are there. */
export async function readSections(
  window: Window,
  reading: Reading,
  early: EarlyTexts | undefined,
  onNodes: () => void,
): Promise<'whole' | 'cut'> {
  for (;;) {
    const next = await peek(window);
    if (next < 0) return 'cut';
    if (next === CLOSE_BRACE) {
      window.at++;
      return 'whole';
    }
    const key = await readKey(window);
    if (key === undefined) {
      // Not JSON from here on: what was read stands.
      if ((await peek(window)) >= 0) note(reading.log, 'badChunk', 1, offsetOf(window));
      return 'cut';
    }
    const end = await readSection(window, reading, key, early);
    if (end !== undefined) reading.ends.set(key, end);
    if (key === 'nodes') onNodes();
    if (end === 'cut') return 'cut';
    if (end === 'damaged') {
      note(reading.log, 'badChunk', 1, offsetOf(window));
      if (!(await passRest(window))) return 'cut';
    }
  }
}

async function readSection(
  window: Window,
  reading: Reading,
  key: string,
  early: EarlyTexts | undefined,
): Promise<ArrayEnd | undefined> {
  const { header, ledger, ends } = reading;
  const take = ends.has(key) ? undefined : RECORDS.get(key);
  const layout = take === undefined ? undefined : take.layout(header);
  if (take !== undefined && layout !== undefined) return readRecords(window, layout.width, ledger, take.take(reading));
  if (!ends.has(key)) {
    if (key === 'trace_tree' && TRACE_NODE_FIELDS.every((name, i) => header.traceNodes.at.get(name) === i)) {
      return readTraceTree(window, reading.traces.nodes, reading.log);
    }
    if (key === 'strings') return readStrings(window, reading, early);
    if (!KNOWN.has(key)) note(reading.log, 'unknownChunk', 1, offsetOf(window));
  }
  return (await skipValue(window)) ? undefined : 'cut';
}

interface Records {
  /** undefined: the header does not name the fields that are needed. */
  readonly layout: (header: Header) => Layout | undefined;
  readonly take: typeof takeNodes;
}

/** Sections that are arrays of records. */
const RECORDS: ReadonlyMap<string, Records> = new Map([
  ['nodes', { layout: (header: Header) => header.nodes, take: takeNodes }],
  ['edges', { layout: (header: Header) => header.edges, take: takeEdges }],
  [
    'locations',
    {
      layout: ({ locations }: Header) => having(locations, ['object_index', 'script_id', 'line', 'column']),
      take: takeLocations,
    },
  ],
  [
    'trace_function_infos',
    {
      layout: ({ traceFunctions }: Header) => having(traceFunctions, ['name', 'script_name', 'line', 'column']),
      take: takeTraceFunctions,
    },
  ],
]);

/** Sections that may be passed over: they have no table in the model, or a header that does not say how to read them. */
const KNOWN: ReadonlySet<string> = new Set([
  'snapshot',
  'trace_function_infos',
  'trace_tree',
  'samples',
  'locations',
  'scopes',
  'scope_context_vars',
  'scope_uses',
]);

async function readStrings(
  window: Window,
  reading: Reading,
  early: EarlyTexts | undefined,
): Promise<ArrayEnd | undefined> {
  await peek(window);
  if (early?.from === offsetOf(window)) {
    reading.texts = early.texts;
    skipTo(window, early.to);
    return 'closed';
  }
  const length = window.source.length;
  reading.texts = new Texts(reading.ledger, length === undefined ? 1 << 20 : Math.max(0, length - offsetOf(window)));
  return readTexts(window, reading.texts);
}

/** To an offset behind what was consumed. */
function skipTo(window: Window, offset: number): void {
  const ahead = offset - window.start;
  if (ahead <= window.bytes.length) {
    window.at = ahead;
    return;
  }
  window.task.step(ahead);
  window.start = offset;
  window.at = 0;
  window.bytes = window.bytes.subarray(0, 0);
  window.final = false;
}

/** Behind damage inside an array of numbers or strings: to the next bracket that closes it. */
async function passRest(window: Window): Promise<boolean> {
  for (;;) {
    const found = window.bytes.indexOf(CLOSE_BRACKET, window.at);
    if (found >= 0) {
      window.at = found + 1;
      return true;
    }
    window.at = window.bytes.length;
    if (!(await refill(window))) return false;
  }
}

function having(layout: Layout, names: readonly string[]): Layout | undefined {
  return layout.width > 0 && names.every((name) => layout.at.has(name)) ? layout : undefined;
}

/** In this order, or the nested lists cannot be read. */
const TRACE_NODE_FIELDS = ['id', 'function_info_index', 'count', 'size', 'children'];

/** Fault when there is no object table to make a heap of. */
export function requireNodes(reading: Reading, window: Window): void {
  const end = reading.ends.get('nodes');
  const { length } = reading.nodes.kind;
  if (length > 0 || end === 'closed') return;
  const offset = Math.min(offsetOf(window), window.source.length ?? offsetOf(window));
  if (end === undefined || end === 'cut') {
    fail({ code: 'format/truncated', expected: offset + 1, length: offset, offset, section: 'nodes' });
  }
  fail({ code: 'format/corrupt', reason: 'nothingReadable', offset, section: 'nodes' });
}
