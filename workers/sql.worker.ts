// The SQL engine of a page: in a worker of its own, so that it may be ended at any moment.
import { expose } from 'comlink';
import { SqlService } from './sql/sqlService.ts';

// Nothing here talks to a server: the engine's own way out is closed before it is there.
Reflect.deleteProperty(globalThis, 'XMLHttpRequest');
expose(new SqlService(() => performance.now()));
