// Runs the long analyses over columns it shares with the heap worker; may be terminated at any time.
import { expose } from 'comlink';
import { fail } from '#heap/base/fault.ts';
import { HeapService } from './heapService.ts';

expose(
  new HeapService(
    () => fail({ code: 'source/unreadable', reason: 'columns are adopted, not fetched' }),
    () => performance.now(),
  ),
);
