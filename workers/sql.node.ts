// The same engine in a thread of the CLI.
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter';
import { parentPort } from 'node:worker_threads';
import { SqlService } from './sql/sqlService.ts';

if (parentPort !== null) expose(new SqlService(() => performance.now()), nodeEndpoint(parentPort));
