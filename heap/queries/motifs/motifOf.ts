// The name of a component: the first rule of the catalogue that fits, and the members it fits on.
import type { Heap } from '../../model/heap.ts';
import { objectId, type ComponentId, type ObjectId } from '../../model/ids.ts';
import type { Motif } from '../../model/motifRows.ts';
import { membersOf, type ComponentTables } from '../components.ts';
import { previewOf } from '../objectRow.ts';
import { isTypeObject } from '../shape.ts';
import { weakEntries } from '../weakDefeated.ts';
import { ROLE, typeRoles, type TypeRoles } from './roles.ts';
import { WALK_RULES, type WalkRule } from './rules.ts';
import { closedWalk, rolesWanted, search, type MemberGraph } from './walk.ts';

export interface MotifMatch {
  readonly motif: Motif;
  /** Members of the matched walk in its order, for a drawing. */
  readonly matched: readonly ObjectId[];
}

/** What is found once per heap and shared by many calls. */
export interface MotifContext {
  readonly roles: TypeRoles;
  /** Type objects of that recorded name. */
  typesNamed(name: string): number;
}

/** Members looked at, and references that one rule may look at. */
const MOST_MEMBERS = 5_000;
const MOST_REFERENCES = 20_000;
/** A larger component with modules among its members is the program itself: it has every motif, so it has none. */
const HAIRBALL = 1_000;
/** Types of one name that make a class churned. */
const CHURNED = 3;

/** Cost: nothing until it is asked; then each type once, and each preview once when a cycle runs over a type. */
export function motifContext(heap: Heap): MotifContext {
  let names: ReadonlyMap<string, number> | undefined;
  return {
    roles: typeRoles(heap),
    typesNamed(name) {
      names ??= countTypeNames(heap);
      return names.get(name) ?? 0;
    },
  };
}

/**
 * The most specific motif of a component. Only strong references between members count, whatever the lens shows. Walks start at
 * the first 5,000 members and each rule looks at 20,000 references at most, so that a name may be missed in a large component,
 * never invented; the hairball around the modules (over 1,000 members, modules among them) has no name. Rules whose roles no
 * member has cost nothing. Source: features.md F6.
 */
export function motifOf(
  tables: ComponentTables,
  component: ComponentId,
  context: MotifContext = motifContext(tables.heap),
): MotifMatch | undefined {
  const all = membersOf(tables.components, component);
  const members = all.subarray(0, MOST_MEMBERS);
  let present = 0;
  for (const member of members) present |= context.roles.of(objectId(member));
  if (all.length > HAIRBALL && (present & ROLE.module) !== 0) return undefined;
  const scene: Scene = { tables, context, component, members, present };
  return weakDictionary(scene) ?? churnedClass(scene) ?? firstWalk(scene);
}

interface Scene {
  readonly tables: ComponentTables;
  readonly context: MotifContext;
  readonly component: ComponentId;
  readonly members: Uint32Array;
  /** Roles of all members. */
  readonly present: number;
}

function graphOf(scene: Scene): MemberGraph {
  const { heap, components } = scene.tables;
  return {
    heap,
    components,
    component: scene.component,
    roles: scene.context.roles,
    allowance: { left: MOST_REFERENCES },
  };
}

function firstWalk(scene: Scene): MotifMatch | undefined {
  let classes: number | undefined;
  for (const rule of WALK_RULES) {
    if (!isPossible(rule, scene.present)) continue;
    if (rule.mostClasses !== undefined && (classes ??= classesOf(scene)) > rule.mostClasses) continue;
    const matched = matchRule(scene, rule);
    if (matched !== undefined) return { motif: rule.motif, matched };
  }
  return undefined;
}

/** Some member has the role of the start, and of every hop. */
function isPossible(rule: WalkRule, present: number): boolean {
  return (present & ROLE[rule.start]) !== 0 && rule.steps.every(({ hop }) => (rolesWanted(hop) & present) !== 0);
}

function matchRule(scene: Scene, rule: WalkRule): readonly ObjectId[] | undefined {
  const graph = graphOf(scene);
  for (const member of scene.members) {
    const start = objectId(member);
    if ((scene.context.roles.of(start) & ROLE[rule.start]) === 0) continue;
    const matched =
      rule.many === undefined ? closedWalk(graph, start, rule.steps) : manyWalks(graph, start, rule, rule.many);
    if (matched !== undefined || graph.allowance.left <= 0) return matched;
  }
  return undefined;
}

/** Walks over `many.objects` different objects after step `many.at`, together. */
function manyWalks(
  graph: MemberGraph,
  start: ObjectId,
  rule: WalkRule,
  many: NonNullable<WalkRule['many']>,
): readonly ObjectId[] | undefined {
  const reached = new Set<ObjectId>();
  const down = rule.steps.slice(0, many.at + 1);
  search(graph, start, start, down, (target) => {
    if (target !== start) reached.add(target);
    return false;
  });
  const matched = new Set<ObjectId>([start]);
  let count = 0;
  for (const object of reached) {
    const back = search(graph, object, start, rule.steps.slice(many.at + 1), sameAs(start));
    if (back === undefined) continue;
    const above = search(graph, start, start, down, sameAs(object)) ?? [];
    for (const member of [...above, ...back]) matched.add(member);
    matched.add(object);
    if (++count === many.objects) return [...matched];
  }
  return undefined;
}

function sameAs(wanted: ObjectId): (target: ObjectId) => boolean {
  return (target) => target === wanted;
}

/** Types of the members that a program's classes made. */
function classesOf(scene: Scene): number {
  const { type } = scene.tables.heap.objects;
  const found = new Set<number>();
  for (const member of scene.members) {
    const object = objectId(member);
    if ((scene.context.roles.of(object) & ROLE.instance) !== 0) found.add(type[object]);
  }
  return found.size;
}

/** A weak dictionary among the members with an entry whose strong half reaches the weak one inside the component. */
function weakDictionary(scene: Scene): MotifMatch | undefined {
  if ((scene.present & ROLE.weakMap) === 0) return undefined;
  const graph = graphOf(scene);
  const { of } = scene.tables.components;
  for (const member of scene.members) {
    const container = objectId(member);
    if ((scene.context.roles.of(container) & ROLE.weakMap) === 0) continue;
    for (const { strong, weak } of weakEntries(scene.tables.heap, container)) {
      if (of[strong] !== scene.component || of[weak] !== scene.component) continue;
      if (strong === weak) return { motif: 'weakDictDefeated', matched: [container, strong] };
      const path = search(graph, strong, container, [{ through: [{}], hop: {} }], sameAs(weak));
      if (path !== undefined) return { motif: 'weakDictDefeated', matched: [container, ...path, weak] };
    }
  }
  return undefined;
}

/** A type in a cycle of its own tables whose recorded name at least 3 types share. */
function churnedClass(scene: Scene): MotifMatch | undefined {
  if ((scene.present & ROLE.type) === 0) return undefined;
  const graph = graphOf(scene);
  for (const member of scene.members) {
    const object = objectId(member);
    if ((scene.context.roles.of(object) & ROLE.type) === 0) continue;
    const name = previewOf(scene.tables.heap, object);
    if (name === undefined || scene.context.typesNamed(name) < CHURNED) continue;
    const matched = closedWalk(graph, object, [{ through: [{}], hop: {} }]);
    if (matched !== undefined) return { motif: 'classChurn', matched };
  }
  return undefined;
}

/** Type objects by recorded name (the dumper's summary `module.qualname`, also of types without instances). O(previews). */
function countTypeNames(heap: Heap): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const { object, length } = heap.previews;
  for (let row = 0; row < length; row++) {
    if (!isTypeObject(heap, object[row])) continue;
    const name = previewOf(heap, object[row]) ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
