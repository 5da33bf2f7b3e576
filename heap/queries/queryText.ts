// The query line: `type:app.Session retained>1MiB in:cycle hello`. Terms are joined by and.
import { fail } from '../base/fault.ts';
import { parseAddress } from '../model/addresses.ts';
import { ADVICE_KINDS, type AdviceKind } from '../model/adviceRows.ts';

export type NumberField = 'size' | 'retained' | 'refcount' | 'generation' | 'length' | 'excess' | 'distance';
export type Comparison = '<' | '<=' | '=' | '>=' | '>';

export type Term =
  | { readonly kind: 'type' | 'module'; readonly glob: string }
  | { readonly kind: 'address'; readonly address: number }
  | { readonly kind: 'number'; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
  | {
      readonly kind: 'in';
      readonly set: 'cycle' | 'garbage' | 'unexplained' | 'roots' | 'reachable' | 'dumper' | 'detached';
    }
  /** Named sets, joined from left to right. */
  | { readonly kind: 'sets'; readonly parts: readonly SetPart[]; readonly column: number }
  /** Objects that a check of the advisor speaks of. */
  | { readonly kind: 'saves'; readonly advice: AdviceKind }
  /** Allocated in a call or below it, by row of the table of calls. */
  | { readonly kind: 'call'; readonly call: number }
  /** Part of a type name or of a preview. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'preview'; readonly text: string };

export interface SetPart {
  /** How it is joined to what stands before it: union, difference, intersection. */
  readonly join: '+' | '-' | '&';
  readonly name: string;
}

const NUMBER_FIELDS: ReadonlyMap<string, NumberField> = new Map<string, NumberField>([
  ['size', 'size'],
  ['self', 'size'],
  ['retained', 'retained'],
  ['refcount', 'refcount'],
  ['rc', 'refcount'],
  ['gen', 'generation'],
  ['generation', 'generation'],
  ['len', 'length'],
  ['length', 'length'],
  ['excess', 'excess'],
  ['residual', 'excess'],
  ['distance', 'distance'],
]);

export const BUILT_IN_SETS = ['cycle', 'garbage', 'unexplained', 'roots', 'reachable', 'dumper', 'detached'] as const;

export type BuiltInSet = (typeof BUILT_IN_SETS)[number];

export const SET_WORDS = BUILT_IN_SETS.map((known) => `in:${known}`).join(', ');

const UNITS: ReadonlyMap<string, number> = new Map<string, number>([
  ['', 1],
  ['b', 1],
  ['kib', 1024],
  ['kb', 1024],
  ['mib', 1024 ** 2],
  ['mb', 1024 ** 2],
  ['gib', 1024 ** 3],
  ['gb', 1024 ** 3],
]);

/** Fault `query/invalid` with the column of the first term that cannot be read. */
export function parseQuery(query: string): readonly Term[] {
  return tokens(query).map(({ word, column }) => parseTerm(word, column));
}

interface Token {
  readonly word: string;
  readonly column: number;
}

/** Words separated by spaces; double quotes keep spaces together. */
function tokens(query: string): readonly Token[] {
  const found: Token[] = [];
  let word = '';
  let column = 0;
  let quoted = false;
  for (let i = 0; i <= query.length; i++) {
    const character = query[i] ?? ' ';
    if (character === '"') quoted = !quoted;
    else if (character === ' ' && (!quoted || i === query.length)) {
      if (word !== '') found.push({ word, column });
      word = '';
    } else {
      if (word === '') column = i;
      word += character;
    }
  }
  return found;
}

function parseTerm(word: string, column: number): Term {
  const comparison = /^([a-z]+)(<=|>=|<|>|=|:)(.*)$/i.exec(word);
  if (comparison === null) {
    const address = /^(0x|@)/.test(word) ? parseAddress(word) : undefined;
    return address === undefined ? { kind: 'text', text: word.toLowerCase() } : { kind: 'address', address };
  }
  const [, field = '', sign = ':', value = ''] = comparison;
  const name = field.toLowerCase();
  const numeric = NUMBER_FIELDS.get(name);
  if (numeric !== undefined) return numberTerm(numeric, sign, value, column);
  return wordTerm(name, sign, value, word, column);
}

function wordTerm(name: string, sign: string, value: string, word: string, column: number): Term {
  if (sign !== ':' && sign !== '=') return { kind: 'text', text: word.toLowerCase() };
  switch (name) {
    case 'type':
    case 'module':
      return { kind: name, glob: value };
    case 'text':
    case 'value':
      return { kind: 'preview', text: value.toLowerCase() };
    case 'addr':
    case 'address': {
      const address = parseAddress(value);
      if (address === undefined) fail({ code: 'query/invalid', column, expected: 'addr:0x7f0000001000' });
      return { kind: 'address', address };
    }
    default:
      return SET_TERMS.get(name)?.(value, column) ?? { kind: 'text', text: word.toLowerCase() };
  }
}

type ReadTerm = (value: string, column: number) => Term;

const SET_TERMS: ReadonlyMap<string, ReadTerm> = new Map<string, ReadTerm>([
  ['saves', savesTerm],
  ['call', callTerm],
  ['in', setTerm],
]);

/** `in:cycle`, or named sets: `in:new`, `in:new+old`, `in:new-cache`, `in:new&old`. Whether a name is known is seen when it is looked up. */
function setTerm(value: string, column: number): Term {
  const set = BUILT_IN_SETS.find((known) => known === value);
  if (set !== undefined) return { kind: 'in', set };
  const parts = [...`+${value}`.matchAll(/([-+&])([A-Za-z_][A-Za-z0-9_]*)/gy)];
  const length = parts.reduce((sum, [text]) => sum + text.length, 0);
  if (length !== value.length + 1) fail({ code: 'query/invalid', column, expected: SET_WORDS });
  return { kind: 'sets', column, parts: parts.map(([, join, name]) => ({ join: join as SetPart['join'], name })) };
}

function savesTerm(value: string, column: number): Term {
  const advice = ADVICE_KINDS.find((known) => known.toLowerCase() === value.toLowerCase());
  if (advice === undefined)
    fail({ code: 'query/invalid', column, expected: ADVICE_KINDS.map((known) => `saves:${known}`).join(', ') });
  return { kind: 'saves', advice };
}

function callTerm(value: string, column: number): Term {
  if (!/^\d{1,9}$/.test(value)) fail({ code: 'query/invalid', column, expected: 'call:12' });
  return { kind: 'call', call: Number(value) };
}

function numberTerm(field: NumberField, sign: string, text: string, column: number): Term {
  const match = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const unit = UNITS.get((match?.[2] ?? '?').toLowerCase());
  if (match === null || unit === undefined) fail({ code: 'query/invalid', column, expected: `${field}>1KiB` });
  const comparison = sign === ':' ? '=' : (sign as Comparison);
  return { kind: 'number', field, comparison, value: Number(match[1]) * unit };
}
