// The objects that a question about a set means.
import { fail } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import { typeId, type TypeId } from '#heap/model/ids.ts';
import type { SetSource } from '#heap/model/setRows.ts';
import { membersOf } from '#heap/queries/components.ts';
import { parseQuery } from '#heap/queries/queryText.ts';
import { searchObjects } from '#heap/queries/search.ts';
import type { OpenHeap } from './openHeap.ts';

/** Each member once, in no order to rely on. Faults: `query/invalid`, `analysis/needs`, `heap/no-such-object`. O(objects). */
export function membersOfSet(open: OpenHeap, source: SetSource): Uint32Array {
  switch (source.kind) {
    case 'type':
      return instancesOf(open, source.type);
    case 'query': {
      const { heap, results, ledger } = open;
      return searchObjects(heap, results, parseQuery(source.query), ledger, silentTask);
    }
    case 'component': {
      const components = open.componentsOf(source.lens);
      return membersOf(components, open.checkComponent(components, source.component));
    }
    case 'objects':
      for (const object of source.objects) open.checkObject(object);
      return Uint32Array.from(new Set(source.objects));
    case 'dominated':
      return dominatedBy(open, open.checkObject(source.object));
  }
}

function instancesOf(open: OpenHeap, type: TypeId): Uint32Array {
  const { objects, types } = open.heap;
  if (!Number.isInteger(type) || type < 0 || type >= types.length)
    fail({ code: 'heap/no-such-object', asked: `type ${type}` });
  const wanted = typeId(type);
  const count = open.histogram.count[wanted] ?? 0;
  const members = new Uint32Array(count);
  let at = 0;
  for (let object = 0; object < objects.length && at < count; object++)
    if (objects.type[object] === wanted) members[at++] = object;
  return members.subarray(0, at);
}

/** The object and all it dominates, nearest first. */
function dominatedBy({ dominatorChildren, heap }: OpenHeap, object: number): Uint32Array {
  const { first, row } = dominatorChildren.children;
  const members = new Uint32Array(heap.objects.length);
  members[0] = object;
  let end = 1;
  for (let at = 0; at < end; at++) {
    const member = members[at] ?? 0;
    const last = first[member + 1] ?? 0;
    for (let child = first[member] ?? 0; child < last; child++) members[end++] = row[child] ?? 0;
  }
  return members.slice(0, end);
}
