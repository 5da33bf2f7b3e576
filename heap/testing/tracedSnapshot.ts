// The small drawing, recorded with allocation tracking. One trace has no function, one object names no trace.
import { SMALL_SNAPSHOT } from './smallSnapshot.ts';
import type { SnapshotParts, TraceNode } from './snapshotWriter.ts';

const leaf = (id: number, f: number): TraceNode => ({ id, f, count: id, bytes: 10 * id, below: [] });

export const TRACED_SNAPSHOT: SnapshotParts = {
  ...SMALL_SNAPSHOT,
  nodes: SMALL_SNAPSHOT.nodes.map((node, i) => ({ ...node, trace: [0, 0, 0, 4, 0, 3, 99, 4][i] })),
  traces: {
    functions: [
      ['(root)', '', 0, 0],
      ['main', 'app.js', 3, 1],
      ['make', 'lib.js', 7, 9],
    ],
    tree: [
      { id: 1, f: 0, count: 0, bytes: 0, below: [{ ...leaf(2, 1), below: [leaf(3, 2), leaf(4, 7)] }, leaf(5, 2)] },
    ],
  },
};
