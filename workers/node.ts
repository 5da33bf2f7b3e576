// Starts the heap service in a thread of this Node program; the built thread lies beside the caller in out/main.
import { transfer, wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { HeapApi } from './api.ts';
import type { SqlApi } from './sqlApi.ts';

export interface HeapThread {
  readonly heap: Remote<HeapApi>;
  close(): Promise<void>;
}

export interface SqlThread {
  readonly sql: Remote<SqlApi>;
  /** Until then questions wait. */
  connect(heap: Remote<HeapApi>): Promise<void>;
  /** Ends it at once, whatever it does. */
  close(): Promise<void>;
}

/** Begins to compile the SQL engine, beside whatever else is done before the first question. */
export function startSqlThread(): SqlThread {
  const worker = new Worker(new URL('./sql.js', import.meta.url), { env: {}, execArgv: [], argv: [], stdin: false });
  const sql = wrap<SqlApi>(nodeEndpoint(worker));
  const { port1, port2 } = new MessageChannel();
  // The page's own copy of the engine: one file for all shells.
  const wasm = fileURLToPath(new URL('../renderer/assets/duckdb-eh.wasm', import.meta.url));
  const started = sql.start(wasm, transfer(port2, [port2]));
  return {
    sql,
    async connect(heap) {
      await heap.connectSql(transfer(port1, [port1]));
      await started;
    },
    async close() {
      await worker.terminate();
    },
  };
}

export function startHeapThread(): HeapThread {
  const worker = new Worker(new URL('./heap.js', import.meta.url), { env: {}, execArgv: [], argv: [], stdin: false });
  const heap = wrap<HeapApi>(nodeEndpoint(worker));
  return {
    heap,
    async close() {
      await worker.terminate();
    },
  };
}
