// The questions who owns the memory. The last few answers are kept: going from one grouping to another and back costs nothing.
import type { RootSet } from '#heap/analyses/results.ts';
import { release } from '#heap/base/column.ts';
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { objectId } from '#heap/model/ids.ts';
import type { OwnerObjectsRequest, OwnersAnswer, OwnersRequest } from '#heap/model/ownerRows.ts';
import type * as rows from '#heap/model/rows.ts';
import { objectRow } from '#heap/queries/objectRow.ts';
import { objectsOfOwner, ownersOf, type Owned } from '#heap/queries/owners.ts';
import { pageOf } from '#heap/queries/page.ts';
import type { OpenHeap } from './openHeap.ts';

/** 4 bytes per object each. */
const MOST_KEPT = 3;

export class OwnerAnswers {
  readonly #kept = new Map<string, Owned>();
  #of: RootSet | undefined;
  #listed: { readonly key: string; readonly of: Owned; readonly objects: Uint32Array } | undefined;

  constructor(private readonly open: OpenHeap) {}

  /** As dumped, whatever is cut in mind. Faults: `rules/invalid`, `analysis/needs`. */
  owners(request: OwnersRequest): OwnersAnswer {
    return this.#owned(request).answer;
  }

  /** Largest retained first. Fault `heap/no-such-object`. */
  objects(request: OwnerObjectsRequest, page: rows.PageRequest): rows.Page<rows.ObjectRow> {
    const { heap, results } = this.open;
    const owned = this.#owned(request);
    const { owner, part } = request;
    if (typeof owner === 'number' && !owned.answer.rows.some((row) => row.owner === owner))
      fail({ code: 'heap/no-such-object', asked: `owner ${owner}` });
    const key = `${owner} ${part}`;
    if (this.#listed?.of !== owned || this.#listed.key !== key) {
      if (this.#listed !== undefined) release(this.#listed.objects.byteLength, this.open.ledger);
      const objects = objectsOfOwner(owned, owner, part, this.open.ledger);
      const sizes = results.dominators?.retained ?? heap.objects.selfSize;
      this.#listed = { key, of: owned, objects: objects.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b) };
    }
    const { objects } = this.#listed;
    return pageOf(objects.length, page, (i) => objectRow(heap, results, objectId(objects[i] ?? 0)));
  }

  #owned(request: OwnersRequest): Owned {
    const { heap, ledger, asDumped } = this.open;
    const { rootSet, dominators } = asDumped;
    if (rootSet === undefined || dominators === undefined)
      fail({ code: 'analysis/needs', analysis: 'owners', missing: ['dominators'] });
    if (this.#of !== rootSet) this.#kept.clear();
    this.#of = rootSet;
    const key = `${request.by} ${request.rules}`;
    const known = this.#kept.get(key) ?? ownersOf(heap, { rootSet, tree: dominators }, request, ledger, silentTask);
    this.#kept.delete(key);
    this.#kept.set(key, known);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#drop(oldest);
    return known;
  }

  #drop(key: string): void {
    const gone = this.#kept.get(key);
    if (gone === undefined) return;
    const { owner, shared, setOf } = gone.split;
    release(owner.byteLength + shared.byteLength + setOf.byteLength, this.open.ledger);
    this.#kept.delete(key);
  }
}
