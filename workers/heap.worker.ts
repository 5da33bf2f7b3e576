// Owns the open heap and answers clicks. Never terminated while a heap is open.
import { expose } from 'comlink';
import { httpColumns } from './columns.ts';
import { fail } from '#heap/base/fault.ts';
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
