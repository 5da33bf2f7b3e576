// What the rules of DevTools say of a snapshot, from the product and from the oracle, in lines that can be compared.
import { dominatorTree } from '../analyses/dominators.ts';
import { rootSetOf } from '../analyses/rootSet.ts';
import { typeRetained } from '../analyses/typeRetained.ts';
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { silentTask } from '../base/task.ts';
import type { LoadedHeap } from '../formats/format.ts';
import { typeId } from '../model/ids.ts';
import { typeNameOf } from '../model/names.ts';
import { oracleHeap } from './snapshotOracle.ts';
import { oracleTypes } from './snapshotOracleTypes.ts';

export interface AnswerRow {
  readonly id: number;
  readonly self: number;
  readonly retained: number;
  readonly idom: number | undefined;
  readonly distance: number | undefined;
}

export interface Answers {
  /** In file order. */
  readonly rows: readonly AnswerRow[];
  /** Name, counted objects, bytes, retained bytes. */
  readonly types: readonly (readonly [string, number, number, number])[];
}

export function answersOfHeap({ heap, histogram }: LoadedHeap): Answers {
  const ledger = openLedger();
  const tree = dominatorTree(heap, rootSetOf(heap, {}, ledger, silentTask), ledger, silentTask);
  const retained = typeRetained(heap, tree, ledger, silentTask);
  const { address, selfSize } = heap.objects;
  const parents: Uint32Array = tree.parent;
  const rows = Array.from(address, (id, i) => ({
    id,
    self: selfSize[i],
    retained: tree.retained[i],
    idom: parents[i] === NONE ? undefined : address[parents[i]],
    distance: heap.snapshot.distance[i] === NONE ? undefined : heap.snapshot.distance[i],
  }));
  const types = Array.from(retained, (bytes, type) => {
    const { name } = typeNameOf(heap, typeId(type));
    return [name, histogram.count[type], histogram.selfSize[type], bytes] as const;
  }).filter(([, count]) => count > 0);
  return { rows, types };
}

export function answersOfOracle(text: string): Answers {
  const heap = oracleHeap(text);
  const rows = heap.nodes.map(({ id, self }, i) => ({
    id,
    self,
    retained: heap.retained[i],
    idom: heap.dominator[i] < 0 ? undefined : heap.nodes[heap.dominator[i]].id,
    distance: heap.distance[i] < 0 ? undefined : heap.distance[i],
  }));
  const types = oracleTypes(heap).map((type) => [type.name, type.count, type.self, type.retained] as const);
  return { rows, types };
}

/** Lines that differ, few of them, so that a failure can be read; the order of types does not count. */
export function differences(ours: Answers, theirs: Answers): readonly string[] {
  const [left, right] = [linesOf(ours), linesOf(theirs)];
  const different = left.flatMap((line, i) => (line === right[i] ? [] : [`${line} <> ${right[i] ?? 'nothing'}`]));
  const lengths = left.length === right.length ? [] : [`${left.length} lines <> ${right.length}`];
  return [...lengths, ...different.slice(0, 20)];
}

function linesOf({ rows, types }: Answers): readonly string[] {
  return [...rows.map((row) => JSON.stringify(row)), ...types.map((type) => JSON.stringify(type)).sort()];
}
