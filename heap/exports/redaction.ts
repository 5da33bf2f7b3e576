// Rows without what a dump or a person wrote in them: what stays is listed here, and nothing else does.
import type { Naming } from './naming.ts';

/** Fields that hold words of our own unions. */
const OUR_WORDS: ReadonlySet<string> = new Set([
  'kind',
  'role',
  'shape',
  'side',
  'verdict',
  'explanation',
  'confidence',
  'status',
  'answer',
  'direction',
  'check',
  'grade',
  'lens',
  'code',
  'how',
]);
const WORD = /^[A-Za-z][A-Za-z-]{0,23}$/;
/** Fields that say where an object is. Its address stays, as in a redacted dump. */
const IDENTITIES: ReadonlySet<string> = new Set(['id', 'address', 'from', 'to', 'at', 'member', 'idom']);
const IDENTITY = /^(0x[0-9a-f]{1,16}|[@#]\d{1,10})$/;
/** Labels that Python gives, and places in lists and stacks. */
const LABEL = /^\s*(\[\d{1,10}\]|stack \d{1,6}|key|value|weak|\{…\}|\.__[a-z_]{1,24}__|\.cell_contents)$/;
/** Names of fields as we write them; no row of ours has fields named by a dump. */
const FIELD = /^[a-z][A-Za-z0-9]{0,31}$/;
/** No row of ours is deeper. */
const DEEPEST = 12;

/**
 * `row` with names of types mapped by `naming` and every other text replaced, but for words of ours, identities and labels that
 * say nothing. Numbers stay. What is no plain value (a column, a map) becomes undefined. The shape of the row stays.
 */
export function redactedRow<Row>(row: Row, naming: Naming): Row {
  return redacted(row, '', naming, 0) as Row;
}

function redacted(value: unknown, field: string, naming: Naming, depth: number): unknown {
  if (typeof value === 'string') return redactedText(value, field, naming);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return undefined;
  if (Array.isArray(value)) return value.map((one) => redacted(one, field, naming, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  if (isTypeName(value)) return { ...numbersOf(value), module: '', name: naming.type(value) };
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      FIELD.test(key) ? key : naming.text(key),
      redacted(one, key, naming, depth + 1),
    ]),
  );
}

function redactedText(text: string, field: string, naming: Naming): string {
  if (OUR_WORDS.has(field) && WORD.test(text)) return text;
  if (IDENTITIES.has(field) && IDENTITY.test(text)) return text;
  if (field === 'label' && LABEL.test(text)) return text;
  return field === 'label' || field === 'expression' ? naming.expression(text) : naming.text(text);
}

/** Of a row that is a type the counts; its other texts (the file it is of) go. */
function numbersOf(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, one]) => typeof one === 'number'));
}

export function isTypeName(value: object): value is { readonly module: string; readonly name: string } {
  return 'module' in value && typeof value.module === 'string' && 'name' in value && typeof value.name === 'string';
}
