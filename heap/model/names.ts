// Names of types and strings as people read them.
import { stringAt } from '../base/strings.ts';
import type { Heap } from './heap.ts';
import type { StringId, TypeId } from './ids.ts';

export interface TypeName {
  readonly type: TypeId;
  /** '' for builtins, so that `dict` reads `dict`. */
  readonly module: string;
  readonly name: string;
}

export function nameAt(heap: Heap, string: StringId): string {
  return stringAt(heap.strings, string);
}

export function typeNameOf(heap: Heap, type: TypeId): TypeName {
  const module = nameAt(heap, heap.types.module[type]);
  return { type, module: module === 'builtins' ? '' : module, name: nameAt(heap, heap.types.qualname[type]) };
}

/** `app.models.Row`, `dict`. */
export function qualifiedName(name: Pick<TypeName, 'module' | 'name'>): string {
  return name.module === '' ? name.name : `${name.module}.${name.name}`;
}
