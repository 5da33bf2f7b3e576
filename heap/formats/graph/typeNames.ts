// Types by their names: a graph has no type objects.
import { fail } from '../../base/fault.ts';
import { addType, NO_ADDRESS } from '../../model/draft.ts';
import { stringId, type TypeId } from '../../model/ids.ts';
import { nameOf, shortened, type Reading } from './reading.ts';

const MOST_TYPES = 1_000_000;

/** Made by a program, not by its runtime: Py_TPFLAGS_HEAPTYPE, Include/object.h. */
const MADE = 1 << 9;
/** Neither tp_traverse nor the rest is known; the layout of the references is that of their own kinds. */
const UNKNOWN_TRAITS = 1 << 5;
const EXPLICIT = 4;

/** The type of that full name. Fault `format/limit` for more than a million types. O(1) for a known one. */
export function typeNamed(reading: Reading, written: string, offset: number): TypeId {
  const known = reading.types.get(written);
  if (known !== undefined) return known;
  if (reading.types.size >= MOST_TYPES) {
    const found = MOST_TYPES + 1;
    fail({ code: 'format/limit', limit: 'types', allowed: MOST_TYPES, found, offset, section: 'lines' });
  }
  const { module, qualname } = partsOf(shortened(written), reading.language);
  const type = addType(reading.draft, {
    address: NO_ADDRESS,
    module: nameOf(reading, module),
    qualname: nameOf(reading, qualname),
    file: stringId(0),
    flags: module === 'builtins' ? 0 : MADE,
    basicSize: 0,
    itemSize: 0,
    layout: EXPLICIT,
    traits: UNKNOWN_TRAITS,
  });
  reading.types.set(written, type);
  return type;
}

/**
 * `app.models.Row` is `Row` of module `app.models`, `app.main.<locals>.Row` is `main.<locals>.Row` of `app`. What Python names
 * without a module is built in.
 */
function partsOf(name: string, language: Reading['language']): { readonly module: string; readonly qualname: string } {
  const bracket = name.indexOf('<');
  // The dot before `<` is no border of a module.
  const dot = name.lastIndexOf('.', bracket < 0 ? name.length - 2 : bracket - 2);
  if (dot > 0) return { module: name.slice(0, dot), qualname: name.slice(dot + 1) };
  return { module: language === 'cpython' ? 'builtins' : '', qualname: name };
}
