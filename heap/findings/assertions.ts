// Conditions on a heap for `ouro report`: a small language in which a pipeline says what it does not accept.

export type Measure =
  { readonly kind: 'count' | 'self' | 'retained'; readonly type: string } | { readonly kind: HeapMeasure };

export interface Assertion {
  /** As written, without blanks around it. */
  readonly text: string;
  readonly severity: 'error' | 'warning';
  /** What the person calls it; '' for none. */
  readonly title: string;
  readonly measure: Measure;
  readonly operator: Operator;
  /** Bytes, objects, components or counts. */
  readonly limit: number;
}

/** What the heap says. `atLeast`: a part of the dump is missing, the true number may be larger. */
export type Measured =
  | { readonly kind: 'exact' | 'atLeast'; readonly value: number }
  /** The dump cannot say; the reason is a word of ours. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Judged {
  readonly assertion: Assertion;
  readonly measured: Measured;
  /** unknown is never taken for passed. */
  readonly outcome: 'passed' | 'failed' | 'unknown';
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  /** Where in the line, from 0, and what was expected there. */
  | { readonly ok: false; readonly line: number; readonly column: number; readonly expected: string };

const TYPE_MEASURES = ['count', 'self', 'shallow', 'retained'] as const;
const HEAP_MEASURES = [
  'total.objects',
  'total.bytes',
  'garbage.objects',
  'garbage.bytes',
  'garbage.components',
  'cycles',
  'unexplained',
  'inconsistent',
] as const;
export type HeapMeasure = (typeof HEAP_MEASURES)[number];
const OPERATORS = ['>=', '<=', '==', '!=', '>', '<'] as const;
type Operator = (typeof OPERATORS)[number];
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
]);
const MOST_CHARACTERS = 1024;

/** `retained(app.Session) > 100MB`: a condition that must not hold. */
export function parseAssertion(text: string): Parsed<Assertion> {
  return parseLine(text, 0, 'error');
}

/**
 * A file of rules, one a line: `[error|warning] CONDITION [-- title]`. Empty lines and lines that begin with `#` say nothing.
 * Without a word in front a rule is an error.
 */
export function parseRules(text: string): Parsed<readonly Assertion[]> {
  const rules: Assertion[] = [];
  for (const [line, written] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (written.trim() === '' || written.trimStart().startsWith('#')) continue;
    const severity = /^\s*(error|warning)\s+/.exec(written);
    const rest = severity === null ? written : written.slice(severity[0].length);
    const rule = parseLine(rest, line, severity?.[1] === 'warning' ? 'warning' : 'error');
    if (!rule.ok) return { ...rule, column: rule.column + written.length - rest.length };
    rules.push(rule.value);
  }
  return { ok: true, value: rules };
}

/** A lower bound proves what is above a limit, and nothing else. */
export function judge(assertion: Assertion, measured: Measured): Judged {
  if (measured.kind === 'unknown') return { assertion, measured, outcome: 'unknown' };
  const holds = compares(measured.value, assertion.operator, assertion.limit);
  if (measured.kind === 'exact') return { assertion, measured, outcome: holds ? 'failed' : 'passed' };
  const proved = holds && (assertion.operator === '>' || assertion.operator === '>=');
  return { assertion, measured, outcome: proved ? 'failed' : 'unknown' };
}

function parseLine(written: string, line: number, severity: Assertion['severity']): Parsed<Assertion> {
  const dashes = written.indexOf(' -- ');
  const condition = dashes < 0 ? written : written.slice(0, dashes);
  const title = dashes < 0 ? '' : written.slice(dashes + 4).trim();
  const refused = (column: number, expected: string): Parsed<Assertion> => ({ ok: false, line, column, expected });
  if (written.length > MOST_CHARACTERS) return refused(MOST_CHARACTERS, `at most ${MOST_CHARACTERS} characters`);
  const at = condition.search(/[<>=!]=?(?=[^<>=!]*$)/);
  const found = at < 0 ? undefined : OPERATORS.find((operator) => condition.startsWith(operator, at));
  if (found === undefined) return refused(Math.max(0, at), OPERATORS.join(' '));
  const measure = measureIn(condition.slice(0, at).trim());
  if (measure === undefined)
    return refused(0, [...TYPE_MEASURES.map((word) => `${word}(TYPE)`), ...HEAP_MEASURES].join(', '));
  const limit = amountIn(condition.slice(at + found.length).trim());
  if (limit === undefined)
    return refused(at + found.length, `a number, then nothing or ${[...UNITS.keys()].slice(1).join(', ')}`);
  return { ok: true, value: { text: condition.trim(), severity, title, measure, operator: found, limit } };
}

function measureIn(text: string): Measure | undefined {
  const whole = HEAP_MEASURES.find((known) => known === text);
  if (whole !== undefined) return { kind: whole };
  const open = text.indexOf('(');
  const word = TYPE_MEASURES.find((known) => known === text.slice(0, Math.max(0, open)).trim());
  const type = text.slice(open + 1, -1).trim();
  if (word === undefined || !text.endsWith(')') || type === '') return undefined;
  return { kind: word === 'shallow' ? 'self' : word, type };
}

function amountIn(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z]*)$/.exec(text);
  const unit = UNITS.get(match?.[2] ?? '');
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

function compares(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
