// Every motif planted in real interpreters: what the dumper writes for frames, coroutines and caches differs by version.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { objectAt } from '../../model/addresses.ts';
import { analysed } from '../../testing/analysed.ts';
import { interpreters } from '../../testing/interpreters.ts';
import { load } from '../../testing/loading.ts';
import { componentOfObject } from '../components.ts';
import { motifOf } from './motifOf.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-motifs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import asyncio, functools, gc, json, logging, sys, weakref
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
gc.collect()
gc.disable()
class Thing:
    def call(self, *rest):
        return 1
class Other(Thing): pass
class Third(Thing): pass
planted, keep = {}, []
def plant(name, one):
    keep.append(one)
    planted[name] = id(one)

def fail():
    kept = None
    try:
        raise ValueError('x')
    except ValueError as error:
        kept = error
    return kept
plant('exceptionFrame direct', fail())
class Service:
    def run(self):
        try:
            raise KeyError('x')
        except KeyError as error:
            self.error = error
service = Service()
service.run()
plant('exceptionFrame stored', service.error)
def chain():
    holder = []
    try:
        try:
            raise OSError('inner')
        except OSError as inner:
            raise_from(holder)
    except ValueError as error:
        holder.append(error.with_traceback(None))
    return holder[0]
def raise_from(holder):
    raise ValueError('outer')
plant('exceptionChain held', chain())

one = Thing(); one.render = one.call
plant('boundMethod', one)
def closed():
    one = Thing()
    one.key = lambda: one
    return one
plant('closureSelf', closed())
def recursive():
    def walk(n):
        return n and walk(n - 1)
    return walk
plant('closureSelf recursive', recursive())
parent, child = Thing(), Other()
parent.children, child.parent = [child], parent
plant('parentChild', parent)
for size in (None, 128):
    one = Thing()
    one.cached = functools.lru_cache(maxsize=size)(lambda self: 1)
    one.cached(one)
    plant('methodCache %s' % size, one)
registry, view = Thing(), Other()
registry.callbacks, view.registry = {'changed': [view.call]}, registry
plant('callbackRegistry method', registry)
one = Thing(); one.callbacks = [functools.partial(one.call, 1)]
plant('callbackRegistry partial', one)

class Server:
    async def run(self):
        await self.future
    def start(self, loop):
        self.future = loop.create_future()
        self.task = loop.create_task(self.run())
loop = asyncio.new_event_loop()
server = Server()
server.start(loop)
for step in range(3):
    loop.run_until_complete(asyncio.sleep(0))
plant('taskCoroutine', server.task)
class Source:
    def rows(self):
        yield 1
        yield self
source = Source()
source.generator = source.rows()
next(source.generator)
plant('suspendedGenerator', source.generator)
logging.getLogger('app.db.pool')
plant('loggerTree', logging.Logger.manager)
loop_list = []
loop_list.append({'self': loop_list})
plant('selfContaining', loop_list)
session = Thing()
session.map = {}
for number in range(6):
    row = Other()
    row.state = Third()
    row.state.session = session
    session.map[number] = row
plant('identityMap', session)
table = weakref.WeakKeyDictionary()
key, value = Thing(), Other()
value.subject, key.registry = key, table
table[key] = value
plant('weakDictDefeated', table)
def make():
    class Row(Thing): pass
    return Row
for number in range(4):
    plant('classChurn', make())
ouroboros_capture.dump(sys.argv[2])
with open(sys.argv[3], 'w') as target:
    json.dump(planted, target)
`;

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('every planted motif is named', async () => {
    const dump = join(folder, `${version}.ouro`);
    const truth = join(folder, `${version}.json`);
    execFileSync(path, ['-W', 'ignore', '-c', PROGRAM, resolve('capture'), dump, truth], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
    });
    const { heap } = await load(readFileSync(dump));
    const results = analysed(heap);
    const planted = JSON.parse(readFileSync(truth, 'utf8')) as Readonly<Record<string, number>>;
    const found = Object.entries(planted).map(([name, address]) => {
      const components = name === 'classChurn' ? results.componentsInstances : results.componentsDefault;
      const object = objectAt(heap, address);
      const component = object === undefined ? undefined : componentOfObject(components, object);
      if (component === undefined) return `${name}: no cycle`;
      return `${name}: ${motifOf({ heap, results, components, referrers: results.referrers }, component)?.motif}`;
    });
    expect(found).toEqual(Object.keys(planted).map((name) => `${name}: ${name.split(' ')[0]}`));
  });
});
