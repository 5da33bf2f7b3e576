// One object of a graph.
import { NONE } from '../../base/brand.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { note } from '../../model/diagnostics.ts';
import { FLAG, GENERATION } from '../../model/heap.ts';
import { ROOT_KINDS, type RootKind } from '../../model/kinds.ts';
import { fieldOf, isJsonObject, type JsonObject } from '../jsonText.ts';
import { readId } from './ids.ts';
import { countOf, lose, nameOf, shortened, type Reading } from './reading.ts';
import { readReferences } from './references.ts';
import { typeNamed } from './typeNames.ts';

/** What is known of an object beside its id and references. */
export interface Described {
  readonly type: string;
  readonly size?: number | undefined;
  readonly refcount?: number | undefined;
  readonly length?: number | undefined;
  readonly text?: string | undefined;
}

/** The kinds of roots a file may name. `docs/graph.schema.json` has the same list. */
export const WRITTEN_ROOTS = [
  'module',
  'frame',
  'local',
  'thread',
  'builtins',
  'registry',
  'interpreter',
  'other',
] as const satisfies readonly RootKind[];

/** CPython 3.12+: a count of 2^31 and more says that nobody counts (`_Py_IsImmortal`). */
const IMMORTAL_COUNT = 2 ** 31;

/** Adds what a line with `object` says; false when it has no id. */
export function readObject(reading: Reading, line: JsonObject, offset: number): boolean {
  const written = fieldOf(line, 'object');
  const id = readId(reading.ids, written);
  if (id === undefined) return false;
  const text = fieldOf(line, 'text');
  const type = fieldOf(line, 'type');
  if (typeof type !== 'string') note(reading.draft.log, 'lostType', 1, offset);
  addObject(
    reading,
    id,
    {
      type: typeof type === 'string' ? type : '<no type>',
      size: countIn(reading, line, 'size', offset),
      refcount: countIn(reading, line, 'refcount', offset),
      length: countIn(reading, line, 'length', offset),
      text: typeof text === 'string' ? text : typeof written === 'string' ? written : undefined,
    },
    offset,
  );
  readRoot(reading, id, fieldOf(line, 'root'));
  const references = fieldOf(line, 'references');
  const count = Array.isArray(references) ? readReferences(reading, references) : 0;
  reading.draft.objects.references.push(count);
  const isWhole = Array.isArray(references) ? count === references.length : (references ?? undefined) === undefined;
  if (!isWhole) lose(reading, 'droppedRow', offset);
  return true;
}

/** Adds a row without the number of its references, which the caller pushes. */
export function addObject(reading: Reading, id: number, described: Described, offset: number): void {
  const { draft, recorded } = reading;
  const { objects } = draft;
  const { size, refcount, length, text } = described;
  const row = objects.address.length;
  if (size !== undefined) recorded.sizes++;
  if (refcount !== undefined) recorded.refcounts++;
  if (length !== undefined) recorded.lengths++;
  objects.address.push(id);
  objects.type.push(typeNamed(reading, described.type, offset));
  objects.selfSize.push(size ?? 0);
  objects.refcount.push(Math.min(refcount ?? 0, NONE));
  const immortal = (refcount ?? 0) >= IMMORTAL_COUNT ? FLAG.immortal : 0;
  objects.flags.push(size === undefined ? immortal | FLAG.sizeEstimated : immortal);
  objects.generation.push(GENERATION.untracked);
  objects.size.push(Math.min(length ?? NONE, NONE));
  if (text !== undefined) addText(reading, row, described.type, text);
}

/** Forms of `PreviewTable.form`. */
const FORM = { text: 0, number: 2, summary: 4, cut: 128 } as const;

const FORMS = new Map<string, number>([
  ['str', FORM.text],
  ['string', FORM.text],
  ['int', FORM.number],
  ['float', FORM.number],
  ['number', FORM.number],
]);

function addText({ draft, recorded }: Reading, row: number, type: string, text: string): void {
  const { previews } = draft;
  const shown = shortened(text);
  const form = FORMS.get(type.startsWith('builtins.') ? type.slice(9) : type) ?? FORM.summary;
  const encoded = encodeUtf8(shown);
  previews.object.push(row);
  previews.form.push(shown === text ? form : form | FORM.cut);
  previews.texts.append(encoded, 0, encoded.length);
  recorded.texts++;
}

function countIn(reading: Reading, line: JsonObject, name: string, offset: number): number | undefined {
  const value = fieldOf(line, name) ?? undefined;
  const count = countOf(value);
  if (count === undefined && value !== undefined) note(reading.draft.log, 'clampedSize', 1, offset);
  return count;
}

/** `true`, a name, or a kind and a name in an object; a name that is a word for a kind says both. Everything else is no root. */
function readRoot(reading: Reading, id: number, written: unknown): void {
  if (written === true) addRoot(reading, id, undefined, '');
  else if (typeof written === 'string') addRoot(reading, id, kindOf(written), written);
  else if (isJsonObject(written)) {
    const name = fieldOf(written, 'name');
    addRoot(reading, id, kindOf(fieldOf(written, 'kind')), typeof name === 'string' ? name : '');
  }
}

function kindOf(word: unknown): RootKind | undefined {
  return WRITTEN_ROOTS.find((kind) => kind === word);
}

function addRoot(reading: Reading, id: number, kind: RootKind = 'other', name: string): void {
  const { roots } = reading.draft;
  roots.address.push(id);
  roots.label.push(nameOf(reading, name));
  roots.thread.push(NONE);
  roots.frame.push(NONE);
  roots.kind.push(ROOT_KINDS.indexOf(kind));
}
