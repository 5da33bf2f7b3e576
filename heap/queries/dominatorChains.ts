// Where memory hangs in the dominator tree, by names that two dumps share: `app › dict › app.Session`.
import type { DominatorTree } from '../analyses/results.ts';
import { hasBit } from '../base/bits.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, type Ledger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId, typeId } from '../model/ids.ts';
import { referenceKind, rootKind } from '../model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';

/** Dominators that are told apart, from the topmost; what lies deeper belongs to the last. */
const MOST_STEPS = 3;
const SEPARATOR = ' › ';

interface Draft {
  readonly names: string[];
  readonly steps: number[];
  /** Chains below a chain, by name. */
  readonly below: Map<string, number>[];
}

/**
 * The merged dominator tree by types, modules by their names: every object belongs to the chain of its topmost dominators, so the
 * self sizes of a chain and of those below it add up to what its objects retain. Garbage hangs below `(garbage)`.
 * O(objects); 4 bytes per object.
 */
export function dominatorChains(
  heap: Heap,
  { parent, reached }: DominatorTree,
  ledger: Ledger,
): { readonly of: Uint32Array; readonly names: readonly string[] } {
  const of = allocateU32(heap.objects.length, 'groups', ledger).fill(NONE);
  const draft: Draft = { names: ['(objects)', '(garbage)'], steps: [0, 0], below: [new Map(), new Map()] };
  const types = Array.from({ length: heap.types.length }, (_, row) => qualifiedName(typeNameOf(heap, typeId(row))));
  const modules = moduleNames(heap);
  const path: number[] = [];
  for (let object = 0; object < of.length; object++) {
    let at = object;
    while (at !== NONE && of[at] === NONE) {
      path.push(at);
      at = parent[at];
    }
    while (path.length > 0) {
      const next = path.pop() ?? 0;
      const holder = parent[next];
      const above = holder === NONE ? (hasBit(reached, next) ? 0 : 1) : of[holder];
      const name = modules.get(next) ?? types[heap.objects.type[next]];
      // The namespace of a module is the module.
      of[next] =
        holder !== NONE && modules.get(holder) === modules.get(next) && modules.has(next)
          ? above
          : add(draft, above, name);
    }
  }
  return { of, names: draft.names };
}

/** Modules and their namespaces, which frames and functions hold too, by name. */
export function moduleNames(heap: Heap): ReadonlyMap<number, string> {
  const { roots, references } = heap;
  const names = new Map<number, string>();
  for (let row = 0; row < roots.length; row++) {
    if (rootKind(roots.kind[row]) !== 'module') continue;
    const module = roots.object[row];
    const name = nameAt(heap, roots.label[row]);
    names.set(module, name);
    for (let out = references.first[module]; out < references.first[module + 1]; out++)
      if (referenceKind(references.kind[referenceId(out)]) === 'dict') names.set(references.target[out], name);
  }
  return names;
}

function add({ names, steps, below }: Draft, above: number, name: string): number {
  if (steps[above] >= MOST_STEPS) return above;
  const known = below[above].get(name);
  if (known !== undefined) return known;
  const row = names.length;
  names.push(above === 0 ? name : `${names[above]}${SEPARATOR}${name}`);
  steps.push(steps[above] + 1);
  below.push(new Map());
  below[above].set(name, row);
  return row;
}
