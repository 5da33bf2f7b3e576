// Where objects hang, without the keys and indices that differ from one to the next: `app.sessions[*].user`.
import type { Distances } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import { allocateU32, type Ledger } from '../base/column.ts';
import { ownerOfRow } from '../base/csr.ts';
import type { Heap } from '../model/heap.ts';
import { referenceId } from '../model/ids.ts';
import { referenceKind, rootKind } from '../model/kinds.ts';
import { nameAt } from '../model/names.ts';
import { identifierKey, labelOf } from './labels.ts';

/** Steps that are told apart; what lies deeper belongs to the object there. */
const MOST_STEPS = 8;

export interface PathSignatures {
  /** Per object its row of `names`. */
  readonly of: Uint32Array;
  readonly names: readonly string[];
}

interface Draft {
  readonly heap: Heap;
  readonly of: Uint32Array;
  /** `Distances`. */
  readonly by: Uint32Array;
  readonly names: string[];
  readonly steps: number[];
  /** Signatures below a signature, by label. */
  readonly below: Map<string, number>[];
}

/**
 * The signature of the shortest path of every object. Keys and indices are one word, except names in the namespace of a module or
 * instance. O(objects + length of paths); 4 bytes per object.
 */
export function pathSignatures(heap: Heap, distances: Distances, ledger: Ledger): PathSignatures {
  const signer = new PathSigner(heap, distances, ledger);
  for (let object = 0; object < heap.objects.length; object++) signer.of(object);
  return signer.signatures;
}

/** Signatures of the objects that are asked for, and of what holds them. O(length of the path) each; 4 bytes per object in all. */
export class PathSigner {
  readonly #draft: Draft;
  readonly #depth: Uint32Array;
  readonly #roots: ReadonlyMap<number, string>;
  readonly #path: number[] = [];

  constructor(heap: Heap, { by, depth }: Distances, ledger: Ledger) {
    const of = allocateU32(heap.objects.length, 'groups', ledger).fill(NONE);
    this.#draft = { heap, of, by, names: ['(no path)'], steps: [0], below: [new Map()] };
    this.#depth = depth;
    this.#roots = rootNames(heap);
  }

  get signatures(): PathSignatures {
    return this.#draft;
  }

  /** The row of its name. */
  of(object: number): number {
    const draft = this.#draft;
    const { of, by, heap } = draft;
    const path = this.#path;
    let at = object;
    while (of[at] === NONE) {
      path.push(at);
      if (by[at] === NONE) break;
      at = ownerOfRow(heap.references.first, by[at]);
    }
    while (path.length > 0) {
      const next = path.pop() ?? 0;
      const row = by[next];
      if (row !== NONE) of[next] = step(draft, ownerOfRow(heap.references.first, row), row);
      else of[next] = this.#depth[next] === NONE ? 0 : add(draft, 0, this.#roots.get(next) ?? '<root>');
    }
    return of[object];
  }
}

function rootNames(heap: Heap): ReadonlyMap<number, string> {
  const { roots } = heap;
  const names = new Map<number, string>();
  for (let row = 0; row < roots.length; row++) {
    if (names.has(roots.object[row])) continue;
    const kind = rootKind(roots.kind[row]);
    const label = nameAt(heap, roots.label[row]);
    names.set(roots.object[row], kind === 'module' || kind === 'userRoot' ? label : `<${kind} ${label}>`);
  }
  return names;
}

function step(draft: Draft, from: number, row: number): number {
  const above = draft.of[from];
  if (draft.steps[above] >= MOST_STEPS) return above;
  const reference = referenceId(row);
  const kind = referenceKind(draft.heap.references.kind[reference]);
  if (kind === 'dict') return above;
  if (kind === 'item' || kind === 'element' || kind === 'key' || kind === 'stack') return add(draft, above, '[*]');
  if (kind === 'value') {
    const name = isNamespace(draft, from) ? identifierKey(draft.heap, reference) : undefined;
    return add(draft, above, name === undefined ? '[*]' : `.${name}`);
  }
  return add(draft, above, labelOf(draft.heap, reference));
}

/** The `__dict__` of something: it has the signature of its owner. */
function isNamespace({ heap, by }: Draft, dict: number): boolean {
  const row = by[dict];
  return row !== NONE && referenceKind(heap.references.kind[row]) === 'dict';
}

function add({ names, steps, below }: Draft, above: number, label: string): number {
  const known = below[above].get(label);
  if (known !== undefined) return known;
  below[above].set(label, names.length);
  steps.push(above === 0 ? 1 : steps[above] + 1);
  below.push(new Map());
  return names.push(above === 0 ? label : `${names[above]}${label}`) - 1;
}
