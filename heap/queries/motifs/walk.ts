// Closed walks inside a component: the pattern language of the rules and its search.
import { NONE } from '../../base/brand.ts';
import type { Heap } from '../../model/heap.ts';
import { objectId, referenceId, stringId, type ComponentId, type ObjectId, type ReferenceId } from '../../model/ids.ts';
import { isStrong, KIND, KIND_MASK, type ReferenceKind } from '../../model/kinds.ts';
import { nameAt } from '../../model/names.ts';
import type { Components } from '../../analyses/results.ts';
import { globMatches } from '../glob.ts';
import { identifierKey } from '../labels.ts';
import { ROLE, type RoleName, type TypeRoles } from './roles.ts';

/** One reference of a pattern; what is left out may be anything. */
export interface Hop {
  readonly by?: readonly ReferenceKind[];
  /** Globs of the name: an attribute, a local, or the key of a namespace. */
  readonly named?: readonly string[];
  /** The target has one of these roles. */
  readonly to?: readonly RoleName[];
}

/** Any number of references that fit one of `through`, then one that fits `hop`. The last hop of a walk ends at its start. */
export interface Step {
  readonly through?: readonly Hop[];
  readonly hop: Hop;
}

/** The members of one component and what is left of the references that a rule may look at. */
export interface MemberGraph {
  readonly heap: Heap;
  readonly components: Components;
  readonly component: ComponentId;
  readonly roles: TypeRoles;
  readonly allowance: { left: number };
}

/** Members from `start` back to it along `steps`, each once; undefined when there is no such walk or the allowance ran out. */
export function closedWalk(
  graph: MemberGraph,
  start: ObjectId,
  steps: readonly Step[],
): readonly ObjectId[] | undefined {
  return search(graph, start, start, steps, (target) => target === start);
}

/**
 * Breadth first over (member, step): the fewest references from `from` along `steps` to an object that `accepts`. Strong
 * references between members only; `avoid` is entered by the last hop alone. O(references of the visited members x steps).
 */
export function search(
  graph: MemberGraph,
  from: ObjectId,
  avoid: number,
  steps: readonly Step[],
  accepts: (target: ObjectId) => boolean,
): readonly ObjectId[] | undefined {
  const { heap, allowance } = graph;
  const compiled = steps.map(compile);
  const width = steps.length;
  const above = new Map<number, number>([[from * width, NONE]]);
  const queue = [from * width];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] % width;
    const at = objectId((queue[head] - state) / width);
    const { through, hop } = compiled[state];
    for (let row = heap.references.first[at]; row < heap.references.first[at + 1]; row++) {
      if (allowance.left-- <= 0) return undefined;
      const reference = referenceId(row);
      const target = heap.references.target[reference];
      if (!isInner(graph, reference, target)) continue;
      if (fits(graph, hop, reference, target)) {
        if (state === width - 1 && accepts(target)) return trace(above, queue[head], width);
        if (state < width - 1 && target !== avoid) visit(above, queue, target * width + state + 1, queue[head]);
      }
      if (target !== avoid && fitsAny(graph, through, reference, target)) {
        visit(above, queue, target * width + state, queue[head]);
      }
    }
  }
  return undefined;
}

interface CompiledHop {
  /** Bit per kind code. */
  readonly kinds: number;
  readonly named: readonly string[];
  readonly roles: number;
}

function compile(step: Step): { readonly through: readonly CompiledHop[]; readonly hop: CompiledHop } {
  return { through: (step.through ?? []).map(compileHop), hop: compileHop(step.hop) };
}

function compileHop(hop: Hop): CompiledHop {
  return {
    kinds: hop.by === undefined ? -1 : hop.by.reduce((bits, kind) => bits | (1 << KIND[kind]), 0),
    named: hop.named ?? [],
    roles: rolesWanted(hop),
  };
}

/** Bits of the roles a hop may lead to. */
export function rolesWanted(hop: Hop): number {
  return hop.to === undefined ? -1 : hop.to.reduce((bits, role) => bits | ROLE[role], 0);
}

function isInner(graph: MemberGraph, reference: ReferenceId, target: ObjectId): boolean {
  return graph.components.of[target] === graph.component && isStrong(graph.heap.references.kind[reference]);
}

function fitsAny(graph: MemberGraph, hops: readonly CompiledHop[], reference: ReferenceId, target: ObjectId): boolean {
  for (const hop of hops) if (fits(graph, hop, reference, target)) return true;
  return false;
}

function fits(graph: MemberGraph, hop: CompiledHop, reference: ReferenceId, target: ObjectId): boolean {
  const kind = graph.heap.references.kind[reference] & KIND_MASK;
  if (((hop.kinds >>> Math.min(kind, 31)) & 1) === 0) return false;
  if ((hop.roles & graph.roles.of(target)) === 0) return false;
  if (hop.named.length === 0) return true;
  const name = referenceName(graph.heap, reference);
  return name !== '' && hop.named.some((glob) => globMatches(glob, name));
}

/** The attribute, local or member name of a reference, or the identifier that is its key; '' for none. */
export function referenceName(heap: Heap, reference: ReferenceId): string {
  const kind = heap.references.kind[reference] & KIND_MASK;
  if (kind === KIND.value) return identifierKey(heap, reference) ?? '';
  if (kind === KIND.item || kind === KIND.stack) return '';
  return nameAt(heap, stringId(heap.references.label[reference]));
}

function visit(above: Map<number, number>, queue: number[], cell: number, from: number): void {
  if (above.has(cell)) return;
  above.set(cell, from);
  queue.push(cell);
}

function trace(above: ReadonlyMap<number, number>, last: number, width: number): readonly ObjectId[] {
  const objects = new Set<ObjectId>();
  for (let cell = last; cell !== NONE;) {
    objects.add(objectId((cell - (cell % width)) / width));
    const next = above.get(cell);
    cell = next ?? NONE;
  }
  return [...objects].reverse();
}
