// Types and the objects they are: a type object the dump has no row for is made here, so that every type can be clicked.
import { NONE } from '../base/brand.ts';
import { allocateU32, release } from '../base/column.ts';
import { addType, NO_ADDRESS, type Draft } from './draft.ts';
import { FLAG, GENERATION, type ObjectTable, type TypeTable } from './heap.ts';
import { idColumn, typeId, stringId, type TypeId } from './ids.ts';
import { note } from './diagnostics.ts';

/** One more object row at the address of every type. Where the dump has the row already, first wins and this one goes. */
export function appendTypeObjects(draft: Draft): void {
  const { objects, types } = draft;
  const address = types.address.finish();
  for (let type = 0; type < address.length; type++) {
    objects.address.push(address[type]);
    objects.type.push(0);
    objects.selfSize.push(0);
    objects.refcount.push(0);
    objects.flags.push(FLAG.synthetic);
    objects.generation.push(GENERATION.untracked);
    objects.size.push(NONE);
    objects.references.push(0);
  }
}

/** The last `count` objects are type objects we made: their type is `builtins.type`, made too if the dump has none. */
export function nameSyntheticObjects(draft: Draft, objects: ObjectTable, count: number): void {
  if (count === 0) return;
  note(draft.log, 'syntheticType', count);
  objects.type.fill(metaType(draft), objects.length - count);
}

/** `found` has the object of every type that was read; a type made since then has none. */
export function typeTable(draft: Draft, found: Uint32Array): TypeTable {
  const { types, ledger } = draft;
  const length = types.address.length;
  let object = found;
  if (found.length < length) {
    object = allocateU32(length, 'types.object', ledger).fill(NONE);
    object.set(found);
    release(found.byteLength, ledger);
  }
  types.address.drop();
  return {
    length,
    object: idColumn(object),
    module: idColumn(types.module.finish()),
    qualname: idColumn(types.qualname.finish()),
    file: idColumn(types.file.finish()),
    flags: types.flags.finish(),
    basicSize: types.basicSize.finish(),
    itemSize: types.itemSize.finish(),
    layout: types.layout.finish(),
    traits: types.traits.finish(),
  };
}

/** tp_traverse, tp_clear and the rest are not known. */
const UNKNOWN_TRAITS = 1 << 5;
const EXPLICIT = 4;

function metaType(draft: Draft): TypeId {
  const { types, strings } = draft;
  const qualname = types.qualname.finish();
  const module = types.module.finish();
  for (let type = 0; type < qualname.length; type++) {
    if (strings.textAt(qualname[type]) === 'type' && strings.textAt(module[type]) === 'builtins') return typeId(type);
  }
  return addType(draft, {
    address: NO_ADDRESS,
    module: strings.add('builtins'),
    qualname: strings.add('type'),
    file: stringId(0),
    flags: 0,
    basicSize: 0,
    itemSize: 0,
    layout: EXPLICIT,
    traits: UNKNOWN_TRAITS,
  });
}
