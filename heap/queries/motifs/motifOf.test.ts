import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { objectAt, parseAddress } from '../../model/addresses.ts';
import type { Heap } from '../../model/heap.ts';
import { componentId, typeId } from '../../model/ids.ts';
import { MOTIFS, type Motif } from '../../model/motifRows.ts';
import { typeNameOf } from '../../model/names.ts';
import { analysed } from '../../testing/analysed.ts';
import { draw } from '../../testing/draw.ts';
import { load } from '../../testing/loading.ts';
import { componentOfObject } from '../components.ts';
import { motifOf } from './motifOf.ts';

/** Motif and matched names of the component of `name`, under the lens that hides nothing but weak references. */
function motifIn(drawing: string, name = 'a'): readonly [Motif | undefined, readonly string[]] {
  const { heap, at, names } = draw(drawing);
  markExceptions(heap);
  const results = analysed(heap);
  const components = results.componentsAll;
  const component = componentOfObject(components, at(name));
  if (component === undefined) throw new Error(`${name} is in no cycle`);
  const found = motifOf({ heap, results, components, referrers: results.referrers }, component);
  return [found?.motif, names(found?.matched ?? [])];
}

/** Py_TPFLAGS_BASE_EXC_SUBCLASS, which drawings cannot say. */
function markExceptions(heap: Heap): void {
  for (let i = 0; i < heap.types.length; i++) {
    if (typeNameOf(heap, typeId(i)).name.endsWith('Error')) heap.types.flags[i]! |= 1 << 30;
  }
}

const ERROR = 'a: type=app.Error; t: type=traceback; f: type=frame';
const TASK = 'a: type=_asyncio.Task; c: type=coroutine';
const ENTITIES = [1, 2, 3, 4, 5].map((n) => `d -value-> e${n}; e${n}: type=app.Row; e${n} -.session-> a`).join(';');

/** Motif, a drawing that has it, a near miss that must not have it. */
const CASES: readonly (readonly [Motif, string, string])[] = [
  [
    'exceptionFrame',
    `a -traceback-> t; t -frame-> f; f -local-> a; ${ERROR}`,
    `a -traceback-> t; t -frame-> f; f -code-> a; ${ERROR}`,
  ],
  [
    'exceptionChain',
    `a -exception-> b; b -traceback-> t; t -frame-> f; f -local-> l; l -[0]-> a; l: type=list; b: type=app.Error; ${ERROR}`,
    `a -exception-> b; b -traceback-> t; t -frame-> f; f -local-> l; l -[0]-> a; l: type=list; b: type=tuple; ${ERROR}`,
  ],
  [
    'boundMethod',
    'a -.render-> m; m -self-> a; m: type=method',
    'a -.render-> m; m -self-> b; b -.owns-> x; x -.y-> a; m: type=method',
  ],
  [
    'closureSelf',
    'a -.key-> f; f -closure-> t; t -[0]-> c; c -cell-> a; f: type=function; t: type=tuple; c: type=cell',
    'a -.key-> f; f -default-> t; t -[0]-> a; f: type=function; t: type=tuple',
  ],
  [
    'parentChild',
    'a -.children-> l; l -[0]-> b; b -.up-> a; l: type=list; a: type=app.Parent; b: type=app.Child',
    'a -.children-> l; l -[0]-> b; b -.up-> c; c -.up-> a; l: type=list; a: type=app.A; b: type=app.B; c: type=app.C',
  ],
  [
    'methodCache',
    'a -.cached-> w; w -internal-> d; d -key-> k; k -[0]-> a; w: type=functools._lru_cache_wrapper; d: type=dict; k: type=tuple',
    'a -.cached-> w; w -internal-> d; d -value-> a; w: type=functools._lru_cache_wrapper; d: type=dict',
  ],
  [
    'weakDictDefeated',
    'a -.data-> d; d -key-> r; r -weak-> k; d -value-> v; v -.subject-> k; k -.by-> a; a: type=weakref.WeakKeyDictionary; d: type=dict; r: type=weakref.ReferenceType',
    'a -.data-> d; d -key-> r; r -weak-> k; d -value-> v; v -.by-> a; root -> k; a: type=weakref.WeakKeyDictionary; d: type=dict; r: type=weakref.ReferenceType',
  ],
  [
    'callbackRegistry',
    'a -.callbacks-> l; l -[0]-> m; m -self-> v; v -.cache-> a; l: type=list; m: type=method; a: type=app.A; v: type=app.V',
    'a -.callback-> m; m -self-> v; v -.cache-> a; m: type=method; a: type=app.A; v: type=app.V',
  ],
  [
    'taskCoroutine',
    `a -internal-> c; c -local-> f; f -internal-> l; l -[0]-> a; f: type=_asyncio.Future; l: type=list; ${TASK}`,
    'a -.work-> f; f -local-> a; a: type=_asyncio.Task; f: type=frame',
  ],
  [
    'suspendedGenerator',
    'a -local-> l; l -[0]-> a; a: type=generator; l: type=list',
    'a -code-> l; l -[0]-> a; a: type=generator; l: type=list',
  ],
  [
    'classChurn',
    'a -type-> m; m -[0]-> a; a: type=type text=app.Row; b: type=type text=app.Row; c: type=type text=app.Row; m: type=tuple',
    'a -type-> m; m -[0]-> a; a: type=type text=app.Row; b: type=type text=app.Row; c: type=type text=app.Col; m: type=tuple',
  ],
  [
    'loggerTree',
    'a -.manager-> m; m -.loggerDict-> d; d -value-> a; a: type=logging.Logger; m: type=logging.Manager; d: type=dict',
    'a -.manager-> m; m -.loggerDict-> d; d -value-> a; a: type=logging.Logger; m: type=app.Manager; d: type=dict',
  ],
  [
    'selfContaining',
    'a -[0]-> b; b -[0]-> a; a: type=list; b: type=list',
    'a -[0]-> b; b -[0]-> a; a: type=list; b: type=frame',
  ],
  [
    'identityMap',
    `a -.map-> d; ${ENTITIES}; a: type=app.Session; d: type=dict`,
    `a -.map-> d; ${ENTITIES.split(';').slice(0, 12).join(';')}; a: type=app.Session; d: type=dict`,
  ],
];

test('every motif has a drawing', () => {
  expect(CASES.map(([motif]) => motif)).toEqual(MOTIFS);
});

describe.each(CASES)('%s', (motif, positive, negative) => {
  test('is found where it is drawn', () => {
    expect(motifIn(positive)[0]).toBe(motif);
  });
  test('is not found in a near miss', () => {
    expect(motifIn(negative)[0]).not.toBe(motif);
  });
});

describe('variants of real dumps', () => {
  const check = (motif: Motif, drawing: string, matched: string): void => {
    expect(motifIn(drawing)).toEqual([motif, matched.split(' ')]);
  };

  test('a traceback of several frames whose oldest frame holds the exception', () => {
    check(
      'exceptionFrame',
      `a -traceback-> t; t -traceback-> u; u -frame-> g; g -frame-> f; f -local-> a; u: type=traceback; g: type=frame; ${ERROR}`,
      'a f g t u',
    );
  });

  test('an instance that stores the exception its method caught', () => {
    check(
      'exceptionFrame',
      `a -traceback-> t; t -frame-> f; f -local-> s; s -.error-> a; s: type=app.Service; ${ERROR}`,
      'a f s t',
    );
  });

  test('attributes in a dict, as before CPython 3.11', () => {
    check('boundMethod', 'a -dict-> d; d -value-> m; m -self-> a; m: type=method; d: type=dict', 'a d m');
    check(
      'parentChild',
      'a -dict-> d; d -value-> b; b -dict-> e; e -value-> a; d: type=dict; e: type=dict; a: type=app.A; b: type=app.B',
      'a b d e',
    );
  });

  test('a partial in a list calls back', () => {
    check(
      'callbackRegistry',
      'a -.cbs-> l; l -[0]-> p; p -function-> m; m -self-> a; l: type=list; p: type=functools.partial; m: type=method',
      'a l m p',
    );
  });

  test('a recursive inner function', () => {
    check(
      'closureSelf',
      'a -closure-> t; t -[0]-> c; c -cell-> a; a: type=function; t: type=tuple; c: type=cell',
      'a c t',
    );
  });

  test('a task whose coroutine has the object that holds the task', () => {
    check('taskCoroutine', `a -internal-> c; c -local-> s; s -.task-> a; s: type=app.Server; ${TASK}`, 'a c s');
  });

  test('a generator kept by the instance it runs on', () => {
    check('suspendedGenerator', 'a -frame-> f; f -local-> s; s -.rows-> a; a: type=generator; f: type=frame', 'a f s');
  });

  test('a name that says parent is enough in a cycle of three classes', () => {
    check(
      'parentChild',
      'a -.child-> b; b -.x-> c; b -.parent-> a; c -.y-> a; a: type=app.A; b: type=app.B; c: type=app.C',
      'a b',
    );
  });

  test('one class twice, but not an object that refers to itself', () => {
    check('parentChild', 'a -.next-> b; b -.back-> a', 'a b');
    expect(motifIn('a -.me-> a')).toEqual([undefined, []]);
  });
});

test('the planted cycles of the demo dump have their names', async () => {
  const truth = JSON.parse(readFileSync('samples/demo.truth.json', 'utf8')) as {
    readonly session_leak: { readonly first: string };
    readonly error_cycle: { readonly exceptions: readonly string[] };
    readonly callback_cycle: { readonly cache: string };
    readonly suspended: { readonly task: string };
  };
  const { heap } = await load(readFileSync('samples/demo.ouro'));
  const results = analysed(heap);
  const components = results.componentsDefault;
  const tables = { heap, results, components, referrers: results.referrers };
  const motifAt = (address: string): Motif | undefined => {
    const object = objectAt(heap, parseAddress(address) ?? -1);
    const component = object === undefined ? undefined : componentOfObject(components, object);
    return component === undefined ? undefined : motifOf(tables, component)?.motif;
  };
  expect(motifAt(truth.session_leak.first)).toBe('parentChild');
  expect(truth.error_cycle.exceptions.map(motifAt)).toEqual(truth.error_cycle.exceptions.map(() => 'exceptionFrame'));
  expect(motifAt(truth.callback_cycle.cache)).toBe('callbackRegistry');
  expect(motifAt(truth.suspended.task)).toBe('taskCoroutine');
  const motifs = new Map<Motif | undefined, number>();
  for (let i = 0; i < components.length; i++) {
    const motif = motifOf(tables, componentId(i))?.motif;
    motifs.set(motif, (motifs.get(motif) ?? 0) + 1);
  }
  // 400 sessions with their users, 45 orders with their lines, 2 in the libraries that the interpreter loaded.
  expect([...motifs].sort()).toEqual([
    ['callbackRegistry', 1],
    ['exceptionFrame', 13],
    ['parentChild', 447],
    ['taskCoroutine', 1],
  ]);
});

test('the hairball of everything has no name', async () => {
  const { heap } = await load(readFileSync('samples/demo.ouro'));
  const results = analysed(heap);
  const components = results.componentsAll;
  expect(components.first[1]).toBeGreaterThan(1000);
  expect(motifOf({ heap, results, components, referrers: results.referrers }, componentId(0))).toBeUndefined();
});
