// Kinds of objects in V8 snapshots, under V8's own words.

/** `snapshot.kind` is the place in this list; new words go to its end. */
export const SNAPSHOT_KINDS = [
  'unknown',
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
  'wasm object',
] as const;

export type SnapshotKind = (typeof SNAPSHOT_KINDS)[number];
