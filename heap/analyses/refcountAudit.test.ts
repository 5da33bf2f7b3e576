import { expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { stringTable } from '../base/strings.ts';
import { silentTask } from '../base/task.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { idColumn, type ObjectId, type StringId, type TypeId } from '../model/ids.ts';
import { KIND } from '../model/kinds.ts';
import { EXPLANATIONS } from '../model/rows.ts';
import { draw } from '../testing/draw.ts';
import { naiveFound } from '../testing/oracles.ts';
import { heapOf, type RootPart } from '../testing/parts.ts';
import { randomHeap } from '../testing/random.ts';
import { relabelled } from '../testing/relabel.ts';
import { forSeeds, shuffled } from '../testing/seeds.ts';
import { refcountAudit } from './refcountAudit.ts';

const SEED = process.env['OURO_SEED'];

const audit = (heap: Heap) => refcountAudit(heap, openLedger(), silentTask);

function audited(drawing: string, options?: Parameters<typeof draw>[1]) {
  const { heap, at } = draw(drawing, options);
  const result = audit(heap);
  return {
    summary: result.summary,
    of: (name: string) => [result.residual[at(name)], EXPLANATIONS[result.explanation[at(name)]]],
  };
}

test('three planted counts on five instances come out as exactly 1, 1, 1, 0, 0', () => {
  const drawing =
    'a: type=app.Node extra=1; b: type=app.Node extra=1; c: type=app.Node extra=1; d: type=app.Node; e: type=app.Node';
  const { of, summary } = audited(drawing);
  expect(['a', 'b', 'c', 'd', 'e'].map(of)).toEqual([
    [1, 'unexplained'],
    [1, 'unexplained'],
    [1, 'unexplained'],
    [0, 'exact'],
    [0, 'exact'],
  ]);
  expect(summary).toMatchObject({
    mortal: 5,
    exact: 2,
    explained: 0,
    unexplained: 3,
    inconsistent: 0,
    exactShare: 0.4,
  });
  expect(summary.byType).toEqual([
    { type: expect.objectContaining({ module: 'app', name: 'Node' }), objects: 3, excess: 3, example: 0 },
  ]);
});

test('types are ranked by unexplained excess, the example is the object with most of it', () => {
  const { summary } = audited(
    'a: type=app.Few extra=2; b: type=app.Many extra=3; c: type=app.Many extra=5; d: type=app.Many extra=5',
  );
  expect(summary.byType.map(({ type, objects, excess, example }) => [type.name, objects, excess, example])).toEqual([
    ['Many', 3, 13, 2],
    ['Few', 1, 2, 0],
  ]);
});

test('hidden and parallel references count, weak ones do not', () => {
  const { of } = audited('a -> b; a -> b; a -hidden-> b; a -weak-> b');
  expect(of('b')).toEqual([0, 'exact']);
});

test('immortal and static objects are counted apart', () => {
  const { heap, at } = draw('a: immortal extra=9; b: extra=950000000; c', { hexversion: 0x030b07f0 });
  const { explanation, residual, summary } = audit(heap);
  expect(EXPLANATIONS[explanation[at('a')]]).toBe('immortal');
  expect(EXPLANATIONS[explanation[at('b')]]).toBe('static');
  expect([...residual]).toEqual([0, 0, 0]);
  expect(summary).toMatchObject({ immortal: 2, mortal: 1, exact: 1 });
});

test('3.12 and later: bit 31 of the count means immortal', () => {
  const { heap } = draw('a', { hexversion: 0x030c0000 });
  heap.objects.refcount[0] = 0xffffffff;
  expect(EXPLANATIONS[audit(heap).explanation[0]]).toBe('immortal');
});

test('what the interpreter itself holds is explained, the same count on a user object is not', () => {
  const { of } = audited(
    [
      'class: type=type extra=2',
      'none: type=NoneType extra=40',
      'small: type=int extra=3 size=28',
      'big: type=int extra=1 size=32',
      'letter: type=str items=1 extra=1',
      'empty: type=tuple items=0 extra=5',
      'code: type=code extra=1; code -constant-> consts; consts: type=tuple items=2 extra=1; consts -[0]-> text; text: type=str items=9 extra=1',
      'running: type=frame extra=1',
      'open: type=builtin_function_or_method extra=1',
      'module.m: type=module extra=2; module.m -dict-> ns; ns: type=dict extra=1',
      'list: type=list extra=1; dict: type=dict extra=1; set: type=set extra=1; user: extra=1; phrase: type=str items=9 extra=1',
    ].join(';'),
  );
  const words = (names: string) => names.split(' ').map((name) => of(name)[1]);
  expect(words('class none small letter empty')).toEqual([
    'typeObject',
    'singleton',
    'singleton',
    'singleton',
    'singleton',
  ]);
  expect(words('code consts text')).toEqual(['codeInternal', 'codeInternal', 'codeInternal']);
  expect(words('running open module.m ns')).toEqual(['frame', 'module', 'module', 'module']);
  expect(words('big list dict set user phrase')).toEqual(new Array(6).fill('unexplained'));
});

test('a root row explains one count of a registry, and every count of a running frame', () => {
  const root = (object: number, kind: RootPart['kind']): RootPart => ({
    object,
    ...(kind === undefined ? {} : { kind }),
  });
  const heap = heapOf({
    objects: [{}, { extra: 1 }, { extra: 3 }, { type: 'str', size: 9, extra: 2 }, { extra: 1 }],
    references: [],
    roots: [root(0, 'registry'), root(1, 'registry'), root(2, 'local'), root(3, 'interned'), root(4, 'thread')],
  });
  const { explanation } = audit(heap);
  expect([...explanation].map((code) => EXPLANATIONS[code])).toEqual([
    'module',
    'unexplained',
    'frame',
    'interned',
    'frame',
  ]);
});

test('interned strings and identifiers are held by tables of the interpreter', () => {
  const { heap, at } = draw(
    'a: type=str items=9 extra=2; b: type=str items=5 extra=1 text=value; c: type=int extra=1 text=300',
  );
  heap.objects.flags[at('a')] |= FLAG.interned;
  heap.previews.form.set([3, 2]);
  const { explanation } = audit(heap);
  expect([...explanation].map((code) => EXPLANATIONS[code])).toEqual(['interned', 'interned', 'unexplained']);
});

test('dicts that only C structures own are explained by what is in them', () => {
  const { heap, at } = draw(
    [
      'subclasses -key-> id; subclasses -value-> ref; subclasses: type=dict extra=1; id: type=int; ref: type=weakref.ReferenceType',
      'copy -key-> word; copy -value-> x; copy: type=dict extra=1; word: type=str text=__name__ items=8',
      'cache -key-> id; cache -value-> x; cache: type=dict extra=1',
      'leaked -key-> id; leaked -value-> ref; leaked: type=dict extra=2; empty: type=dict extra=1',
    ].join(';'),
  );
  const { explanation } = audit(heap);
  const words = ['subclasses', 'copy', 'cache', 'leaked', 'empty'].map((name) => EXPLANATIONS[explanation[at(name)]]);
  expect(words).toEqual(['typeObject', 'module', 'unexplained', 'unexplained', 'unexplained']);
});

test('a running frame holds its function once', () => {
  const { heap } = draw(
    [1, 2, 1]
      .map((extra, i) => `f${i}: type=function extra=${extra} text=${i === 2 ? 'idle' : 'run'}~(app.py:1)`)
      .join(';'),
  );
  const texts = stringTable(['run (app.py:1)', 'run (app.py:1)', 'idle (app.py:9)'], openLedger());
  const previews = { ...heap.previews, form: new Uint8Array(3).fill(4), texts };
  const frames = {
    ...heap.frames,
    length: 2,
    function: idColumn<StringId>(Uint32Array.of(1, 2)),
    flags: Uint8Array.of(0, 2),
  };
  const object = idColumn<ObjectId>(Uint32Array.of(NONE, NONE));
  const types = {
    ...heap.types,
    module: idColumn<StringId>(Uint32Array.of(0)),
    qualname: idColumn<StringId>(Uint32Array.of(3)),
  };
  const named = {
    ...heap,
    previews,
    types,
    frames: { ...frames, object },
    strings: stringTable(['', 'run', 'idle', 'function'], openLedger()),
  };
  expect([...audit(named).explanation].map((code) => EXPLANATIONS[code])).toEqual([
    'frame',
    'unexplained',
    'unexplained',
  ]);
});

test('the keys of split dicts are counted once, by the shared table', () => {
  const { heap, at } = draw(
    'd1 -key-> k; d2 -key-> k; d3 -key-> k; d1: type=dict; d2: type=dict; d3: type=dict; k: type=str items=9',
  );
  heap.objects.flags[at('d1')] |= FLAG.splitKeys;
  heap.objects.flags[at('d2')] |= FLAG.splitKeys;
  heap.objects.refcount[at('k')] = 2;
  const shared = {
    ...heap,
    sharedKeys: {
      length: 1,
      key: idColumn<ObjectId>(Uint32Array.of(at('k'))),
      type: idColumn<TypeId>(Uint32Array.of(0)),
    },
  };
  const result = audit(shared);
  expect([result.found[at('k')], result.residual[at('k')]]).toEqual([2, 0]);
  const bare = { ...heap, manifest: { ...heap.manifest, capabilities: [] } };
  expect(EXPLANATIONS[audit(bare).explanation[at('k')]]).toBe('sharedKeys');
});

test('a count below the references is inconsistent; dumper and synthetic objects are not audited', () => {
  const { heap, at } = draw('a -> b; c: dumper extra=5; d: extra=5');
  heap.objects.refcount[at('b')] = 0;
  heap.objects.flags[at('d')] |= FLAG.synthetic;
  const { explanation, residual, summary } = audit(heap);
  expect(residual[at('b')]).toBe(-1);
  expect([...explanation].map((code) => EXPLANATIONS[code])).toEqual([
    'exact',
    'inconsistent',
    'notCounted',
    'notCounted',
  ]);
  expect(summary).toMatchObject({ mortal: 2, exact: 1, inconsistent: 1 });
});

test('found references equal counting by hand, whatever the numbering', () => {
  forSeeds(SEED, 2000, (random) => {
    const heap = randomHeap(random, 40);
    const { flags, length } = heap.objects;
    for (let object = 0; object < length; object++) if (random() < 0.2) flags[object] |= FLAG.splitKeys;
    for (let row = 0; row < heap.references.length; row++) if (random() < 0.2) heap.references.kind[row] = KIND.key;
    const keys = Uint32Array.from({ length: Math.floor(random() * 5) }, () => Math.floor(random() * length));
    const shared = {
      ...heap,
      sharedKeys: { length: keys.length, key: idColumn<ObjectId>(keys), type: idColumn<TypeId>(keys) },
    };
    const ledger = openLedger();
    const result = refcountAudit(shared, ledger, silentTask);
    expect([...result.found]).toEqual(naiveFound(shared));
    expect(ledger.live).toBe(result.found.byteLength + result.residual.byteLength + result.explanation.byteLength);
    const excess = [...heap.objects.refcount].map((count, object) => count - result.found[object]);
    expect([...result.residual]).toEqual(
      excess.map((rest, object) => ((flags[object] & FLAG.immortal) !== 0 ? 0 : rest)),
    );
    const { mortal, exact, explained, unexplained, inconsistent, immortal } = result.summary;
    expect([exact + explained + unexplained + inconsistent, mortal + immortal]).toEqual([mortal, length]);
    const order = shuffled(random, length);
    const again = audit(relabelled(shared, order));
    expect([...again.explanation]).toEqual(order.map((object) => result.explanation[object]));
  });
}, 30_000);
