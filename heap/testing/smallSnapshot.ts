// A hand-drawn V8 heap: what each object must come to stands beside it.
import type { SnapshotParts } from './snapshotWriter.ts';

/** Ordinal: @id. 0: @1 root, 1: @3 the program's global, 2: @5 the system's roots. */
export const SMALL_SNAPSHOT: SnapshotParts = {
  nodes: [
    { kind: 'synthetic', name: '', id: 1, self: 0 },
    { kind: 'object', name: 'global', id: 3, self: 40 },
    { kind: 'synthetic', name: '(GC roots)', id: 5, self: 0 },
    { kind: 'object', name: 'Map', id: 7, self: 32 },
    // Part of the Map alone: counts to it.
    { kind: 'array', name: '', id: 9, self: 100 },
    { kind: 'string', name: 'a key', id: 11, self: 24 },
    { kind: 'native', name: '<div id=x>', id: 12, self: 64, detached: 2 },
    // Only a weak reference leads here.
    { kind: 'closure', name: 'onclick', id: 15, self: 48 },
  ],
  edges: [
    { from: 0, to: 1, kind: 'shortcut', label: 'global' },
    { from: 0, to: 2, kind: 'element', label: 1 },
    { from: 1, to: 3, kind: 'property', label: 'cache' },
    { from: 2, to: 3, kind: 'element', label: 0 },
    { from: 3, to: 4, kind: 'internal', label: 'table' },
    { from: 4, to: 5, kind: 'hidden', label: 3 },
    { from: 4, to: 6, kind: 'element', label: 4 },
    { from: 6, to: 7, kind: 'weak', label: 'listener' },
    { from: 7, to: 6, kind: 'context', label: 'element' },
  ],
  locations: [
    [1, 4, 10, 2],
    [7, 4, 20, 5],
  ],
};
