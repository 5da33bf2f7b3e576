// A lens names the references that cycles may not run over. Membership of cycles only: never sizes, counts or verdicts.

/** What a lens may hide, in the order of its written form. */
export const LENS_PARTS = [
  /** From an instance to its type. */
  'instanceType',
  /** From a function to its globals and builtins. */
  'globals',
  /** Into modules and their dicts. */
  'modules',
  /** Into types. */
  'types',
  /** Into frames and tracebacks, and out of frames. */
  'frames',
  /** Into `functools.lru_cache` wrappers. */
  'caches',
  'weak',
  /** Whatever `tp_traverse` does not report, weak references with it, and untracked objects. */
  'untraversed',
] as const;

export type LensPart = (typeof LENS_PARTS)[number];

/** Named lenses, cpython/semantics.md 5: `instances` is L2, `default` is L4. */
export const LENSES = ['all', 'instances', 'default', 'structure', 'collector'] as const;

export type LensPreset = (typeof LENSES)[number];

/** A named lens, or `hide-globals-weak`: the hidden parts in the order of `LENS_PARTS`. */
export type LensName = LensPreset | `hide-${string}`;

const HIDDEN: Readonly<Record<LensPreset, readonly LensPart[]>> = {
  all: ['weak'],
  instances: ['instanceType', 'globals', 'weak'],
  default: ['instanceType', 'globals', 'modules', 'types', 'weak'],
  structure: ['instanceType', 'globals', 'modules', 'types', 'frames', 'caches', 'weak'],
  collector: ['weak', 'untraversed'],
};

export function isPreset(lens: LensName): lens is LensPreset {
  return LENSES.some((name) => name === lens);
}

/** What `lens` hides; parts that do not exist are left out. */
export function hiddenParts(lens: LensName): readonly LensPart[] {
  if (isPreset(lens)) return HIDDEN[lens];
  const words = lens.split('-').slice(1);
  return LENS_PARTS.filter((part) => words.includes(part));
}

/** The lens that hides `parts`: a named one where there is one. */
export function lensHiding(parts: readonly LensPart[]): LensName {
  const ordered = LENS_PARTS.filter((part) => parts.includes(part));
  const key = ordered.join('-');
  return LENSES.find((preset) => HIDDEN[preset].join('-') === key) ?? `hide-${key}`;
}

/** Reads a lens from outside (an address, a command line, a note); undefined when it is none. */
export function readLens(text: string): LensName | undefined {
  const preset = LENSES.find((name) => name === text);
  if (preset !== undefined) return preset;
  if (!text.startsWith('hide-')) return undefined;
  const words = text
    .slice(5)
    .split('-')
    .filter((word) => word !== '');
  const parts = LENS_PARTS.filter((part) => words.includes(part));
  return parts.length === words.length ? lensHiding(parts) : undefined;
}
