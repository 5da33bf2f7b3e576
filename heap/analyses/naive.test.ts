// Every graph analysis against its definition, on random heaps.
import { expect, test } from 'vitest';
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { hiddenParts, LENSES, lensHiding, LENS_PARTS, type LensName } from '../model/lenses.ts';
import {
  bytesOf,
  naiveComponents,
  naiveDepths,
  naiveDominators,
  naiveLost,
  naiveWorld,
  plainReferences,
  type PlainReference,
} from '../testing/oracles.ts';
import { randomHeap } from '../testing/random.ts';
import { relabelled } from '../testing/relabel.ts';
import { forSeeds, shuffled } from '../testing/seeds.ts';
import { collectorReplay } from './collectorReplay.ts';
import { componentRetained } from './componentRetained.ts';
import { componentsUnder } from './components.ts';
import { distancesFrom } from './distances.ts';
import { dominatorTree } from './dominators.ts';
import { isCollected } from './collectedSet.ts';
import { reachableFrom } from './reachability.ts';
import { refcountAudit } from './refcountAudit.ts';
import type { Components, RootSet } from './results.ts';
import { ROOT_REASON, rootSetOf } from './rootSet.ts';
import { retainedByDominators, retainedOfSet } from './setRetained.ts';
import { typeRetained } from './typeRetained.ts';

const SEED = process.env['OURO_SEED'];
const HEAPS = 2000;
const MOST_MS = 30_000;

const KINDS_OF: Readonly<Record<string, readonly string[]>> = {
  instanceType: ['instanceType'],
  globals: ['globals', 'builtins'],
  frames: ['local', 'stack', 'frame', 'traceback'],
  weak: ['weak'],
};

/** Random heaps have no modules, type objects, frames or caches: only kinds and the collector's view are hidden. */
function rowsUnder(heap: Heap, lens: LensName): readonly PlainReference[] {
  const parts = hiddenParts(lens);
  const kinds = parts.flatMap((part) => KINDS_OF[part] ?? []);
  const rows = plainReferences(heap).filter((row) => !kinds.includes(row.kind));
  if (!parts.includes('untraversed')) return rows;
  const visited = rows.filter((row) => !row.hidden && row.kind !== 'weak');
  return visited.filter((row) => isCollected(heap, row.from) && isCollected(heap, row.to));
}

/** Roots by counts too. */
function withCounts(heap: Heap): RootSet {
  const ledger = openLedger();
  const counts = {
    refcounts: refcountAudit(heap, ledger, silentTask),
    collector: collectorReplay(heap, ledger, silentTask),
  };
  return rootSetOf(heap, counts, ledger, silentTask);
}

const rootsOf = (heap: Heap): RootSet => rootSetOf(heap, {}, openLedger(), silentTask);

test(
  'dominators, retained sizes and reach equal deletion',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const roots = rootsOf(heap);
      const ledger = openLedger();
      const tree = dominatorTree(heap, roots, ledger, silentTask);
      const world = naiveWorld(heap, roots.object);
      expect([...tree.parent]).toEqual(naiveDominators(world));
      const objects = [...tree.parent.keys()];
      expect(objects.filter((object) => hasBit(tree.reached, object))).toEqual(
        [...world.reached].sort((a, b) => a - b),
      );
      expect([...tree.retained]).toEqual(objects.map((object) => bytesOf(heap, naiveLost(world, new Set([object])))));
      expect([tree.reachedObjects, tree.reachedBytes]).toEqual([world.reached.size, bytesOf(heap, world.reached)]);
      expect(ledger.live).toBe(tree.parent.byteLength + tree.retained.byteLength + tree.reached.byteLength);
    });
  },
  MOST_MS,
);

test(
  'retained sizes of sets equal deletion, the quick bound is below',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const roots = rootsOf(heap);
      const tree = dominatorTree(heap, roots, openLedger(), silentTask);
      const members = Uint32Array.from(shuffled(random, heap.objects.length).slice(0, 1 + Math.floor(random() * 6)));
      const exact = bytesOf(heap, naiveLost(naiveWorld(heap, roots.object), new Set(members)));
      expect(retainedOfSet(heap, roots, tree.reached, members, openLedger(), silentTask)).toBe(exact);
      const bound = retainedByDominators(tree, members, openLedger());
      expect(bound).toBe(bytesOf(heap, coveredBy(tree.parent, new Set(members))));
      expect(bound).toBeLessThanOrEqual(exact);
    });
  },
  MOST_MS,
);

test(
  'type totals count each dominated object once per type',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const tree = dominatorTree(heap, rootsOf(heap), openLedger(), silentTask);
      const totals = typeRetained(heap, tree, openLedger(), silentTask);
      for (let type = 0; type < heap.types.length; type++) {
        const instances = new Set([...heap.objects.type.keys()].filter((object) => heap.objects.type[object] === type));
        expect(totals[type]).toBe(bytesOf(heap, coveredBy(tree.parent, instances)));
      }
    });
  },
  MOST_MS,
);

test(
  'distances are the shortest and lead back to a root',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const roots = withCounts(heap);
      const { depth, by } = distancesFrom(heap, roots, openLedger(), silentTask);
      const rows = plainReferences(heap);
      const recorded = [...roots.object].filter((_, row) => roots.reason[row] === ROOT_REASON.row);
      expect([...depth]).toEqual(naiveDepths(naiveWorld(heap, roots.object), recorded));
      const steps = [...by].map((row, object) =>
        row === NONE ? 0 : rows[row].to === object ? depth[rows[row].from] + 1 : -1,
      );
      expect(steps).toEqual([...depth].map((step) => (step === NONE ? 0 : step)));
      const reached = reachableFrom(heap, roots, openLedger(), silentTask);
      expect([...depth.keys()].filter((object) => hasBit(reached, object) !== (depth[object] !== NONE))).toEqual([]);
    });
  },
  MOST_MS,
);

test(
  'components are mutual reach under every lens',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const own = lensHiding(LENS_PARTS.filter(() => random() < 0.5));
      for (const lens of [...LENSES, own]) {
        const found = componentsUnder(heap, lens, openLedger(), silentTask);
        const rows = rowsUnder(heap, lens);
        const expected = naiveComponents(heap, rows);
        expect(membersIn(found)).toEqual(expected);
        expect([...found.selfSize]).toEqual(expected.map((group) => bytesOf(heap, group)));
        const inner = expected.map(
          (group) => rows.filter((row) => group.includes(row.from) && group.includes(row.to)).length,
        );
        expect([...found.references]).toEqual(inner);
      }
    });
  },
  MOST_MS,
);

test(
  'retained sizes of all components at once equal deletion of each',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const roots = rootsOf(heap);
      const world = naiveWorld(heap, roots.object);
      for (const lens of LENSES) {
        const components = componentsUnder(heap, lens, openLedger(), silentTask);
        const ledger = openLedger();
        const retained = componentRetained(heap, roots, components, ledger, silentTask);
        expect(ledger.live).toBe(retained.byteLength);
        expect([...retained]).toEqual(
          membersIn(components).map((group) => bytesOf(heap, naiveLost(world, new Set(group)))),
        );
      }
    });
  },
  MOST_MS,
);

test(
  'answers do not depend on how objects are numbered',
  () => {
    forSeeds(SEED, HEAPS, (random) => {
      const heap = randomHeap(random, 40);
      const order = shuffled(random, heap.objects.length);
      const other = relabelled(heap, order);
      const tree = dominatorTree(heap, rootsOf(heap), openLedger(), silentTask);
      const again = dominatorTree(other, rootsOf(other), openLedger(), silentTask);
      const depth = distancesFrom(heap, rootsOf(heap), openLedger(), silentTask).depth;
      const depthAgain = distancesFrom(other, rootsOf(other), openLedger(), silentTask).depth;
      expect([...depthAgain]).toEqual(order.map((object) => depth[object]));
      // Where dead cycles are entered goes by number; everything alive must agree.
      const alive = order.map((object) => (hasBit(tree.reached, object) ? tree.retained[object] : -1));
      expect([...again.retained].map((bytes, at) => (alive[at] < 0 ? -1 : bytes))).toEqual(alive);
      expect(groupsByName(other, order)).toEqual(
        groupsByName(
          heap,
          heap.objects.type.map((_, i) => i),
        ),
      );
    });
  },
  MOST_MS,
);

/** Objects that a member dominates, members included. */
function coveredBy(parent: Uint32Array, members: ReadonlySet<number>): Set<number> {
  const covered = new Set<number>();
  for (let object = 0; object < parent.length; object++) {
    for (let at = object; at !== NONE; at = parent[at]) if (members.has(at)) covered.add(object);
  }
  return covered;
}

function membersIn(components: Components): readonly (readonly number[])[] {
  return [...components.selfSize].map((_, c) => [
    ...components.member.subarray(components.first[c], components.first[c + 1]),
  ]);
}

function groupsByName(heap: Heap, names: ArrayLike<number>): readonly string[] {
  const found = componentsUnder(heap, 'all', openLedger(), silentTask);
  return membersIn(found)
    .map((group) =>
      [...group]
        .map((object) => names[object])
        .sort((a, b) => a - b)
        .join(),
    )
    .sort();
}
