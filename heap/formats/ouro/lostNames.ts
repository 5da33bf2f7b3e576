// Stand-ins for strings and types whose chunk was lost.
import { note } from '../../model/diagnostics.ts';
import { addType, NO_ADDRESS, type Draft } from '../../model/draft.ts';
import { stringId, type StringId, type TypeId } from '../../model/ids.ts';
import { LAYOUT } from './layout.ts';

/** By file id. Bounded: a hostile file may name every id there is. */
export interface LostNames {
  readonly strings: Map<number, StringId>;
  readonly types: Map<number, TypeId>;
}

const MOST_LOST = 4096;
/** One stand-in for all that come after them. */
const OTHERS = -1;
const UNKNOWN_TRAITS = 1 << 5;

export function lostNames(): LostNames {
  return { strings: new Map(), types: new Map() };
}

/** `<lost string N>`. */
export function lostString(lost: LostNames, draft: Draft, id: number): StringId {
  const known = lost.strings.get(id) ?? (lost.strings.size >= MOST_LOST ? lost.strings.get(OTHERS) : undefined);
  if (known !== undefined) return known;
  const full = lost.strings.size >= MOST_LOST;
  const made = draft.strings.add(full ? '<lost string>' : `<lost string ${id}>`);
  lost.strings.set(full ? OTHERS : id, made);
  note(draft.log, 'lostString');
  return made;
}

/** `<lost type N>`: how its instances wrote their references is not known. */
export function lostType(lost: LostNames, draft: Draft, id: number): TypeId {
  const known = lost.types.get(id) ?? (lost.types.size >= MOST_LOST ? lost.types.get(OTHERS) : undefined);
  if (known !== undefined) return known;
  const full = lost.types.size >= MOST_LOST;
  const made = addType(draft, {
    address: NO_ADDRESS,
    module: stringId(0),
    qualname: draft.strings.add(full ? '<lost type>' : `<lost type ${id}>`),
    file: stringId(0),
    flags: 0,
    basicSize: 0,
    itemSize: 0,
    layout: LAYOUT.explicit,
    traits: UNKNOWN_TRAITS,
  });
  lost.types.set(full ? OTHERS : id, made);
  note(draft.log, 'lostType');
  draft.log.referencesComplete = false;
  return made;
}
