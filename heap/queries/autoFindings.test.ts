// What the advisor adds to the findings: what is worth it, and nothing that depends on what the program needs.
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { silentTask } from '#heap/base/task.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { heapOf, type ObjectPart } from '#heap/testing/parts.ts';
import { autoFindings, type FindingTables } from './autoFindings.ts';
import { namespacesOf } from './namespaces.ts';

/** `points` instances with one attribute each, and `lists` empty lists. */
function tablesOf(points: number, lists: number): FindingTables {
  const objects: ObjectPart[] = [{ type: 'int' }];
  for (let i = 0; i < points; i++) objects.push({ type: 'app.Point', selfSize: 56 });
  for (let i = 0; i < lists; i++) objects.push({ type: 'list', selfSize: 56, size: 0 });
  const references = Array.from({ length: points }, (_, i) => {
    return { from: i + 1, to: 0, kind: 'attribute' as const, label: 'x' };
  });
  const built = heapOf({ objects, references, roots: [] });
  const totalSelfSize = built.objects.selfSize.reduce((sum, size) => sum + size, 0);
  const heap = { ...built, manifest: { ...built.manifest, totalSelfSize } };
  const results = analysed(heap);
  const components = results.componentsDefault;
  const namespaces = namespacesOf(heap, openLedger());
  return { heap, results, components, order: new Uint32Array(0), dominators: undefined, namespaces } as FindingTables;
}

test('a class that __slots__ would make smaller is a finding with its numbers', () => {
  const found = autoFindings(tablesOf(1000, 1000), openLedger(), silentTask);
  // 56 and values of 2 slots in 24 bytes, against 32 + 8.
  expect(found.filter(({ kind }) => kind === 'overhead')).toMatchObject([
    {
      check: 'slots',
      type: { module: 'app', name: 'Point' },
      objects: 1000,
      now: 80_000,
      bytes: 40_000,
      confidence: 'high',
    },
  ]);
});

test('little to save is none', () => {
  const found = autoFindings(tablesOf(20, 1000), openLedger(), silentTask);
  expect(found.map(({ kind }) => kind)).toEqual(['garbage']);
});
