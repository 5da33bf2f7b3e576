// Small readers of hostile plain values: each returns a checked copy or fails with `bridge/refused`.
import { fail } from '#heap/base/fault.ts';

/** `at` names the place in words of ours, so that no text of the value reaches a message. */
export type Reader<Value> = (value: unknown, at: string) => Value;

/** An object with exactly these own enumerable keys. A reader that accepts undefined makes its key optional. */
export function record<Shape extends object>(readers: {
  readonly [Key in keyof Shape]: Reader<Shape[Key]>;
}): Reader<Shape> {
  const names = Object.keys(readers);
  const byName = new Map<string, Reader<unknown>>(Object.entries(readers));
  return (value, at) => {
    const fields = fieldsOf(value, at);
    if ([...fields.keys()].some((name) => !byName.has(name))) refuse(at, 'unknown key');
    const entries = names.map((name) => [name, byName.get(name)?.(fields.get(name), `${at}.${name}`)] as const);
    // The one cast of this file: the mapped type of `readers` proves what `fromEntries` cannot say.
    return Object.fromEntries(entries.filter(([, field]) => field !== undefined)) as Shape;
  };
}

/** A union told apart by `kind`. */
export function oneOfKinds<Union extends { readonly kind: string }>(readers: {
  readonly [Kind in Union['kind']]: Reader<Extract<Union, { readonly kind: Kind }>>;
}): Reader<Union> {
  const byKind = new Map<unknown, Reader<Union>>(Object.entries<Reader<Union>>(readers));
  return (value, at) => {
    const read = byKind.get(fieldsOf(value, at).get('kind'));
    return read === undefined ? refuse(`${at}.kind`, 'unknown word') : read(value, at);
  };
}

export function listOf<Value>(read: Reader<Value>, most: number): Reader<readonly Value[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return refuse(at, 'not a list');
    const list: readonly unknown[] = value;
    if (list.length > most) return refuse(at, `more than ${most} entries`);
    return Array.from(list, (entry) => read(entry, `${at}[]`));
  };
}

export function textUpTo(most: number): Reader<string> {
  return (value, at) => {
    if (typeof value !== 'string') return refuse(at, 'not a text');
    return value.length > most ? refuse(at, `longer than ${most} characters`) : value;
  };
}

/** `pattern` must be linear and anchored; it is tried only on texts of at most `most` characters. */
export function matching(pattern: RegExp, most: number): Reader<string> {
  const read = textUpTo(most);
  return (value, at) => {
    const checked = read(value, at);
    return pattern.test(checked) ? checked : refuse(at, 'not of the expected form');
  };
}

export function word<Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value, at) => words.find((known) => known === value) ?? refuse(at, 'unknown word');
}

/** A finite number of at least `least`. */
export function numberFrom(least: number): Reader<number> {
  return (value, at) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least ? value : refuse(at, 'no such number');
}

export function maybe<Value>(read: Reader<Value>): Reader<Value | undefined> {
  return (value, at) => (value === undefined ? undefined : read(value, at));
}

/** Refuses when all texts of the value that `read` returned are longer than `most` characters together. */
export function limited<Value>(read: Reader<Value>, most: number): Reader<Value> {
  return (value, at) => {
    const checked = read(value, at);
    return charactersOf(checked) > most ? refuse(at, `longer than ${most} characters`) : checked;
  };
}

export function refuse(at: string, reason: string): never {
  return fail({ code: 'bridge/refused', reason: `${at}: ${reason}` });
}

function fieldsOf(value: unknown, at: string): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(at, 'not an object');
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return refuse(at, 'not a plain object');
  if (Object.getOwnPropertySymbols(value).length > 0) return refuse(at, 'unknown key');
  return new Map<string, unknown>(Object.entries(value));
}

/** Only ever called on checked values, whose nesting the schemas bound. */
function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, field) => sum + charactersOf(field), 0);
}
