// The first object of a snapshot: which numbers a record has, in which order, and what its kinds are called.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { openWalk, walkValue } from './window.ts';

/** Layout of one table: how many numbers a record has and where each of them is. */
export interface Layout {
  readonly width: number;
  readonly at: ReadonlyMap<string, number>;
}

export interface Header {
  readonly nodes: Layout;
  readonly edges: Layout;
  readonly locations: Layout;
  readonly traceFunctions: Layout;
  readonly traceNodes: Layout;
  /** Names of the kinds by their number. */
  readonly nodeKinds: readonly string[];
  readonly edgeKinds: readonly string[];
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Index of the root in the numbers of the nodes. */
  readonly rootIndex: number;
  /** Place behind the object in the file. */
  readonly end: number;
}

/** A snapshot may stand behind a log line or two. */
export const MOST_PREFIX = 64 * 1024;

/** The first section is not larger, 1 MiB. */
const MOST_HEADER = 1024 * 1024;

/** Records are a handful of numbers; more are a broken file. */
const MOST_FIELDS = 64;

/**
 * Place of the `{` of `{"snapshot":{` within the first 64 KiB, -1 when there is none. White space is allowed where JSON allows it.
 */
export function findStart(head: Uint8Array): number {
  const end = Math.min(head.length, MOST_PREFIX);
  for (let at = 0; at < end; at++) if (head[at] === BRACE && isStart(head, at + 1)) return at;
  return -1;
}

const BRACE = 0x7b;
const WORD = Uint8Array.from('"snapshot"', (character) => character.charCodeAt(0));

function isStart(head: Uint8Array, from: number): boolean {
  let at = passSpace(head, from);
  for (const byte of WORD) if (head[at++] !== byte) return false;
  at = passSpace(head, at);
  if (head[at] !== 0x3a) return false;
  return head[passSpace(head, at + 1)] === BRACE;
}

function passSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] <= 0x20) at++;
  return at;
}

/** Faults: `format/unknown` without the object, `format/truncated`, `format/corrupt`, `format/version`. Reads <= 1.1 MiB. */
export async function readHeader(source: ByteSource): Promise<Header> {
  const head = await source.read(0, MOST_PREFIX + MOST_HEADER);
  const start = findStart(head);
  if (start < 0) fail({ code: 'format/unknown', offset: 0, tried: ['v8'] });
  let at = start + 1;
  while (head[at] !== 0x3a) at++;
  const from = passSpace(head, at + 1);
  const end = walkValue(openWalk(), head, from, head.length);
  if (end < 0) {
    if (head.length < MOST_PREFIX + MOST_HEADER) fail(truncatedAt(head.length, 'snapshot'));
    fail({
      code: 'format/limit',
      limit: 'snapshot object',
      allowed: MOST_HEADER,
      found: head.length,
      offset: from,
      section: 'snapshot',
    });
  }
  return headerFrom(parsed(head, from, end), from, end);
}

export function truncatedAt(offset: number, section: string) {
  return { code: 'format/truncated', expected: offset + 1, length: offset, offset, section } as const;
}

function parsed(head: Uint8Array, from: number, end: number): unknown {
  try {
    return JSON.parse(decodeUtf8(head, from, end));
  } catch {
    return fail({ code: 'format/corrupt', reason: 'json', offset: from, section: 'snapshot' });
  }
}

const REQUIRED_NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count'];
const REQUIRED_EDGE_FIELDS = ['type', 'name_or_index', 'to_node'];

function headerFrom(snapshot: unknown, offset: number, end: number): Header {
  const meta = fieldOf(snapshot, 'meta');
  const nodes = layoutOf(fieldOf(meta, 'node_fields'));
  const edges = layoutOf(fieldOf(meta, 'edge_fields'));
  requireFields(nodes, REQUIRED_NODE_FIELDS, offset);
  requireFields(edges, REQUIRED_EDGE_FIELDS, offset);
  return {
    nodes,
    edges,
    locations: layoutOf(fieldOf(meta, 'location_fields')),
    traceFunctions: layoutOf(fieldOf(meta, 'trace_function_info_fields')),
    traceNodes: layoutOf(fieldOf(meta, 'trace_node_fields')),
    nodeKinds: kindsOf(fieldOf(meta, 'node_types'), nodes),
    edgeKinds: kindsOf(fieldOf(meta, 'edge_types'), edges),
    nodeCount: countOf(fieldOf(snapshot, 'node_count')),
    edgeCount: countOf(fieldOf(snapshot, 'edge_count')),
    rootIndex: countOf(fieldOf(snapshot, 'root_index')),
    end,
  };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const found = Object.entries(value).find(([key]) => key === name);
  return found?.[1];
}

function layoutOf(fields: unknown): Layout {
  const names: readonly unknown[] = Array.isArray(fields) ? fields.slice(0, MOST_FIELDS + 1) : [];
  const at = new Map<string, number>();
  names.forEach((name, index) => {
    if (typeof name === 'string' && !at.has(name)) at.set(name, index);
  });
  return { width: names.length > MOST_FIELDS ? 0 : names.length, at };
}

/** Fault `format/version`: a record without these cannot be read. */
function requireFields(layout: Layout, required: readonly string[], offset: number): void {
  const missing = required.filter((name) => !layout.at.has(name));
  if (missing.length > 0 || layout.width === 0) {
    fail({
      code: 'format/version',
      offset,
      found: `no ${missing.join(', ') || 'fields'}`,
      supported: required.join(', '),
    });
  }
}

/** The names of the kinds: the entry beside the field `type`. Only strings count, at most 256 of them. */
function kindsOf(types: unknown, layout: Layout): readonly string[] {
  const list: unknown = Array.isArray(types) ? (types as readonly unknown[])[layout.at.get('type') ?? 0] : undefined;
  if (!Array.isArray(list)) return [];
  return list.slice(0, 256).map((name: unknown) => (typeof name === 'string' ? name.slice(0, 256) : ''));
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
