// Shapes of everything that comes from a file, a thread or a page: one guard per type, so that nothing is believed unchecked.

export type Check<Value> = (value: unknown) => value is Value;

/** A record whose named fields pass; fields that are not named are kept as they are. A missing field reads as undefined. */
export function record<Value extends object>(fields: {
  readonly [Name in keyof Value]-?: Check<Value[Name]>;
}): Check<Value> {
  const names = Object.keys(fields);
  const checks: ReadonlyMap<string, (value: unknown) => boolean> = new Map(Object.entries(fields));
  return (value): value is Value =>
    isRecord(value) && names.every((name) => checks.get(name)?.(Object.hasOwn(value, name) ? value[name] : undefined));
}

/** Any record at all: not an array, not null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(mostCharacters: number): Check<string> {
  return (value): value is string => typeof value === 'string' && value.length <= mostCharacters;
}

/** A safe integer in [least, most]. */
export function whole(least = 0, most: number = Number.MAX_SAFE_INTEGER): Check<number> {
  return (value): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

/** A finite number >= 0, for times and sums that may exceed 2^53. */
export const amount: Check<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

export const yesOrNo: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

export function oneOf<const Word extends string>(words: readonly Word[]): Check<Word> {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value): value is Word => known.has(value);
}

export function optional<Value>(check: Check<Value>): Check<Value | undefined> {
  return (value): value is Value | undefined => value === undefined || check(value);
}

export function list<Value>(check: Check<Value>, most: number): Check<readonly Value[]> {
  return (value): value is readonly Value[] =>
    Array.isArray(value) && value.length <= most && value.every((entry) => check(entry));
}

/** Passes when one of `checks` does. */
export function either<Values extends readonly unknown[]>(
  ...checks: { readonly [Index in keyof Values]: Check<Values[Index]> }
): Check<Values[number]> {
  return (value): value is Values[number] => checks.some((check) => check(value));
}
