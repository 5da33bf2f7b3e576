// Components in the order people want them: the program's own before machinery, the largest first.
import { componentId, objectId, type ComponentId } from '../model/ids.ts';
import { membersOf, retainedOfMembers, verdictOfComponent, type ComponentTables } from './components.ts';
import { machineryOf } from './machinery.ts';

/** Beyond it the order of the analysis (by self size) stands: ranking would keep a click waiting. */
const MOST_RANKED = 20_000;

/** ComponentIds. O(members) for at most 20,000 components. */
export function orderedComponents(tables: ComponentTables): Uint32Array {
  const { components } = tables;
  const isMachinery = machineryOf(tables);
  const ids = Uint32Array.from({ length: components.length }, (_, i) => i);
  if (ids.length > MOST_RANKED) return ids;
  const bytes = Float64Array.from(ids, (id) => retainedOfMembers(tables, componentId(id)) ?? components.selfSize[id]);
  const machinery = Uint8Array.from(ids, (id) => Number(isMachinery(componentId(id))));
  return ids.sort((a, b) => machinery[a] - machinery[b] || bytes[b] - bytes[a] || a - b);
}

export interface ComponentGroup {
  readonly largest: ComponentId;
  readonly count: number;
  readonly bytes: number;
}

/** Live components with the same set of types, most bytes first; machinery is left out. `order` is `orderedComponents`. */
export function groupsAlike(tables: ComponentTables, order: Uint32Array): readonly ComponentGroup[] {
  const { heap, components, results } = tables;
  const isMachinery = machineryOf(tables);
  const groups = new Map<string, ComponentGroup>();
  for (const id of order.subarray(0, MOST_RANKED)) {
    const component = componentId(id);
    const members = membersOf(components, component);
    if (isMachinery(component) || verdictOfComponent(results, members) === 'garbage') continue;
    const key = [...new Set(Array.from(members, (member) => heap.objects.type[objectId(member)]))]
      .sort((a, b) => a - b)
      .join();
    const bytes = retainedOfMembers(tables, component) ?? components.selfSize[component];
    const known = groups.get(key);
    groups.set(key, {
      largest: known?.largest ?? component,
      count: (known?.count ?? 0) + 1,
      bytes: (known?.bytes ?? 0) + bytes,
    });
  }
  return [...groups.values()].sort((a, b) => b.bytes - a.bytes);
}
