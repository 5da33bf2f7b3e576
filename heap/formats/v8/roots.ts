// The references of the root as root rows: first what the program holds, by kind, then the system.
import { NONE } from '../../base/brand.ts';
import { allocateU32, allocateU8 } from '../../base/column.ts';
import type { RootTable } from '../../model/heap.ts';
import { idColumn } from '../../model/ids.ts';
import { KIND, KIND_MASK, ROOT_KINDS } from '../../model/kinds.ts';
import { DOCUMENTS, rowsOfText } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { codeOf } from './kinds.ts';

const SYNTHETIC = codeOf('synthetic');
const USER = ROOT_KINDS.indexOf('userRoot');
const SYSTEM = ROOT_KINDS.indexOf('systemRoot');

/** Targets of the root that are not the system's own, in the order of its references; one may come twice. */
export function userRoots(graph: Graph): readonly number[] {
  const { root, first, target } = graph;
  if (root === undefined) return [];
  const isUser = userRootTest(graph);
  return Array.from(target.subarray(first[root], first[root + 1])).filter(isUser);
}

/** One row per reference of the root, in their order. Labels are names; what the program holds, and numbers, have the target's. */
export function rootTable(graph: Graph): RootTable {
  const { root, first, target, edgeKind, label, name, ledger } = graph;
  const from = root === undefined ? 0 : first[root];
  const length = root === undefined ? 0 : first[root + 1] - from;
  const isUser = userRootTest(graph);
  const object = allocateU32(length, 'roots.object', ledger);
  const labels = allocateU32(length, 'roots.label', ledger);
  const kind = allocateU8(length, 'roots.kind', ledger);
  for (let row = 0; row < length; row++) {
    const to = target[from + row];
    const of = edgeKind[from + row] & KIND_MASK;
    const ofProgram = isUser(to);
    object[row] = to;
    labels[row] = ofProgram || of === KIND.item || of === KIND.hiddenSlot ? name[to] : label[from + row];
    kind[row] = ofProgram ? USER : SYSTEM;
  }
  return {
    length,
    object: idColumn(object),
    label: idColumn(labels),
    thread: idColumn(allocateU32(length, 'roots.thread', ledger).fill(NONE)),
    frame: idColumn(allocateU32(length, 'roots.frame', ledger).fill(NONE)),
    kind,
  };
}

function userRootTest({ kind, name, texts }: Graph): (object: number) => boolean {
  const documents = rowsOfText(texts.finish(), DOCUMENTS);
  return (object) => kind[object] !== SYNTHETIC || documents.has(name[object]);
}
