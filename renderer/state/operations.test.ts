import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edit, type Operation, Operations } from './operations.svelte.ts';

const view = (name: string): Operation => ({ kind: 'view', hash: `#/${name}`, title: name });

function operationsOf(...log: readonly Operation[]): Operations {
  const operations = new Operations();
  for (const operation of log) operations.add(operation);
  return operations;
}

describe('the trail', () => {
  test('begins with the dump and goes through the views', () => {
    const { crumbs } = operationsOf({ kind: 'open', name: 'a.ouro' }, view('types'), view('cycles'));
    expect(crumbs.map((crumb) => crumb.title)).toEqual(['a.ouro', 'types', 'cycles']);
    expect(crumbs[0]?.hash).toBe('#/overview');
  });

  test('is cut where the person goes back to', () => {
    const { crumbs } = operationsOf(
      { kind: 'open', name: 'a' },
      view('types'),
      view('cycles'),
      view('gc'),
      view('types'),
    );
    expect(crumbs.map((crumb) => crumb.title)).toEqual(['a', 'types']);
  });

  test('leaves out what is no place', () => {
    const { crumbs } = operationsOf(
      { kind: 'open', name: 'a' },
      view('types'),
      { kind: 'select', address: '0x1', title: 'dict' },
      { kind: 'note', finding: 'f', title: 'n' },
    );
    expect(crumbs).toHaveLength(2);
  });

  test('names every place once and ends where the person is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('types', 'cycles', 'gc', 'map'), { minLength: 1 }), (names) => {
        const { crumbs } = operationsOf({ kind: 'open', name: 'a' }, ...names.map(view));
        expect(crumbs.at(-1)?.title).toBe(names.at(-1));
        expect(new Set(crumbs.map((crumb) => crumb.hash)).size).toBe(crumbs.length);
      }),
    );
  });
});

describe('undo', () => {
  /** Edits of one list, each of which adds its own name. */
  function editing(): { operations: Operations; kept: string[]; edit: (name: string) => void } {
    const operations = new Operations();
    const kept: string[] = [];
    const editOf = (name: string): Edit => ({
      operation: { kind: 'note', finding: name, title: name },
      redo: () => void kept.push(name),
      undo: () => void kept.splice(kept.lastIndexOf(name), 1),
    });
    return { operations, kept, edit: (name) => operations.edit(editOf(name)) };
  }

  test('takes edits back in reverse and redo does them again', () => {
    const { operations, kept, edit } = editing();
    edit('a');
    edit('b');
    operations.undo();
    expect([kept, operations.canUndo, operations.canRedo]).toEqual([['a'], true, true]);
    operations.redo();
    expect([kept, operations.canRedo]).toEqual([['a', 'b'], false]);
  });

  test('is forgotten by a new edit only for what was undone', () => {
    const { operations, kept, edit } = editing();
    edit('a');
    operations.undo();
    edit('b');
    operations.redo();
    expect(kept).toEqual(['b']);
    expect(operations.canRedo).toBe(false);
  });

  test('of everything leaves nothing, of nothing does nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'undo', 'redo')), (steps) => {
        const { operations, kept, edit } = editing();
        for (const step of steps) {
          if (step === 'undo') operations.undo();
          else if (step === 'redo') operations.redo();
          else edit(step);
        }
        while (operations.canUndo) operations.undo();
        expect(kept).toEqual([]);
      }),
    );
  });
});

test('the log forgets the oldest steps of a very long day, not the newest', () => {
  const operations = operationsOf(...Array.from({ length: 2100 }, (_, i) => view(String(i))));
  expect(operations.log).toHaveLength(2000);
  expect(operations.log.at(-1)).toEqual(view('2099'));
});
