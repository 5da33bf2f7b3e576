// Components that belong to the interpreter and its library rather than to the program.
import { NONE } from '../base/brand.ts';
import { objectId, type ComponentId, type ObjectId } from '../model/ids.ts';
import { nameAt } from '../model/names.ts';
import { membersOf, type ComponentTables } from './components.ts';
import { MOST_STEPS, reasonOf } from './expression.ts';
import { sourceOf } from './neighbours.ts';
import { isMachinery } from './programTypes.ts';
import { isStandardModule } from './standardLibrary.ts';

/**
 * Whether a component is machinery: library classes without one of the program's, objects of the dumper, or plain builtins that
 * are reached first from a module of the standard library. Remembers the module of each root. Cost: the members and one path.
 */
export function machineryOf(tables: ComponentTables): (component: ComponentId) => boolean {
  const { heap, components } = tables;
  const standard = new Map<ObjectId, boolean>();
  const isStandardRoot = (root: ObjectId): boolean => {
    const known = standard.get(root) ?? isStandard(tables, root);
    standard.set(root, known);
    return known;
  };
  return (component) => {
    const members = membersOf(components, component);
    if (isMachinery(heap, members)) return true;
    if (members.some((member) => isNamed(tables, member))) return false;
    const root = rootOf(tables, objectId(members[0] ?? 0));
    return root !== undefined && isStandardRoot(root);
  };
}

/** Members with a type of their own module decide by it; plain builtins do not. */
function isNamed({ heap }: ComponentTables, member: number): boolean {
  return nameAt(heap, heap.types.module[heap.objects.type[member]]) !== 'builtins';
}

function rootOf({ heap, results }: ComponentTables, object: ObjectId): ObjectId | undefined {
  const by = results.distances?.by;
  if (by === undefined || results.distances?.depth[object] === NONE) return undefined;
  let at = object;
  for (let step = 0; step < MOST_STEPS && by[at] !== NONE; step++) at = sourceOf(heap, by[at]);
  return at;
}

function isStandard({ heap, results }: ComponentTables, root: ObjectId): boolean {
  const reason = reasonOf(heap, results.rootSet, root);
  return reason?.kind === 'module' && (isStandardModule(reason.label) || reason.label === 'ouroboros_capture');
}
