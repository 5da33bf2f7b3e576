// Which tables, columns and macros a query may read, from its words alone: never too few, sometimes more than it needs.
import {
  SQL_MACROS,
  SQL_TABLE_NAMES,
  isSqlTable,
  sqlTable,
  type SqlColumnName,
  type SqlMacro,
  type SqlTableName,
} from '../../model/sqlTables.ts';

export interface Named {
  /** Every one has a row count, so all tables named are here, those without a named column too. */
  readonly tables: readonly SqlTableName[];
  readonly columns: readonly SqlColumnName[];
  readonly macros: readonly SqlMacro[];
}

/** Comments; words (quoted or not, and inside texts too: `query('...')` runs a text); one character of anything else. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}_][\p{L}\p{N}_$]*|[0-9.]*[0-9]|\s+|[^\s]/gu;
/** After one of these a `*` is no multiplication, and a FROM has no SELECT before it. */
const BEFORE_STAR: ReadonlySet<string> = new Set(['select', 'distinct', 'all', ',', '.', '(', 'by', 'on']);
const BEFORE_FROM: ReadonlySet<string> = new Set([
  '',
  '(',
  'all',
  'union',
  'except',
  'intersect',
  'explain',
  'analyze',
]);
/** Words that read a table without naming its columns. */
const WHOLE: ReadonlySet<string> = new Set(
  'table describe summarize show pivot unpivot natural columns query query_table'.split(' '),
);
/** What may stand before the name of a table where it is read. */
const BEFORE_TABLE: ReadonlySet<string> = new Set(['from', 'join', ',', '(', '"', "'", 'main', '.']);

export function namedIn(text: string): Named {
  const tokens = tokensOf(text);
  const words = new Set(tokens);
  const macros = SQL_MACROS.filter(({ name }) => tokens.some((word, at) => word === name && called(tokens, at)));
  const direct = SQL_TABLE_NAMES.filter((table) => words.has(table));
  const tables = new Set<SqlTableName>(direct);
  const columns = new Map<string, SqlColumnName>();
  const add = (name: SqlColumnName): void => void columns.set(`${name.table}.${name.column}`, name);
  const whole = readsWhole(tokens) || namesRows(tokens);
  for (const table of direct)
    for (const column of Object.keys(sqlTable(table).columns)) if (whole || words.has(column)) add({ table, column });
  for (const name of macros.flatMap(({ reads }) => reads)) {
    tables.add(name.table);
    add(name);
  }
  return { tables: [...tables], columns: [...columns.values()], macros };
}

/** Lower case, without comments and space. */
function tokensOf(text: string): readonly string[] {
  const found = text.match(TOKEN) ?? [];
  return found
    .filter((token) => !token.startsWith('--') && !token.startsWith('/*') && token.trim() !== '')
    .map((token) => token.toLowerCase());
}

function called(tokens: readonly string[], at: number): boolean {
  return tokens[at + 1] === '(' || (tokens[at + 1] === '"' && tokens[at + 2] === '(');
}

function readsWhole(tokens: readonly string[]): boolean {
  return tokens.some((token, at) => {
    if (WHOLE.has(token)) return true;
    const before = tokens[at - 1] ?? '';
    if (token === 'from') return BEFORE_FROM.has(before) || (before === ')' && closesNamedQuery(tokens, at - 1));
    if (token !== '*' || !BEFORE_STAR.has(before)) return false;
    return !(before === '(' && tokens[at - 2] === 'count');
  });
}

/** `WITH x AS (...)` ends at this bracket. */
function closesNamedQuery(tokens: readonly string[], at: number): boolean {
  let depth = 0;
  for (let open = at; open >= 0; open--) {
    if (tokens[open] === ')') depth++;
    if (tokens[open] === '(' && --depth === 0) return tokens[open - 1] === 'as' || tokens[open - 1] === 'materialized';
  }
  return false;
}

/** A table, or the name given to one, used as a value: a row with all of its columns. */
function namesRows(tokens: readonly string[]): boolean {
  const isRow = (token: string, at: number): boolean =>
    isSqlTable(token) && SELECTED.has(tokens[at - 1] ?? '') && tokens[at + 1] === 'from';
  if (tokens.some(isRow)) return true;
  const aliases = new Set(tokens.flatMap((token, at) => aliasAt(tokens, token, at)));
  return tokens.some((token, at) => {
    if (!aliases.has(token) || tokens[at + 1] === '.') return false;
    const before = tokens[at - 1] ?? '';
    return !(before === 'as' || before === '"' || isSqlTable(before));
  });
}

function aliasAt(tokens: readonly string[], token: string, at: number): readonly string[] {
  if (!isSqlTable(token) || !BEFORE_TABLE.has(tokens[at - 1] ?? '')) return [];
  const next = tokens[at + 1] === 'as' ? tokens[at + 2] : tokens[at + 1];
  return next !== undefined && /^[\p{L}_]/u.test(next) && !KEYWORDS.has(next) ? [next] : [];
}

const SELECTED: ReadonlySet<string> = new Set(['select', 'distinct', ',']);

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'where group order having limit offset join inner left right full cross outer on using union except intersect window ' +
    'qualify sample tablesample positional semi anti asof select from as with lateral natural desc asc and or not then else end'
  ).split(' '),
);
