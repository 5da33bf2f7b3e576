// What the names of built-in CPython types say where a dump records names and no `tp_flags`.

/** Py_TPFLAGS_*, Include/object.h: bit 9 HEAPTYPE, 24 int, 25 list, 26 tuple, 27 bytes, 28 str, 29 dict, 30 exception, 31 type. */
export const TYPE_FLAG = { heap: 1 << 9, type: 2 ** 31 } as const;

const FLAGS = new Map<string, number>([
  ['int', 1 << 24],
  ['long', 1 << 24],
  ['list', 1 << 25],
  ['tuple', 1 << 26],
  ['bytes', 1 << 27],
  ['str', 1 << 28],
  ['unicode', 1 << 28],
  ['dict', 1 << 29],
  ['type', TYPE_FLAG.type],
  ['classobj', TYPE_FLAG.type],
]);

/** `tp_flags` of the built-in type of that name as far as its name says; 0 for every other. */
export function builtinFlags(name: string): number {
  return FLAGS.get(name) ?? 0;
}

/** Neither tp_traverse nor the rest is known; the layout of the references is that of their own kinds. */
export const UNKNOWN_TRAITS = 1 << 5;
export const EXPLICIT_LAYOUT = 4;

/** `app.models.Row` -> `app.models` and `Row`; a name without a dot has module ''. */
export function splitName(name: string): { readonly module: string; readonly qualname: string } {
  // `<locals>` and what comes before it belong to the name of the class, but nothing says where the module ends.
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dot === name.length - 1
    ? { module: '', qualname: name }
    : { module: name.slice(0, dot), qualname: name.slice(dot + 1) };
}
