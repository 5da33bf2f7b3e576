// Runs the long analyses over columns it shares with the heap worker, and reads the dumps of a comparison; may be terminated.
import { expose } from 'comlink';
import { fail } from '#heap/base/fault.ts';
import { httpColumns } from './columns.ts';
import { HeapService } from './heapService.ts';

expose(
  new HeapService(
    (source) =>
      source.kind === 'http'
        ? httpColumns(source.url, source.token)
        : fail({ code: 'source/unreadable', reason: 'no files in a page' }),
    () => performance.now(),
  ),
);
