// Shell events as a streamed answer, one JSON object per line: EventSource cannot carry the token.
import type { ServerResponse } from 'node:http';
import type { ShellEvent } from '../bridge.ts';

export interface EventStreams {
  readonly emit: (event: ShellEvent) => void;
  /** Takes over `response`, whose head is written already, until its client goes away. */
  readonly add: (response: ServerResponse) => void;
  readonly count: () => number;
  readonly closeAll: () => void;
}

/** Progress is dropped for a reader that has this much waiting; everything else is kept. */
const MOST_WAITING = 1_048_576;

export function newEventStreams(): EventStreams {
  const responses = new Set<ServerResponse>();
  return {
    emit(event) {
      const line = `${JSON.stringify(event)}\n`;
      for (const response of responses) {
        if (event.kind === 'progress' && response.writableLength > MOST_WAITING) continue;
        response.write(line);
      }
    },
    add(response) {
      responses.add(response);
      response.once('close', () => responses.delete(response));
      response.flushHeaders();
    },
    count: () => responses.size,
    closeAll() {
      for (const response of responses) response.end();
    },
  };
}
