// Entry of the loader thread: out/main/loader.js.
import { parentPort } from 'node:worker_threads';
import { knownFormats } from './formats.ts';
import { serveLoad } from './load.ts';

if (parentPort !== null) serveLoad(parentPort, knownFormats);
