// Graphs of the Python package refcycle (0.1 to 0.3, refcycle/annotated_graph.py, `AnnotatedGraph.to_json`): one JSON object
// with `vertices` of `id` and `annotation`, and `edges` of `tail` (who holds), `head` (what is held) and `annotation`.
import type { ByteSource } from '../../base/source.ts';
import { note } from '../../model/diagnostics.ts';
import { KIND } from '../../model/kinds.ts';
import type { LoadContext } from '../format.ts';
import { fieldOf, isJsonObject, type JsonObject } from '../jsonText.ts';
import { afterMark, skipBlanks } from '../lines.ts';
import { edgeLabel, vertexOf } from './annotations.ts';
import { readElements } from './elements.ts';
import { MOST_LINE_BYTES } from './graphLines.ts';
import { NO_HEADER, type Header } from './header.ts';
import { readId } from './ids.ts';
import { parseLine } from './lineJson.ts';
import { addObject } from './objects.ts';
import type { Written } from './origin.ts';
import { lose, nameOf, type Reading } from './reading.ts';
import { add } from './references.ts';

const HEADER: Header = { ...NO_HEADER, producer: 'refcycle', language: 'cpython' };

/** `{"vertices": [{` or `{"edges": [{`, in any spacing, and an annotation behind it. */
export function isRefcycle(head: Uint8Array): boolean {
  let at = afterMark(head);
  for (const letter of '{"') {
    at = skipBlanks(head, at, head.length);
    if (head[at++] !== letter.charCodeAt(0)) return false;
  }
  const name = ['vertices"', 'edges"'].find((word) => isAt(head, at, word));
  if (name === undefined) return false;
  at += name.length;
  for (const letter of ':[{"') {
    at = skipBlanks(head, at, head.length);
    if (head[at++] !== letter.charCodeAt(0)) return false;
  }
  return contains(head, at, 'annotation"') && contains(head, at, 'id"');
}

/** Faults: those of the source, `format/limit`. */
export async function readRefcycle(reading: Reading, source: ByteSource, context: LoadContext): Promise<Written> {
  const { log } = reading.draft;
  let sum = 0;
  reading.language = HEADER.language;
  const end = await readElements(
    source,
    MOST_LINE_BYTES,
    {
      element: (key, bytes, from, to, offset) => {
        if (key !== 'vertices' && key !== 'edges') return;
        const value = parseLine(bytes, from, to);
        const isRead =
          isJsonObject(value) && (key === 'vertices' ? readVertex(reading, value, offset) : readEdge(reading, value));
        if (!isRead) lose(reading, 'droppedRow', offset);
      },
      passed: (bytes) => {
        sum = context.crc32(bytes, sum);
      },
    },
    context.task,
  );
  if (end.brokenAt !== undefined) lose(reading, 'truncated', end.brokenAt);
  if (end.trailingAt !== undefined) note(log, 'trailingBytes', 1, end.trailingAt);
  return { header: HEADER, formatVersion: 'refcycle', bytesRead: end.bytesRead, sum };
}

function readVertex(reading: Reading, vertex: JsonObject, offset: number): boolean {
  const id = readId(reading.ids, fieldOf(vertex, 'id'));
  const annotation = fieldOf(vertex, 'annotation');
  if (id === undefined || typeof annotation !== 'string') return false;
  addObject(reading, id, vertexOf(annotation), offset);
  reading.draft.objects.references.push(0);
  return true;
}

function readEdge(reading: Reading, edge: JsonObject): boolean {
  const from = readId(reading.ids, fieldOf(edge, 'tail'));
  const to = readId(reading.ids, fieldOf(edge, 'head'));
  const annotation = fieldOf(edge, 'annotation');
  if (from === undefined || to === undefined) return false;
  reading.loose.from.push(from);
  if (typeof annotation !== 'string') {
    add(reading.loose, to, KIND.unknown, 0);
    return true;
  }
  const { kind, label } = edgeLabel(annotation);
  reading.recorded.labels++;
  add(reading.loose, to, KIND[kind], typeof label === 'string' ? nameOf(reading, label) : label);
  return true;
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function contains(bytes: Uint8Array, from: number, text: string): boolean {
  for (let at = from; at + text.length <= bytes.length; at++) if (isAt(bytes, at, text)) return true;
  return false;
}
