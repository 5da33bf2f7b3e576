import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { FaultError } from '../base/fault.ts';
import { silentTask } from '../base/task.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { randomFrom } from '../testing/random.ts';
import { globMatches } from './glob.ts';
import { orderedBy } from './order.ts';
import { parseQuery } from './queryText.ts';
import { searchObjects } from './search.ts';

const drawing = draw(`
  root -> a; a -> b; b -> a; root -> big
  a: type=app.Session size=48 gen=1
  b: type=app.User size=64
  big: type=bytes size=5000 items=4967 untracked text=hello
  lost -> lost2; lost2 -> lost
  lost: type=app.Session size=100`);

function find(query: string): readonly string[] {
  return drawing.names(
    searchObjects(drawing.heap, analysed(drawing.heap), parseQuery(query), openLedger(), silentTask),
  );
}

describe('search', () => {
  test.each([
    ['type:app.Session', ['a', 'lost']],
    ['type:Session', ['a', 'lost']],
    ['type:app.*', ['a', 'b', 'lost', 'lost2', 'root']],
    ['module:builtins', ['big']],
    ['size>1KiB', ['big']],
    ['len>=4967', ['big']],
    ['gen:1', ['a']],
    ['in:cycle', ['a', 'b', 'lost', 'lost2']],
    ['in:garbage', ['lost', 'lost2']],
    ['in:cycle type:app.Session', ['a', 'lost']],
    ['hello', ['big']],
    ['text:HELL', ['big']],
    ['user', ['b']],
    ['addr:0x7f0000001040', ['a']],
    ['0x7f0000001040', ['a']],
    ['refcount>=2', ['a', 'root'].filter((name) => name === 'a')],
    ['distance=1', ['a', 'big']],
  ])('%s', (query, names) => {
    expect(find(query)).toEqual(names);
  });

  test('an unreadable term is a fault with its column', () => {
    expect(() => parseQuery('type:x size>huge')).toThrow(FaultError);
    try {
      parseQuery('type:x size>huge');
    } catch (error) {
      expect(error).toMatchObject({ fault: { code: 'query/invalid', column: 7 } });
    }
  });

  test('a term whose numbers are not recorded says what is missing', () => {
    const { heap } = draw('root -> a', { without: ['refcounts'] });
    expect(() => searchObjects(heap, analysed(heap), parseQuery('in:garbage'), openLedger(), silentTask)).toThrow(
      'analysis/needs',
    );
  });
});

describe('order', () => {
  test('equals a comparator sort, ties by id', () => {
    const random = randomFrom(7);
    const keys = Float64Array.from({ length: 3000 }, () => Math.floor(random() * 50) * (random() < 0.3 ? 1e9 : 1));
    const ids = Uint32Array.from(keys, (_, i) => i);
    for (const direction of ['ascending', 'descending'] as const) {
      const sign = direction === 'ascending' ? 1 : -1;
      const expected = [...ids].sort((a, b) => sign * (keys[a] - keys[b]) || a - b);
      expect([...orderedBy(keys, ids, direction, openLedger(), silentTask)]).toEqual(expected);
    }
  });
});

describe('glob', () => {
  test.each([
    ['app.*', 'app.Session', true],
    ['*Session', 'app.Session', true],
    ['a*p*n', 'app.session', true],
    ['app', 'app.Session', false],
    ['*a*a', 'a', false],
  ])('%s %s', (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });
});
