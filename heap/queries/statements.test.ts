import { expect, test } from 'vitest';
import { referenceId } from '../model/ids.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { cutRow, referenceLabelled } from './cutRows.ts';

/** `means remedy statement` of the reference of `from` that is labelled `label`. */
function said(drawing: string, from: string, label: string): string {
  const { heap, at } = draw(drawing);
  const { means, remedy, statement } = cutRow(
    { heap, results: analysed(heap) },
    referenceLabelled(heap, at(from), label),
  );
  return [means, remedy, statement].filter((word) => word !== '').join(' ');
}

test('an attribute is deleted by name, a back reference had better be weak', () => {
  const drawing = 'module.app -.child-> a; a -.child-> b; b -.parent-> a';
  expect(said(drawing, 'a', 'child')).toBe('statement delete del module.app.child.child');
  expect(said(drawing, 'b', 'parent')).toBe('statement weak del module.app.child.child.parent');
});

test('an item of a list is deleted, a callback in it is unsubscribed', () => {
  const drawing =
    'module.app -.all-> list; list -[0]-> a; list -[1]-> call; call -self-> a; list: type=list; call: type=method';
  expect(said(drawing, 'list', '[0]')).toBe('statement delete del module.app.all[0]');
  expect(said(drawing, 'list', '[1]')).toBe('statement unsubscribe del module.app.all[1]');
});

test('what no Python can drop says so', () => {
  const drawing =
    'module.app -.pair-> pair; pair -[0]-> a; pair: type=tuple; a -instanceType-> class; class: type=type; call -self-> a; module.app -.call-> call; call: type=method';
  expect(said(drawing, 'pair', '[0]')).toBe('structural none');
  expect(said(drawing, 'a', '__class__')).toBe('structural none');
  expect(said(drawing, 'call', '__self__')).toBe('structural none');
});

test('a cell, a traceback and the only member of a set have words of their own', () => {
  const drawing = [
    'module.app -.cell-> cell; cell -cell-> a; cell: type=cell',
    'module.app -.error-> error; error -traceback-> trace; trace -frame-> frame; trace: type=traceback; frame: type=frame',
    'module.app -.only-> set; set -element-> b; set: type=set items=1',
    'module.app -.gen-> gen; gen -local-> c; gen: type=generator',
  ].join(';');
  expect(said(drawing, 'cell', 'cell_contents')).toBe('statement delete module.app.cell.cell_contents = None');
  expect(said(drawing, 'error', '__traceback__')).toBe(
    'statement clearTraceback module.app.error.__traceback__ = None',
  );
  expect(said(drawing, 'trace', 'tb_frame')).toBe(
    'statement clearTraceback module.app.error.__traceback__.tb_frame.clear()',
  );
  expect(said(drawing, 'set', '{…}')).toBe('statement delete module.app.only.clear()');
  expect(said(drawing, 'gen', 'local ?')).toBe('statement closeGenerator module.app.gen.close()');
});

test('a cache is cleared, whichever of its references is meant', () => {
  const drawing =
    'module.app -.calc-> cache; cache -unknown-> dict; dict -value-> a; cache: type=functools._lru_cache_wrapper; dict: type=dict items=3';
  expect(said(drawing, 'dict', 'value')).toBe('statement clearCache module.app.calc.cache_clear()');
  expect(said(drawing, 'cache', '?')).toBe('statement clearCache module.app.calc.cache_clear()');
});

test('an entry goes by its key, asked for by the key or by the value', () => {
  const { heap, at } = draw(
    'module.app -.all-> dict; dict -key-> k; dict -value-> a; dict -key-> other; dict: type=dict items=2; k: type=str text=u1',
  );
  const first = heap.references.first[at('dict')];
  heap.references.label[first + 1] = at('k');
  const results = analysed(heap);
  const said = [0, 1].map((row) => cutRow({ heap, results }, referenceId(first + row)).statement);
  expect(said).toEqual(["del module.app.all['u1']", "del module.app.all['u1']"]);
});

test('a holder that no legal expression reaches leaves no statement', () => {
  expect(said('root -> a; a -.b-> b', 'a', 'b')).toBe('statement delete');
  expect(said('a -.b-> b; b -.a-> a', 'a', 'b')).toBe('statement delete');
});

test('a label that is not there is a fault', () => {
  const { heap, at } = draw('a -.b-> b; a -weak-> c');
  expect(() => referenceLabelled(heap, at('a'), '.c')).toThrow();
  expect(() => referenceLabelled(heap, at('a'), 'weak')).toThrow();
});
