// A loader on this very thread, at the other end of a channel: for tests, and wherever threads cannot run TypeScript.
import { MessageChannel } from 'node:worker_threads';
import type { Formats } from './formats.ts';
import { nodeDisk, type IndexDisk } from './indexDisk.ts';
import { serveLoad } from './load.ts';
import type { StartLoader } from './start.ts';

export function inProcessLoader(formats: Formats, disk: IndexDisk = nodeDisk): StartLoader {
  return () => {
    const { port1, port2 } = new MessageChannel();
    serveLoad(port2, formats, disk);
    return {
      post: (request) => port1.postMessage(request),
      listen: (listener) => void port1.on('message', listener.onMessage),
      terminate: async () => port1.close(),
    };
  };
}
