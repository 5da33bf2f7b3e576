import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { componentId, objectId } from '../model/ids.ts';
import { analysed } from '../testing/analysed.ts';
import { draw, type Drawing } from '../testing/draw.ts';
import { heapOf } from '../testing/parts.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { componentRow } from './componentRows.ts';
import { entryRow, sortedEntries } from './components.ts';
import { motifContext } from './motifs/motifOf.ts';
import { describe as describeObject, dominatorChain } from './describe.ts';
import { duplicateValues } from './advice/duplicates.ts';
import { exportChunk } from './exportTable.ts';
import { fidelityOf } from './fidelity.ts';
import { labelOf, pythonString } from './labels.ts';
import { referencesPage, referrersPage } from './neighbours.ts';
import { subgraph } from './pictures.ts';
import { namespacesOf } from './namespaces.ts';
import { shapeOf } from './shape.ts';
import { dominatedPage, treemap } from './treemap.ts';

const page = { first: 0, count: 100 };

function cardOf({ heap, at }: Drawing, name: string): ReturnType<typeof describeObject> {
  const results = analysed(heap);
  return describeObject(heap, results, results.referrers, at(name));
}

describe('labels', () => {
  test('are fragments of Python', () => {
    const heap = heapOf({
      objects: [
        { type: 'dict' },
        { type: 'str', preview: "it's\n" },
        {},
        { type: 'tuple', size: 2 },
        { type: 'str', size: 19 },
      ],
      references: [
        { from: 0, to: 1, kind: 'key' },
        { from: 0, to: 2, kind: 'value', label: 1 },
        { from: 0, to: 2, kind: 'value', label: 4 },
        { from: 2, to: 3, kind: 'attribute', label: 'cart' },
        { from: 3, to: 2, kind: 'item', label: 3 },
        { from: 3, to: 2, kind: 'weak' },
      ],
      roots: [],
    });
    expect([0, 1, 2, 3, 4, 5].map((r) => labelOf(heap, r as never))).toEqual([
      ' key',
      "['it\\'s\\n']",
      '[str#19]',
      '.cart',
      '[3]',
      ' weak',
    ]);
  });

  test('quote what would end the literal', () => {
    expect(pythonString("a'b\\c\u0007")).toBe("'a\\'b\\\\c\\x07'");
  });
});

describe('neighbours', () => {
  const drawing = draw('root -.small-> a; root -.large-> b; root -weak-> b; a: size=10; b: size=900');

  test('references come largest retained first, weak ones marked', () => {
    const results = analysed(drawing.heap);
    const { rows, total } = referencesPage(drawing.heap, results, drawing.at('root'), page);
    expect(rows.map((row) => [row.label, row.weak])).toEqual([
      ['.large', false],
      [' weak', true],
      ['.small', false],
    ]);
    expect(total).toBe(3);
  });

  test('referrers name their holder', () => {
    const results = analysed(drawing.heap);
    const { rows } = referrersPage(drawing.heap, results, results.referrers, drawing.at('a'), page);
    expect(rows.map((row) => row.other.object)).toEqual([drawing.at('root')]);
  });

  test('a page is bounded whatever is asked', () => {
    const { rows, first } = referencesPage(drawing.heap, analysed(drawing.heap), drawing.at('root'), {
      first: 2,
      count: 1e9,
    });
    expect([rows.length, first]).toEqual([1, 2]);
  });
});

describe('describe', () => {
  test('the balance of a count adds up', () => {
    const card = cardOf(draw('root -> a; a -> b; b -> a; a: extra=1'), 'a');
    expect(card.balance).toMatchObject({ recorded: 3, inside: 1, outside: 1, excess: 1, explanation: 'unexplained' });
    expect(card.component?.objects).toBe(2);
  });

  test('garbage says which generation frees it', () => {
    const card = cardOf(draw('root -> x; a -> b; b -> a; a: gen=0; b: gen=1'), 'a');
    expect([card.verdict, card.freedBy, card.distance, card.expression]).toEqual(['garbage', 1, undefined, '']);
  });

  test('the dominator chain starts at the top', () => {
    const { heap, at } = draw('root -> a; a -> b; b -> c');
    expect(dominatorChain(heap, analysed(heap), at('c')).map((row) => row.object)).toEqual([
      at('root'),
      at('a'),
      at('b'),
    ]);
  });
});

describe('components', () => {
  const { heap, at } = draw(
    'root -.held-> a; a -> b; b -> a; a: size=100; b: size=50; other -> b; b -> leaf; leaf: size=7',
  );
  const results = analysed(heap);
  const tables = {
    heap,
    results,
    components: results.componentsDefault,
    referrers: results.referrers,
    motifs: motifContext(heap),
  };

  test('row: sizes, entries and who holds it', () => {
    expect(componentRow(tables, componentId(0))).toMatchObject({
      objects: 2,
      references: 2,
      selfSize: 150,
      retained: 157,
      entries: 2,
      heldBy: '<root>.held',
    });
  });

  test('entries from unreachable holders are told apart', () => {
    const rows = sortedEntries(tables, componentId(0)).map((entry) => entryRow(tables, entry));
    expect(rows.map((row) => [row.holder.object, row.holderReachable])).toEqual([
      [at('root'), true],
      [at('other'), false],
    ]);
  });
});

describe('pictures', () => {
  const { heap, at } = draw('root -> h; h -> a; a -> b; b -> a; a -weak-> w; b -> leaf');
  const results = analysed(heap);
  const tables = { heap, results, referrers: results.referrers };
  const lens = (): typeof results.componentsDefault => results.componentsDefault;

  test('a component with its entry and the path above it', () => {
    const picture = subgraph(tables, lens, {
      kind: 'component',
      lens: 'default',
      component: componentId(0),
      limit: 150,
    });
    const roles = Object.fromEntries(picture.edges.map((edge) => [`${edge.from}-${edge.to}`, edge.role]));
    expect(roles).toEqual({
      [`${at('root')}-${at('h')}`]: 'path',
      [`${at('h')}-${at('a')}`]: 'entry',
      [`${at('a')}-${at('b')}`]: 'inside',
      [`${at('b')}-${at('a')}`]: 'inside',
      [`${at('b')}-${at('leaf')}`]: 'strong',
    });
    expect(picture.nodes.find((node) => node.object.object === at('root'))?.isRoot).toBe(true);
  });

  test('a fan of thousands is folded by type and the limit holds', () => {
    const many = draw(Array.from({ length: 3000 }, (_, i) => `root -> leaf${i}; leaf${i}: type=app.Leaf`).join(';'));
    const all = analysed(many.heap);
    const picture = subgraph({ heap: many.heap, results: all, referrers: all.referrers }, () => all.componentsDefault, {
      kind: 'neighbourhood',
      object: many.at('root'),
      limit: 150,
    });
    expect(picture.nodes.length).toBe(31);
    expect(picture.folds).toEqual([expect.objectContaining({ side: 'references', count: 2970 })]);
  });
});

describe('treemap', () => {
  test('tiles add up to what the roots retain', () => {
    for (let round = 0; round < 200; round++) {
      const heap = randomHeap(randomFrom(round), 40);
      const results = analysed(heap);
      const tree = results.dominators;
      const dominators = { tree, children: results.dominated };
      const tiles = treemap(heap, results, dominators, namespacesOf(heap, openLedger()), 5);
      const sum = tiles.reduce((bytes, tile) => bytes + tile.retained, 0);
      expect(sum).toBe(heap.objects.selfSize.reduce((bytes, size) => bytes + size, 0));
      const { rows } = dominatedPage(heap, results, dominators, undefined, { first: 0, count: 500 });
      expect(rows.reduce((bytes, row) => bytes + (row.retained ?? 0), 0)).toBe(sum);
    }
  });
});

describe('export', () => {
  const { heap } = draw('root -.next-> a; a -weak-> root; a: text==HYPERLINK() type=app.Node');
  const histogram = { count: new Uint32Array(heap.types.length), selfSize: new Float64Array(heap.types.length) };
  const results = analysed(heap);

  test('references hold every row, weak ones by kind', () => {
    const chunk = exportChunk(heap, results, histogram, {
      table: 'references',
      columns: ['from', 'to', 'kind', 'label'],
      format: 'csv',
      first: 0,
      count: 10,
    });
    expect(chunk.text.split('\r\n')).toEqual([
      'from,to,kind,label',
      '0x7f0000001000,0x7f0000001040,attribute,.next',
      '0x7f0000001040,0x7f0000001000,weak,weak',
      '',
    ]);
  });

  test('a formula in dump text is defused, our numbers are not', () => {
    const chunk = exportChunk(heap, results, histogram, {
      table: 'objects',
      columns: ['preview', 'self', 'idom'],
      format: 'csv',
      first: 1,
      count: 1,
    });
    expect(chunk.text).toBe("'=HYPERLINK(),16,0x7f0000001000\r\n");
  });

  test('ndjson has null for what is not there', () => {
    const chunk = exportChunk(heap, results, histogram, {
      table: 'objects',
      columns: ['id', 'idom', 'component'],
      format: 'ndjson',
      first: 0,
      count: 1,
    });
    expect(JSON.parse(chunk.text)).toEqual({ id: '0x7f0000001000', idom: null, component: null });
  });
});

describe('duplicates', () => {
  test('count copies beyond the first', () => {
    const { heap } = draw(
      'a: type=str size=50 items=3; b: type=str size=50 items=3; c: type=str size=60 items=3; d: type=bytes size=50 items=3',
    );
    const tagged: Heap = {
      ...heap,
      tags: {
        length: 4,
        object: heap.objects.byAddress,
        low: Uint32Array.of(1, 1, 2, 1),
        high: Uint32Array.of(9, 9, 9, 9),
      },
    };
    expect(duplicateValues(tagged, openLedger(), silentTask)).toEqual([
      { type: heap.objects.type[objectId(0)], groups: 1, copies: 1, bytes: 50, example: 0 },
    ]);
  });
});

describe('fidelity', () => {
  test('a partial dump is D, a whole one A, one without counts C', () => {
    const whole = draw('root -> a').heap;
    const partial = {
      ...whole,
      manifest: { ...whole.manifest, completeness: { ...whole.manifest.completeness, status: 'partial' as const } },
    };
    const bare = draw('root -> a', { without: ['refcounts'] }).heap;
    expect([
      fidelityOf(whole, undefined).grade,
      fidelityOf(partial, undefined).grade,
      fidelityOf(bare, undefined).grade,
    ]).toEqual(['A', 'D', 'C']);
  });
});

test('shapes follow the type', () => {
  const { heap, at } = draw(
    'm: type=module; d: type=dict; s: type=str; t: type=type; f: type=frame; g: type=function; i: type=app.X',
  );
  expect(['m', 'd', 's', 't', 'f', 'g', 'i'].map((name) => shapeOf(heap, at(name)))).toEqual([
    'module',
    'container',
    'atom',
    'type',
    'frame',
    'function',
    'instance',
  ]);
});
