// A report and a picture in which every text of the dump is one and the same.
import type { DumpReport } from '../../heap/findings/dumpReport.ts';
import { graphFile } from '../../heap/exports/graphFile.ts';
import { PLAIN_NAMING } from '../../heap/exports/naming.ts';
import { objectId, typeId } from '../../heap/model/ids.ts';
import type { Subgraph } from '../../heap/model/pictures.ts';

export function subgraphWith(text: string): Subgraph {
  const type = { type: typeId(1), module: text, name: text };
  const nodes = [0, 1].map((row) => ({
    object: {
      object: objectId(row),
      address: 4096 + row,
      id: `0x${(4096 + row).toString(16)}`,
      type,
      shape: 'instance' as const,
      size: undefined,
      selfSize: 48,
      retained: 96,
      refcount: 1,
      immortal: false,
      generation: undefined,
      preview: text,
      component: undefined,
    },
    isRoot: row === 0,
    inComponent: true,
    garbage: false,
    badges: [{ label: text, object: objectId(9), count: 2 }],
    group: undefined,
  }));
  const between = {
    from: objectId(0),
    to: objectId(1),
    label: text,
    kind: 'attribute',
    role: 'inside',
    count: 1,
  } as const;
  const folds = [{ at: objectId(0), side: 'references' as const, type, count: 40 }];
  return { nodes, edges: [between], folds, left: 0, answer: 'drawn' };
}

export function reportWith(text: string): DumpReport {
  const confidence = 'exact';
  return {
    schema: 1,
    producer: 'Ouroboros',
    written: text,
    redacted: false,
    leftOut: [text],
    dump: {
      name: text,
      fingerprint: text,
      format: text,
      runtime: text,
      captured: text,
      completeness: 'complete',
      objects: 1,
      references: 1,
      types: 1,
      selfSize: 1,
    },
    verdict: 'failed',
    assertions: [
      { condition: text, title: text, severity: 'error', outcome: 'failed', bound: null, measured: null, reason: text },
    ],
    standsOut: [{ kind: 'retainer', what: text, why: text, bytes: 1, confidence }],
    pictures: [graphFile(subgraphWith(text), text, PLAIN_NAMING)],
    retainers: [{ expression: text, type: text, retained: 1 }],
    types: [{ type: text, count: 1, self: 1, retained: 1 }],
    notebook: [
      {
        title: text,
        about: text,
        note: text,
        status: 'open',
        confidence,
        evidence: [{ label: text, value: text }],
        changed: text,
      },
    ],
  };
}
