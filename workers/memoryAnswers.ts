// The questions about the allocator of one open heap. The map is made at the first of them and kept.
import { poolMap, type PoolMap } from '#heap/analyses/poolMap.ts';
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { objectId } from '#heap/model/ids.ts';
import type { Advice } from '#heap/model/adviceRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import type { MemoryMap, MemoryMapAnswer, PoolCard, RssWaterfall } from '#heap/model/memoryRows.ts';
import type * as rows from '#heap/model/rows.ts';
import { advice } from '#heap/queries/advice/advice.ts';
import { pinningObjects, poolCard } from '#heap/queries/arenaPins.ts';
import { guideFigures } from '#heap/queries/guideFigures.ts';
import { memoryMap, whyNoMap } from '#heap/queries/memoryMap.ts';
import { objectRow } from '#heap/queries/objectRow.ts';
import { rssWaterfall } from '#heap/queries/rssWaterfall.ts';
import { pageOf } from '#heap/queries/page.ts';
import type { OpenHeap } from './openHeap.ts';

export class MemoryAnswers {
  #kept: { readonly of: object; readonly pools: PoolMap; readonly map: MemoryMap } | undefined;
  #pins: { readonly of: PoolMap; readonly arena: number; readonly objects: Uint32Array } | undefined;

  #rss: RssWaterfall | undefined;

  constructor(private readonly open: OpenHeap) {}

  map(): MemoryMapAnswer {
    const why = whyNoMap(this.open.heap);
    if (why !== undefined) return { kind: 'none', why };
    const { map } = this.#made();
    return map.pools === 0 ? { kind: 'none', why: 'nothingSmall' } : { kind: 'map', map };
  }

  /** Undefined: the dump does not say how much memory was resident. */
  rss(): RssWaterfall | undefined {
    const { heap } = this.open;
    const pools = whyNoMap(heap) === undefined ? this.#made().pools : undefined;
    return (this.#rss ??= rssWaterfall(heap, pools, silentTask));
  }

  guide(): GuideFigures {
    const { heap, results, ledger } = this.open;
    return guideFigures(heap, results, ledger, silentTask);
  }

  advice(): Advice {
    const { heap, results, ledger } = this.open;
    return advice(heap, results, ledger, silentTask);
  }

  pool(pool: number): PoolCard {
    const { pools } = this.#made();
    if (!(pool >= 0 && pool < pools.length)) fail({ code: 'heap/no-such-object', asked: `pool ${pool}` });
    return poolCard(this.open.heap, this.open.results, pools, pool);
  }

  /** Objects that hold the arena at this row of the map, largest retained first. */
  pins(arena: number, page: rows.PageRequest): rows.Page<rows.ObjectRow> {
    const { heap, results } = this.open;
    const objects = this.#pinsOf(arena);
    return pageOf(objects.length, page, (i) => objectRow(heap, results, objectId(objects[i] ?? 0)));
  }

  #pinsOf(arena: number): Uint32Array {
    const { pools, map } = this.#made();
    if (!(arena >= 0 && arena < map.arenas)) fail({ code: 'heap/no-such-object', asked: `arena ${arena}` });
    if (this.#pins?.of !== pools || this.#pins.arena !== arena) {
      const { first, pool } = map.cells;
      const objects = pinningObjects(this.open.heap, pools, pool.subarray(first[arena], first[arena + 1]));
      const sizes = this.open.results.dominators?.retained ?? this.open.heap.objects.selfSize;
      this.#pins = { of: pools, arena, objects: objects.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b) };
    }
    return this.#pins.objects;
  }

  #made(): { readonly pools: PoolMap; readonly map: MemoryMap } {
    const { heap, ledger } = this.open;
    if (this.#kept?.of !== heap.objects) {
      const pools = poolMap(heap, ledger, silentTask);
      this.#kept = { of: heap.objects, pools, map: memoryMap(heap, pools, ledger) };
    }
    return this.#kept;
  }
}
