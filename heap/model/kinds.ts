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
  'possible',
] as const;

export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export const KIND_MASK = 0x3f;
/** Bit 7: a real, counted reference that `tp_traverse` does not report. The audit counts it, the GC replay does not subtract it. */
export const HIDDEN = 0x80;

export const KIND = Object.fromEntries(REFERENCE_KINDS.map((word, code) => [word, code])) as Readonly<
  Record<ReferenceKind, number>
>;

/** The word of a kind byte; codes that later versions may add read as `unknown`. */
export function referenceKind(code: number): ReferenceKind {
  return REFERENCE_KINDS[code & KIND_MASK] ?? 'unknown';
}

/** Weak references are shown, never followed: not counted in `ob_refcnt`, not a path, not a retainer. */
export function isStrong(code: number): boolean {
  return (code & KIND_MASK) !== KIND.weak;
}

/** Strong and reported by `tp_traverse`: what CPython's collector sees. */
export function isCollectorVisible(code: number): boolean {
  return (code & HIDDEN) === 0 && (code & KIND_MASK) !== KIND.weak;
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
] as const;

export type RootKind = (typeof ROOT_KINDS)[number];

export function rootKind(code: number): RootKind {
  return ROOT_KINDS[code] ?? 'other';
}
