// A path from a root as one Python expression: physical hops (module dict, instance dict) are folded away.
import { NONE } from '../base/brand.ts';
import type { PartialResults, RootSet } from '../analyses/results.ts';
import type { Heap } from '../model/heap.ts';
import { frameId, objectId, threadId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { referenceKind, rootKind } from '../model/kinds.ts';
import { nameAt, qualifiedName, typeNameOf } from '../model/names.ts';
import type { RootReason } from '../model/rows.ts';
import { ownerOfRow } from '../base/csr.ts';
import { identifierKey, labelOf } from './labels.ts';
import { previewOf } from './objectRow.ts';

/** Longest path that is written out; deeper ones are cut in the middle by the shells. */
export const MOST_STEPS = 4096;

/** Text of `references` walked from the root object `start`. */
export function expressionOf(
  heap: Heap,
  start: ObjectId,
  root: RootReason,
  references: readonly ReferenceId[],
): string {
  let text = rootText(heap, start, root);
  for (let i = 0; i < references.length; i++) {
    const reference = references[i];
    const next = references[i + 1];
    // x.__dict__['name'] is x.name, whether x is a module or an instance.
    if (referenceKind(heap.references.kind[reference]) === 'dict' && next !== undefined) {
      const name = identifierKey(heap, next);
      if (name !== undefined) {
        text += `.${name}`;
        i++;
        continue;
      }
    }
    text += labelOf(heap, reference);
  }
  return text;
}

/** References from the nearest root down to `object`, by the distances; undefined when unreachable or not computed. */
export function shortestReferences(
  heap: Heap,
  results: PartialResults,
  object: ObjectId,
): readonly ReferenceId[] | undefined {
  const { distances } = results;
  if (distances === undefined || distances.depth[object] === NONE) return undefined;
  const references: ReferenceId[] = [];
  let at = object;
  while (references.length < MOST_STEPS && distances.by[at] !== NONE) {
    const reference = distances.by[at];
    references.push(reference);
    at = objectId(ownerOfRow(heap.references.first, reference));
  }
  return references.reverse();
}

/** Shortest expression for `object`: `app.sessions['u1']`; '' when nothing reaches it or distances are not there yet. */
export function expressionFor(heap: Heap, results: PartialResults, object: ObjectId): string {
  const references = shortestReferences(heap, results, object);
  if (references === undefined) return '';
  const start = startOf(heap, object, references);
  const root = reasonOf(heap, results.rootSet, start);
  return root === undefined ? '' : expressionOf(heap, start, root, references);
}

/** The object a path starts at. */
export function startOf(heap: Heap, object: ObjectId, references: readonly ReferenceId[]): ObjectId {
  const top = references[0];
  return top === undefined ? object : objectId(ownerOfRow(heap.references.first, top));
}

/** Why an object is a root; undefined when it is none. */
export function reasonOf(heap: Heap, rootSet: RootSet | undefined, object: ObjectId): RootReason | undefined {
  if (rootSet === undefined) return undefined;
  const row = rootSet.object.indexOf(object);
  if (row < 0) return undefined;
  if (rootSet.reason[row] === 1) return { kind: 'unexplainedCount', label: '', thread: '', frame: '' };
  if (rootSet.reason[row] === 2) return { kind: 'heldOutside', label: '', thread: '', frame: '' };
  if (rootSet.reason[row] === 3) return { kind: 'systemRoot', label: '(root)', thread: '', frame: '' };
  return rootReason(heap, rootSet.detail[row]);
}

/** Row `row` of `heap.roots` in words of the dump. */
export function rootReason(heap: Heap, row: number): RootReason {
  const { roots, threads, frames } = heap;
  const thread = roots.thread[row];
  const frame = roots.frame[row];
  return {
    kind: rootKind(roots.kind[row]),
    label: nameAt(heap, roots.label[row]),
    thread: thread === NONE || thread >= threads.length ? '' : nameAt(heap, threads.name[threadId(thread)]),
    frame: frame === NONE || frame >= frames.length ? '' : frameText(heap, frame),
  };
}

function frameText(heap: Heap, frame: number): string {
  const { frames } = heap;
  const file = nameAt(heap, frames.file[frameId(frame)]);
  const short = file.slice(file.lastIndexOf('/') + 1);
  return `${nameAt(heap, frames.function[frame])} ${short}:${frames.line[frame]}`;
}

function rootText(heap: Heap, start: ObjectId, root: RootReason): string {
  switch (root.kind) {
    case 'module':
    case 'userRoot':
    case 'systemRoot':
      return root.label;
    case 'builtins':
      return 'builtins';
    case 'local':
      return `<${root.frame === '' ? 'frame' : root.frame}>.${root.label}`;
    case 'registry':
      return `<${root.label}>`;
    case 'frame':
      return `<frame ${root.frame}>`;
    default: {
      const type = qualifiedName(typeNameOf(heap, heap.objects.type[start]));
      const name = previewOf(heap, start) ?? root.label;
      return name === '' ? `<${type}>` : `<${type} ${name}>`;
    }
  }
}
