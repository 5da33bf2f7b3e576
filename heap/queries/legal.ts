// A path that is legal Python from end to end, so that a reader can paste it into the program.
import type { PartialResults } from '../analyses/results.ts';
import { NONE } from '../base/brand.ts';
import type { Heap } from '../model/heap.ts';
import { objectId, type ObjectId, type ReferenceId } from '../model/ids.ts';
import { referenceKind } from '../model/kinds.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { reasonOf, shortestReferences, startOf } from './expression.ts';
import { holderClass } from './holders.ts';
import { identifierKey, keyText, labelOf } from './labels.ts';
import { sourceOf } from './neighbours.ts';
import { previewForm } from './objectRow.ts';

/**
 * Python source that evaluates to `object` in the dumped program: `app.main.sessions['u1']`; undefined when a hop of the shortest
 * path has no legal spelling or the path does not start at a module.
 */
export function legalExpression(heap: Heap, results: PartialResults, object: ObjectId): string | undefined {
  const references = shortestReferences(heap, results, object);
  if (references === undefined) return undefined;
  const start = startOf(heap, object, references);
  const root = reasonOf(heap, results.rootSet, start);
  if (root?.kind !== 'module' || !MODULE.test(root.label)) return undefined;
  return legalPath(heap, root.label, references);
}

const MODULE = /^[\p{ID_Start}_][\p{ID_Continue}]*(\.[\p{ID_Start}_][\p{ID_Continue}]*)*$/u;
const DOTTED = /^\.[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** `references` walked from the module `start`; undefined at the first hop that is not Python. */
function legalPath(heap: Heap, start: string, references: readonly ReferenceId[]): string | undefined {
  let text = start;
  for (let i = 0; i < references.length; i++) {
    const next = references[i + 1];
    const name = namespaceName(heap, references[i], next);
    if (name !== undefined) {
      text += `.${name}`;
      i++;
      continue;
    }
    const hop = legalHop(heap, references[i]);
    if (hop === undefined) return undefined;
    text += hop;
  }
  return text;
}

/** `name` when the two references are `x.__dict__` and `['name']`. */
function namespaceName(heap: Heap, first: ReferenceId, second: ReferenceId | undefined): string | undefined {
  if (second === undefined || referenceKind(heap.references.kind[first]) !== 'dict') return undefined;
  return identifierKey(heap, second);
}

/** One reference as Python source that reads it; undefined when there is none. */
function legalHop(heap: Heap, reference: ReferenceId): string | undefined {
  const kind = referenceKind(heap.references.kind[reference]);
  const label = labelOf(heap, reference);
  switch (kind) {
    case 'item':
      return label;
    case 'value': {
      const key = legalKey(heap, reference);
      return key === undefined ? undefined : `[${key}]`;
    }
    case 'local':
      return legalLocal(heap, reference, label);
    default:
      return DOTTED.test(label) ? label : undefined;
  }
}

function legalLocal(heap: Heap, reference: ReferenceId, label: string): string | undefined {
  const name = label.slice(' local '.length);
  const holder = holderClass(heap, sourceOf(heap, reference));
  if (holder === 'frame') return `.f_locals['${name}']`;
  const type = qualifiedName(typeNameOf(heap, heap.objects.type[sourceOf(heap, reference)]));
  const frame = FRAME_OF.get(type);
  return frame === undefined ? undefined : `.${frame}.f_locals['${name}']`;
}

const FRAME_OF: ReadonlyMap<string, string> = new Map([
  ['generator', 'gi_frame'],
  ['coroutine', 'cr_frame'],
  ['async_generator', 'ag_frame'],
]);

/** The key of a `value` reference as source text: recorded strings, bytes and numbers only. */
export function legalKey(heap: Heap, reference: ReferenceId): string | undefined {
  if (referenceKind(heap.references.kind[reference]) !== 'value') return undefined;
  const key = heap.references.label[reference];
  if (key === NONE) return undefined;
  const form = previewForm(heap, objectId(key));
  // Bit 7: the recorded text is cut.
  if (form === undefined || (form & 0x80) !== 0) return undefined;
  const type = qualifiedName(typeNameOf(heap, heap.objects.type[objectId(key)]));
  const text = keyText(heap, objectId(key));
  const isWhole = !text.includes('…');
  return isWhole && (type === 'str' || type === 'int' || type === 'bytes') ? text : undefined;
}
