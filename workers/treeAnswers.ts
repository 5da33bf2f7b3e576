// The questions about the dominator tree of one open heap.
import type { ObjectId } from '#heap/model/ids.ts';
import type { TreemapRow } from '#heap/model/findingRows.ts';
import type { ObjectRow, Page, PageRequest } from '#heap/model/rows.ts';
import { dominatorChain } from '#heap/queries/describe.ts';
import { dominatedPage, treemap } from '#heap/queries/treemap.ts';
import type { OpenHeap } from './openHeap.ts';

const MOST_TILES = 200;

export class TreeAnswers {
  constructor(private readonly open: OpenHeap) {}

  chain(object: ObjectId): readonly ObjectRow[] {
    return dominatorChain(this.open.heap, this.open.results, this.open.checkObject(object));
  }

  dominated(object: ObjectId | undefined, page: PageRequest): Page<ObjectRow> {
    const asked = object === undefined ? undefined : this.open.checkObject(object);
    return dominatedPage(this.open.heap, this.open.results, this.open.dominatorChildren, asked, page);
  }

  treemap(tiles: number): readonly TreemapRow[] {
    const most = Math.max(1, Math.min(Math.trunc(tiles) || 1, MOST_TILES));
    const { heap, results, dominatorChildren, namespaces } = this.open;
    return treemap(heap, results, dominatorChildren, namespaces, most);
  }
}
