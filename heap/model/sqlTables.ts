// What a heap looks like to SQL: tables, columns and macros under stable names, as docs/sql.md lists them.

export type SqlType = 'UTINYINT' | 'USMALLINT' | 'UINTEGER' | 'INTEGER' | 'BIGINT' | 'BOOLEAN' | 'VARCHAR';

export interface SqlTable {
  readonly name: string;
  /** Column `id` of these tables is the row number; of the others there is none. */
  readonly numbered: boolean;
  /** In the order in which `SELECT *` has them, without `id`. */
  readonly columns: Readonly<Record<string, SqlType>>;
}

const TABLES = {
  objects: {
    numbered: true,
    columns: {
      address: 'BIGINT',
      type: 'VARCHAR',
      type_id: 'UINTEGER',
      self: 'BIGINT',
      retained: 'BIGINT',
      refcount: 'UINTEGER',
      generation: 'UTINYINT',
      length: 'UINTEGER',
      component: 'UINTEGER',
      depth: 'UINTEGER',
      dominator: 'UINTEGER',
      parent: 'UINTEGER',
      reachable: 'BOOLEAN',
      tracked: 'BOOLEAN',
      immortal: 'BOOLEAN',
      dumper: 'BOOLEAN',
      excess: 'INTEGER',
      explanation: 'VARCHAR',
      verdict: 'VARCHAR',
    },
  },
  dominators: {
    numbered: true,
    columns: { dominator: 'UINTEGER', retained: 'BIGINT', reachable: 'BOOLEAN' },
  },
  types: {
    numbered: true,
    columns: {
      name: 'VARCHAR',
      module: 'VARCHAR',
      qualname: 'VARCHAR',
      file: 'VARCHAR',
      instances: 'UINTEGER',
      self: 'BIGINT',
      retained: 'BIGINT',
      basicsize: 'UINTEGER',
      itemsize: 'UINTEGER',
      object: 'UINTEGER',
    },
  },
  refs: {
    numbered: true,
    columns: {
      source: 'UINTEGER',
      target: 'UINTEGER',
      kind: 'VARCHAR',
      name: 'VARCHAR',
      position: 'UINTEGER',
      key: 'UINTEGER',
      strong: 'BOOLEAN',
      hidden: 'BOOLEAN',
    },
  },
  roots: {
    numbered: false,
    columns: { object: 'UINTEGER', kind: 'VARCHAR', name: 'VARCHAR', thread: 'UINTEGER', frame: 'UINTEGER' },
  },
  threads: {
    numbered: true,
    columns: { name: 'VARCHAR', first_frame: 'UINTEGER', frames: 'UINTEGER', alive: 'BOOLEAN', daemon: 'BOOLEAN' },
  },
  frames: {
    numbered: true,
    columns: { object: 'UINTEGER', function: 'VARCHAR', file: 'VARCHAR', line: 'UINTEGER', thread: 'UINTEGER' },
  },
  components: {
    numbered: true,
    columns: { objects: 'UINTEGER', refs: 'UINTEGER', self: 'BIGINT', retained: 'BIGINT' },
  },
  strings: {
    numbered: false,
    columns: { object: 'UINTEGER', text: 'VARCHAR', cut: 'BOOLEAN' },
  },
  containers: {
    numbered: false,
    columns: { object: 'UINTEGER', used: 'UINTEGER', capacity: 'UINTEGER', storage: 'BIGINT' },
  },
  pools: {
    numbered: true,
    columns: {
      address: 'BIGINT',
      arena: 'UINTEGER',
      block: 'USMALLINT',
      used: 'USMALLINT',
      capacity: 'USMALLINT',
    },
  },
  calls: {
    numbered: true,
    columns: {
      parent: 'UINTEGER',
      function: 'VARCHAR',
      file: 'VARCHAR',
      line: 'UINTEGER',
      made: 'UINTEGER',
      made_bytes: 'BIGINT',
    },
  },
  allocations: {
    numbered: false,
    columns: { object: 'UINTEGER', call: 'UINTEGER' },
  },
} as const satisfies Record<string, Omit<SqlTable, 'name'>>;

export type SqlTableName = keyof typeof TABLES;

export const SQL_TABLE_NAMES = Object.keys(TABLES) as readonly SqlTableName[];

export function sqlTable(name: SqlTableName): SqlTable {
  return { name, ...TABLES[name] };
}

export function isSqlTable(name: string): name is SqlTableName {
  return Object.hasOwn(TABLES, name);
}

/** One column of one table. */
export interface SqlColumnName {
  readonly table: SqlTableName;
  readonly column: string;
}

export interface SqlMacro {
  readonly name: string;
  /** What it reads. */
  readonly reads: readonly SqlColumnName[];
  /** Parameters and body, as they follow `CREATE MACRO name`. */
  readonly sql: string;
}

function reads(table: SqlTableName, ...columns: readonly string[]): readonly SqlColumnName[] {
  return columns.map((column) => ({ table, column }));
}

/** Longest path or chain that a macro walks. */
const MOST_STEPS = 500;

export const SQL_MACROS: readonly SqlMacro[] = [
  {
    name: 'retained',
    reads: reads('objects', 'retained'),
    sql: '(x) AS (SELECT o.retained FROM objects o WHERE o.id = x)',
  },
  { name: 'type_of', reads: reads('objects', 'type'), sql: '(x) AS (SELECT o.type FROM objects o WHERE o.id = x)' },
  {
    name: 'text_of',
    reads: reads('strings', 'object', 'text'),
    sql: '(x) AS (SELECT s.text FROM strings s WHERE s.object = x)',
  },
  { name: 'hex', reads: [], sql: "(x) AS printf('0x%x', x)" },
  {
    name: 'path',
    reads: reads('objects', 'type', 'parent', 'retained'),
    sql: `(x) AS TABLE WITH RECURSIVE up(step, object) AS (
      SELECT 0, o.id FROM objects o WHERE o.id = x
      UNION ALL SELECT up.step + 1, o.parent FROM up JOIN objects o ON o.id = up.object
      WHERE o.parent IS NOT NULL AND up.step < ${MOST_STEPS})
      SELECT (max(up.step) OVER ()) - up.step AS step, o.id, o.type, o.retained
      FROM up JOIN objects o ON o.id = up.object ORDER BY 1`,
  },
  {
    name: 'owners',
    reads: reads('objects', 'type', 'dominator', 'retained'),
    sql: `(x) AS TABLE WITH RECURSIVE up(step, object) AS (
      SELECT 0, o.id FROM objects o WHERE o.id = x
      UNION ALL SELECT up.step + 1, o.dominator FROM up JOIN objects o ON o.id = up.object
      WHERE o.dominator IS NOT NULL AND up.step < ${MOST_STEPS})
      SELECT up.step, o.id, o.type, o.retained FROM up JOIN objects o ON o.id = up.object ORDER BY 1`,
  },
  {
    name: 'holders',
    reads: [...reads('refs', 'source', 'target', 'kind', 'name', 'position'), ...reads('objects', 'type', 'retained')],
    sql: `(x) AS TABLE SELECT o.id, o.type, r.kind, r.name, r.position, o.retained
      FROM refs r JOIN objects o ON o.id = r.source WHERE r.target = x`,
  },
];

/** Columns whose numbers are objects, wherever a result shows them. */
export const OBJECT_COLUMNS: ReadonlySet<string> = new Set(['object', 'source', 'target', 'dominator', 'key']);
