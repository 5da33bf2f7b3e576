import { describe, expect, test } from 'vitest';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { MergedPaths, MergedRow } from '../model/whyRows.ts';
import { analysed } from '../testing/analysed.ts';
import { draw } from '../testing/draw.ts';
import { randomFrom, randomHeap } from '../testing/random.ts';
import { shortestReferences } from './expression.ts';
import { mergedPaths } from './mergedPaths.ts';
import { sourceOf } from './neighbours.ts';

const SEED = Number(process.env['OURO_SEED'] ?? 20_261_122);

function ask(drawing: string, set: readonly string[], most = 100): MergedPaths {
  const { heap, at } = draw(drawing);
  const merged = mergedPaths(
    { heap, results: analysed(heap) },
    Uint32Array.from(set, at),
    most,
    openLedger(),
    silentTask,
  );
  if (merged === undefined) throw new Error('no distances');
  return merged;
}

/** `label members bytes` per row, indented. */
function lines(rows: readonly MergedRow[], indent = ''): readonly string[] {
  return rows.flatMap((row) => [
    `${indent}${row.label}${row.member ? '*' : ''} ${row.members} ${row.bytes}`,
    ...lines(row.children, `${indent} `),
  ]);
}

const SHOP =
  'root -.shop-> s; s -.a-> a; s -.b-> b; a -.x-> x; a -.y-> y; b -.z-> z; root2 -.z-> q; x: size=1; y: size=2; z: size=4; q: size=8';

describe('merged paths', () => {
  test('count members and bytes on and below each hop, most members first', () => {
    const merged = ask(SHOP, ['x', 'y', 'z', 'q', 'x']);
    expect(lines(merged.roots)).toEqual([
      'root 3 7',
      ' .shop 3 7',
      '  .a 2 3',
      '   .x* 1 1',
      '   .y* 1 2',
      '  .b 1 4',
      '   .z* 1 4',
      'root2 1 8',
      ' .z* 1 8',
    ]);
    expect([merged.members, merged.bytes, merged.cut.rows]).toEqual([4, 15, 0]);
  });

  test('show a member above another member', () => {
    expect(lines(ask(SHOP, ['a', 'x']).roots)).toEqual(['root 2 17', ' .shop 2 17', '  .a* 2 17', '   .x* 1 1']);
  });

  test('say what a bound left out', () => {
    const merged = ask(SHOP, ['x', 'y', 'z', 'q'], 3);
    expect(lines(merged.roots)).toEqual(['root 3 7', ' .shop 3 7', '  .a 2 3']);
    expect(merged.cut).toEqual({ rows: 1, members: 1, bytes: 8 });
    const shop = merged.roots[0]!.children[0]!;
    expect(shop.cut).toEqual({ rows: 1, members: 1, bytes: 4 });
    expect(shop.children[0]!.cut).toEqual({ rows: 2, members: 2, bytes: 3 });
  });

  test('leave out what no root reaches, and count it', () => {
    const merged = ask('root -> a; b -> c; c -> b; a: size=3; b: size=5', ['a', 'b']);
    expect([merged.members, merged.bytes, merged.unreachable]).toEqual([1, 3, { members: 1, bytes: 5 }]);
  });
});

test(`500 random heaps: every row has the members whose shortest path runs over it (seed ${SEED})`, () => {
  for (let round = 0; round < 500; round++) {
    const random = randomFrom(SEED + round);
    const heap = randomHeap(random, 30);
    const results = analysed(heap);
    const set = Uint32Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
      Math.floor(random() * heap.objects.length),
    );
    const expected = new Map<number, Set<number>>();
    for (const member of set) {
      const references = shortestReferences(heap, results, member as never);
      if (references === undefined) continue;
      for (const object of [...references.map((reference) => sourceOf(heap, reference)), member as never]) {
        expected.set(object, (expected.get(object) ?? new Set()).add(member));
      }
    }
    const ledger = openLedger();
    const merged = mergedPaths({ heap, results }, set, 500, ledger, silentTask)!;
    const found = new Map<number, number>();
    const collect = (rows: readonly MergedRow[]): void => {
      for (const row of rows) {
        found.set(row.object.object, row.members);
        collect(row.children);
      }
    };
    collect(merged.roots);
    expect([...found].sort(), `seed ${SEED + round}`).toEqual(
      [...expected].map(([object, members]) => [object, members.size]).sort(),
    );
    expect(ledger.live, `seed ${SEED + round}`).toBe(0);
  }
});
