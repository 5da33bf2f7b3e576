// One reference of a graph: an id, or an object with a label and a kind.
import { NONE } from '../../base/brand.ts';
import { KIND, type ReferenceKind } from '../../model/kinds.ts';
import { fieldOf, isJsonObject, type JsonObject } from '../jsonText.ts';
import { readId } from './ids.ts';
import { countOf, nameOf, type Reading, type ReferenceColumns } from './reading.ts';

/** The words a file may use; what others mean is not known. `docs/graph.schema.json` has the same list. */
export const WRITTEN_KINDS = [
  'unknown',
  'item',
  'key',
  'value',
  'element',
  'attribute',
  'slot',
  'dict',
  'cell',
  'closure',
  'globals',
  'builtins',
  'code',
  'constant',
  'default',
  'local',
  'frame',
  'traceback',
  'self',
  'function',
  'type',
  'module',
  'weak',
  'callback',
  'exception',
  'internal',
  'instanceType',
] as const satisfies readonly ReferenceKind[];

const KINDS = new Map<string, number>(WRITTEN_KINDS.map((word) => [word, KIND[word]]));

/** Adds every reference of an object line. Returns how many were added; the others are no references. */
export function readReferences(reading: Reading, written: readonly unknown[]): number {
  const columns = reading.draft.references;
  let count = 0;
  for (const one of written) {
    const id = isJsonObject(one) ? readId(reading.ids, fieldOf(one, 'to')) : readId(reading.ids, one);
    if (id === undefined) continue;
    if (isJsonObject(one)) addDescribed(reading, columns, id, one, count > 0 && lastKind(columns) === KIND.key);
    else add(columns, id, KIND.unknown, 0);
    count++;
  }
  return count;
}

/** Adds `{"from", "to"}`; false when it is no reference. */
export function readLoose(reading: Reading, line: JsonObject): boolean {
  const { ids, loose } = reading;
  const from = readId(ids, fieldOf(line, 'from'));
  const to = readId(ids, fieldOf(line, 'to'));
  if (from === undefined || to === undefined) return false;
  const { length } = loose.from;
  const afterKey = length > 0 && loose.from.reserve(0)[length - 1] === from && lastKind(loose) === KIND.key;
  loose.from.push(from);
  addDescribed(reading, loose, to, line, afterKey);
  return true;
}

/** `label` and `kind` as the columns want them: `Draft.references`. */
function addDescribed(
  reading: Reading,
  columns: ReferenceColumns,
  to: number,
  written: JsonObject,
  afterKey: boolean,
): void {
  const word = fieldOf(written, 'kind');
  const kind = typeof word === 'string' ? KINDS.get(word) : undefined;
  const label = fieldOf(written, 'label');
  const index = countOf(label);
  const text = typeof label === 'string' ? label : index === undefined ? '' : String(index);
  if (text !== '' || kind !== undefined) reading.recorded.labels++;
  if (kind === KIND.value && afterKey) add(columns, to, kind, KEY_BEFORE);
  else if (isIndex(index) && (kind ?? KIND.item) === KIND.item) add(columns, to, KIND.item, index);
  else if (text !== '') add(columns, to, namedKind(kind), nameOf(reading, text));
  else add(columns, to, plainKind(kind), 0);
}

/** The key of a value is the row just before it. */
const KEY_BEFORE = 1;

function isIndex(index: number | undefined): index is number {
  return index !== undefined && index < NONE;
}

/** Items and values have no room for a name: their labels are no texts. */
function namedKind(kind: number | undefined): number {
  return kind === undefined || kind === KIND.item || kind === KIND.value ? KIND.attribute : kind;
}

/** An item without an index is an element. */
function plainKind(kind: number | undefined): number {
  return kind === KIND.item ? KIND.element : (kind ?? KIND.unknown);
}

export function add(columns: ReferenceColumns, to: number, kind: number, label: number): void {
  columns.target.push(to);
  columns.kind.push(kind);
  columns.label.push(label);
}

function lastKind({ kind }: ReferenceColumns): number {
  return kind.reserve(0)[kind.length - 1];
}
