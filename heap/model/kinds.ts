// Kinds of references and roots: the words of formats/ouro.md, shared by every format.

/** Low six bits of `references.kind`; the order is the byte of the ouro format, `instanceType` and later are the loader's own. */
export const REFERENCE_KINDS = [
  'unknown',
  'item',
  'key',
  'value',
  'element',
  'attribute',
  'slot',
  'dict',
  'cell',
  'closure',
  'globals',
  'builtins',
  'code',
  'constant',
  'default',
  'local',
  'stack',
  'frame',
  'traceback',
  'self',
  'function',
  'type',
  'module',
  'weak',
  'callback',
  'exception',
  'internal',
  'name',
  'instanceType',
  'context',
  'hiddenSlot',
  'shortcut',
  'possible',
] as const;

export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export const KIND_MASK = 0x3f;
/** Bit 7: a real, counted reference that `tp_traverse` does not report. The audit counts it, the GC replay does not subtract it. */
export const HIDDEN = 0x80;
/** Bit 6: a reference that is there and is shown, but by the rules of its runtime keeps nothing alive (formats.md, V8). */
export const NOT_RETAINING = 0x40;

export const KIND = Object.fromEntries(REFERENCE_KINDS.map((word, code) => [word, code])) as Readonly<
  Record<ReferenceKind, number>
>;

/** The word of a kind byte; codes that later versions may add read as `unknown`. */
export function referenceKind(code: number): ReferenceKind {
  return REFERENCE_KINDS[code & KIND_MASK] ?? 'unknown';
}

/** Weak references, and those that do not retain, are shown, never followed: not counted, not a path, not a retainer. */
export function isStrong(code: number): boolean {
  return (code & KIND_MASK) !== KIND.weak && (code & NOT_RETAINING) === 0;
}

/** Strong and reported by `tp_traverse`: what CPython's collector sees. */
export function isCollectorVisible(code: number): boolean {
  return (code & HIDDEN) === 0 && isStrong(code);
}

export const ROOT_KINDS = [
  'none',
  'module',
  'frame',
  'local',
  'thread',
  'interned',
  'staticType',
  'builtins',
  'garbage',
  'registry',
  'interpreter',
  'singleton',
  'other',
  'userRoot',
  'systemRoot',
] as const;

export type RootKind = (typeof ROOT_KINDS)[number];

export function rootKind(code: number): RootKind {
  return ROOT_KINDS[code] ?? 'other';
}
