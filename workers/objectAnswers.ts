// The questions about single objects and lists of objects of one open heap.
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import type { ObjectId, TypeId } from '#heap/model/ids.ts';
import type * as rows from '#heap/model/rows.ts';
import { describe } from '#heap/queries/describe.ts';
import { referencesPage, referrersPage } from '#heap/queries/neighbours.ts';
import { objectsPage } from '#heap/queries/objectPages.ts';
import { typeNamed } from '#heap/queries/typePages.ts';
import type { OpenHeap } from './openHeap.ts';

export class ObjectAnswers {
  constructor(private readonly open: OpenHeap) {}

  list(request: rows.ObjectsRequest): rows.Page<rows.ObjectRow> {
    const { heap, results, sorted: last, ledger } = this.open;
    const { page, sorted } = objectsPage(heap, results, request, last, ledger, silentTask);
    this.open.sorted = sorted;
    return page;
  }

  describe(object: ObjectId): rows.ObjectCard {
    const { heap, results, referrers } = this.open;
    const card = describe(heap, results, referrers, this.open.checkObject(object));
    const first = results.dominated?.first;
    if (first === undefined) return card;
    return { ...card, dominated: (first[object + 1] ?? 0) - (first[object] ?? 0) };
  }

  typeNamed(name: string): TypeId {
    const type = typeNamed(this.open.heap, this.open.histogram, name);
    return type ?? fail({ code: 'heap/no-such-object', asked: name.slice(0, 256) });
  }

  references(object: ObjectId, page: rows.PageRequest): rows.Page<rows.ReferenceRow> {
    return referencesPage(this.open.heap, this.open.results, this.open.checkObject(object), page);
  }

  referrers(object: ObjectId, page: rows.PageRequest): rows.Page<rows.ReferenceRow> {
    const { heap, results, referrers } = this.open;
    return referrersPage(heap, results, referrers, this.open.checkObject(object), page);
  }
}
