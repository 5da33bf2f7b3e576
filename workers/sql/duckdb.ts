// DuckDB compiled to WebAssembly, in this thread, without files and without a network: what holds for every query ever run in it.
import { DEFAULT_RUNTIME, VoidLogger, createDuckDB, type DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';

/** One connection to an empty database in memory. */
export interface Database {
  readonly bindings: DuckDBBindings;
  readonly connection: number;
}

/** What DuckDB itself may use; a query that needs more fails, and everything else goes on. */
const MEMORY_LIMIT = '3GB';

/**
 * Nothing can be read, written, fetched or loaded, and none of this can be changed again (`docs/security-checklist.md`). The
 * runtime below would have no files to give anyway.
 */
const LOCKS: readonly string[] = [
  `SET memory_limit = '${MEMORY_LIMIT}'`,
  "SET temp_directory = ''",
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

/** `wasm`: a URL of the own origin in a page, a path in Node. Costs about a second of compiling, once. */
export async function openDatabase(wasm: string): Promise<Database> {
  const module = { mainModule: wasm, mainWorker: '' };
  const bindings = await createDuckDB({ mvp: module, eh: module }, new VoidLogger(), DEFAULT_RUNTIME);
  await bindings.instantiate(() => undefined);
  bindings.open({ path: ':memory:', maximumThreads: 1, query: { castBigIntToDouble: false } });
  const connection = bindings.connect().useUnsafe((_, id) => id);
  for (const lock of ['CREATE SCHEMA raw', ...LOCKS]) bindings.runQuery(connection, lock);
  return { bindings, connection };
}

/** For our own statements; what people wrote goes through `runQuery.ts`. */
export function execute({ bindings, connection }: Database, sql: string): void {
  bindings.runQuery(connection, sql);
}
