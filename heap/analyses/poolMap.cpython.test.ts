// The map of pools against the allocator of real interpreters: its own statistics, and arenas that went when their pins went.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { Heap } from '../model/heap.ts';
import { objectId } from '../model/ids.ts';
import type { MemoryMap } from '../model/memoryRows.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { pinningObjects } from '../queries/arenaPins.ts';
import { allocatorStatistics } from '../queries/allocatorStatistics.ts';
import { memoryMap } from '../queries/memoryMap.ts';
import { interpreters } from '../testing/interpreters.ts';
import { load } from '../testing/loading.ts';
import { poolMap, type PoolMap } from './poolMap.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-pools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of the arenas that can come back: those that only planted objects hold, and these objects. */
function plantedPins(heap: Heap, pools: PoolMap, map: MemoryMap): { arenas: number; addresses: number[] } {
  const addresses = new Set<number>();
  let arenas = 0;
  for (const arena of map.plan.arenas) {
    const cells = map.cells.pool.subarray(map.cells.first[arena], map.cells.first[arena + 1]);
    const pins = [...pinningObjects(heap, pools, cells)];
    const planted = pins.every((row) => {
      return qualifiedName(typeNameOf(heap, heap.objects.type[objectId(row)])) === '__main__.Survivor';
    });
    expect(map.rows[arena].pins).toBe(pins.length);
    if (!planted) continue;
    arenas++;
    for (const row of pins) addresses.add(heap.objects.address[row]);
  }
  return { arenas, addresses: [...addresses] };
}

/** Used share of the pools that hold mostly instances of the planted class, in percent. */
function occupancyOf(heap: Heap, pools: PoolMap, name: string): number {
  let used = 0;
  let capacity = 0;
  for (let pool = 0; pool < pools.length; pool++) {
    if (pools.type[pool] === NONE) continue;
    if (qualifiedName(typeNameOf(heap, pools.type[pool])) !== `__main__.${name}`) continue;
    used += pools.used[pool];
    capacity += pools.capacity[pool];
  }
  return (100 * used) / capacity;
}

describe.each(interpreters())('CPython $version', ({ version, path }) => {
  test('pools per class, occupancy, and arenas that come back', async () => {
    const dump = join(folder, `${version}.ouro`);
    const child = spawn(path, [resolve('heap/testing/pinnedArenas.py'), resolve('capture'), dump], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONMALLOC: 'pymalloc' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatch(/^dumped 41 /);

    const { heap } = await load(new Uint8Array(readFileSync(dump)));
    const pools = poolMap(heap, openLedger(), silentTask);
    const map = memoryMap(heap, pools, openLedger());
    const busy = (allocatorStatistics(heap.manifest)?.classes ?? []).filter((row) => row.pools >= 100);
    expect(busy.length).toBeGreaterThan(0);
    for (const { block, pools: count } of busy) {
      const found = map.classes.find((row) => row.block === block)?.pools ?? 0;
      expect(Math.abs(found - count), `class ${block}: ${found} of ${count} pools`).toBeLessThanOrEqual(count / 100);
    }
    const { arenas, addresses } = plantedPins(heap, pools, map);
    expect(arenas).toBeGreaterThan(3);
    expect(Math.abs(occupancyOf(heap, pools, 'Third') - 200 / 3)).toBeLessThan(1);
    child.stdin.end(addresses.map((address) => `${address}\n`).join(''));
    const [, before, after] = String((await lines.next()).value)
      .split(' ')
      .map(Number);
    expect(before - after).toBeGreaterThanOrEqual(arenas - map.plan.keeps);
    expect(before - after).toBeLessThanOrEqual(arenas);
  }, 60_000);
});
