// How a report names what is in a dump: as it is, or so that it can be given away.
import { qualifiedName, type TypeName } from '../model/names.ts';
import { isStandardModule } from '../queries/standardLibrary.ts';

export interface Naming {
  readonly redacted: boolean;
  readonly type: (name: Pick<TypeName, 'module' | 'name'>) => string;
  /** A Python expression, which may hold keys. */
  readonly expression: (text: string) => string;
  /** Anything else that was written in a dump or by a person. */
  readonly text: (text: string) => string;
}

export const PLAIN_NAMING: Naming = {
  redacted: false,
  type: qualifiedName,
  expression: (text) => text,
  text: (text) => text,
};

/**
 * Types of the standard library keep their names, all others are mapped, and an expression becomes one token. `tokenOf` is
 * keyed anew for every export: equal texts have equal tokens in one file and never in two.
 */
export function redactedNaming(tokenOf: (text: string) => string): Naming {
  return {
    redacted: true,
    type: (name) =>
      (name.module === '' || isStandardModule(name.module)) && isPlainName(name)
        ? qualifiedName(name)
        : `type-${tokenOf(qualifiedName(name))}`,
    expression: (text) => (text === '' ? '' : `at-${tokenOf(text)}`),
    text: (text) => (text === '' ? '' : `text-${tokenOf(text)}`),
  };
}

/** A class made at run time may lie about its module: what does not look like a name of CPython is mapped all the same. */
function isPlainName({ module, name }: Pick<TypeName, 'module' | 'name'>): boolean {
  if (module === '') return BUILTINS.has(name) || /^[A-Z][A-Za-z]{2,24}(Error|Exception|Warning)$/.test(name);
  return /^[A-Za-z_][\w.]{0,47}$/.test(name) && /^[\w.]{0,48}$/.test(module);
}

/** Types that CPython itself defines without a module, `tp_name` of 3.8 to 3.13. */
const BUILTINS: ReadonlySet<string> = new Set(
  (
    'NoneType NotImplementedType ellipsis bool int float complex str bytes bytearray memoryview list tuple dict set ' +
    'frozenset range slice object type super property classmethod staticmethod enumerate zip map filter reversed module ' +
    'function method builtin_function_or_method method_descriptor wrapper_descriptor getset_descriptor ' +
    'member_descriptor classmethod_descriptor method-wrapper mappingproxy cell code frame traceback generator coroutine ' +
    'coroutine_wrapper async_generator async_generator_asend async_generator_athrow async_generator_wrapped_value ' +
    'moduledef PyCapsule weakref weakproxy weakcallableproxy managedbuffer symtable dict_keys dict_values dict_items ' +
    'dict_keyiterator dict_valueiterator dict_itemiterator dict_reversekeyiterator dict_reversevalueiterator ' +
    'dict_reverseitemiterator odict_keys odict_values odict_items odict_iterator list_iterator list_reverseiterator ' +
    'tuple_iterator set_iterator str_iterator str_ascii_iterator bytes_iterator bytearray_iterator range_iterator ' +
    'longrange_iterator callable_iterator iterator hamt hamt_bitmap_node hamt_array_node hamt_collision_node ' +
    'Context ContextVar Token stderrprinter fieldnameiterator formatteriterator line_iterator positions_iterator ' +
    'keys async_gen_asend BaseException EncodingMap Union GenericAlias'
  ).split(' '),
);
