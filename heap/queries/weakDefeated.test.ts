import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { silentTask } from '../base/task.ts';
import { qualifiedName } from '../model/names.ts';
import type { WeakDefeatedAnswer } from '../model/whyRows.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { weakDefeated } from './weakDefeated.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-weak-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(drawing: string): WeakDefeatedAnswer {
  const { heap } = draw(drawing);
  return weakDefeated({ heap, results: analysed(heap) }, 100, silentTask);
}

const BY_KEY =
  'root -.cache-> w; w -.data-> d; d -key-> r; r -weak-> k; d -value-> v; w: type=weakref.WeakKeyDictionary; d: type=dict; r: type=weakref.ReferenceType; k: type=app.Key; v: type=app.Value';
const BY_VALUE =
  'root -.cache-> w; w -.data-> d; d -key-> k; d -value-> r; r -weak-> v; w: type=weakref.WeakValueDictionary; d: type=dict; r: type=weakref.KeyedRef; k: type=app.Key; v: type=app.Value';

describe('a weak dictionary is defeated', () => {
  test('when a value reaches its key', () => {
    const { rows, entries, dictionaries, limited } = ask(`${BY_KEY}; v -.list-> l; l -[0]-> k; l: type=list`);
    expect(rows.map(({ kind, path, alone }) => [kind, path, alone])).toEqual([['weakKey', ['.list', '[0]'], true]]);
    expect([qualifiedName(rows[0]!.key.type), qualifiedName(rows[0]!.value.type)]).toEqual(['app.Key', 'app.Value']);
    expect([entries, dictionaries, limited]).toEqual([1, 1, false]);
  });

  test('when a value is its own key', () => {
    expect(ask(`${BY_KEY}; d -key-> s; s -weak-> x; d -value-> x`).rows.map((row) => row.path)).toEqual([[]]);
  });

  test('when a key reaches its value', () => {
    const { rows } = ask(`${BY_VALUE}; k -.made-> v`);
    expect(rows.map(({ kind, path, alone }) => [kind, path, alone])).toEqual([['weakValue', ['.made'], true]]);
  });

  test('also while somebody else holds the key, marked as not alone', () => {
    expect(ask(`${BY_KEY}; v -.key-> k; root2 -> k`).rows.map((row) => row.alone)).toEqual([false]);
  });
});

describe('a weak dictionary is not defeated', () => {
  test.each([
    ['by a value that holds nothing', BY_KEY],
    ['by a value that refers weakly', `${BY_KEY}; v -weak-> k`],
    ['over the type of a value', `${BY_KEY}; v -instanceType-> t; t -.registry-> k; t: type=type`],
    ['over a module', `${BY_KEY}; v -.home-> m; m -.k-> k; m: type=module`],
    ['by its own table', `${BY_KEY}; v -.cache-> w; w -.newest-> k`],
    ['by a key that its value holds', `${BY_VALUE}; v -.key-> k`],
    ['when it is an ordinary class', BY_KEY.replace('weakref.WeakKeyDictionary', 'app.Dictionary')],
  ])('%s', (_, drawing) => {
    expect(ask(drawing).rows).toEqual([]);
  });
});

const PROGRAM = `
import sys, weakref
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
class Key: pass
class Value:
    def __init__(self, key=None):
        self.key = key
class Mine(weakref.WeakKeyDictionary): pass
def make(kind):
    table = kind()
    for number in range(20):
        key = Key()
        table[key] = Value([key] if number % 2 else None)
    return table
class Name: pass
plain, mine, values = make(weakref.WeakKeyDictionary), make(Mine), weakref.WeakValueDictionary()
for number in range(7):
    name = Name()
    name.made = Value()
    values[name] = name.made
del name
ouroboros_capture.dump(sys.argv[2])
`;

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('10 of 20 keys stay, also in a subclass, and 7 values', async () => {
    const dump = join(folder, `${version}.ouro`);
    execFileSync(path, ['-c', PROGRAM, resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    const { heap } = await load(readFileSync(dump));
    const { rows, limited } = weakDefeated({ heap, results: analysed(heap) }, 500, silentTask);
    const counts = new Map<string, number>();
    for (const row of rows) {
      const name = `${qualifiedName(row.container.type)} ${row.kind} ${row.path.join('')} ${row.alone}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts].sort()).toEqual([
      ['__main__.Mine weakKey .key[0] true', 10],
      ['weakref.WeakKeyDictionary weakKey .key[0] true', 10],
      ['weakref.WeakValueDictionary weakValue .made true', 7],
    ]);
    expect(limited).toBe(false);
  });
});
