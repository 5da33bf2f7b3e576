// Starts the heap service in a thread of this Node program; the built thread lies beside the caller in out/main.
import { wrap, type Remote } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter';
import { Worker } from 'node:worker_threads';
import type { HeapApi } from './api.ts';

export interface HeapThread {
  readonly heap: Remote<HeapApi>;
  close(): Promise<void>;
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
