// What conditions of a report compare: asked of the heap once, before any condition is judged.
import type { HeapMeasure, Measure, Measured } from '#heap/findings/assertions.ts';
import { qualifiedName } from '#heap/model/names.ts';
import type { TypeRow } from '#heap/model/rows.ts';
import type { Investigation } from './investigation.ts';
import { firstRows } from './pages.ts';

/** The measures of an open heap; O(types) to prepare. */
export async function measuresOf({ heap, manifest }: Investigation): Promise<(measure: Measure) => Measured> {
  const { totalSelfSize, counts, completeness } = manifest;
  const bound = completeness.status === 'complete' ? 'exact' : 'atLeast';
  const rows = await firstRows(counts.types, (page) =>
    heap.types({ ...page, order: 'name', direction: 'ascending', filter: '' }),
  );
  const byName = new Map<string, TypeRow[]>();
  for (const row of rows) byName.set(qualifiedName(row.type), [...(byName.get(qualifiedName(row.type)) ?? []), row]);
  const whole = new Map<HeapMeasure, Measured>([
    ['total.objects', { kind: bound, value: counts.objects }],
    ['total.bytes', { kind: bound, value: totalSelfSize }],
    ...(await judgedByAll({ heap, manifest })),
  ]);
  return (measure) => {
    if ('type' in measure) return measuredType(byName.get(measure.type) ?? [], measure.kind, bound);
    return whole.get(measure.kind) ?? UNKNOWN.counts;
  };
}

/** Verdicts about absence: nothing is known about them when a part of the dump is missing. */
async function judgedByAll({
  heap,
  manifest,
}: Pick<Investigation, 'heap' | 'manifest'>): Promise<readonly (readonly [HeapMeasure, Measured])[]> {
  if (manifest.completeness.status === 'partial') return WHOLE.map((kind) => [kind, UNKNOWN.partial]);
  const collector = await heap.collector();
  const audit = await heap.refcountSummary();
  const lens = await heap.lensSummary('default');
  const garbage = collector.ok && collector.value.bound !== 'notProvable' ? collector.value.collectable : undefined;
  const counted = audit.ok ? audit.value : undefined;
  const cycles = lens.ok ? lens.value?.components : undefined;
  return [
    ['garbage.objects', known(garbage?.objects)],
    ['garbage.bytes', known(garbage?.selfSize)],
    ['garbage.components', known(garbage?.components)],
    ['cycles', known(cycles)],
    ['unexplained', known(counted?.unexplained)],
    ['inconsistent', known(counted?.inconsistent)],
  ];
}

const WHOLE: readonly HeapMeasure[] = [
  'garbage.objects',
  'garbage.bytes',
  'garbage.components',
  'cycles',
  'unexplained',
  'inconsistent',
];

const UNKNOWN = {
  partial: { kind: 'unknown', reason: 'a part of the dump is missing' },
  counts: { kind: 'unknown', reason: 'this dump does not record what it needs' },
  names: { kind: 'unknown', reason: 'several types have this name' },
} as const satisfies Record<string, Measured>;

function known(value: number | undefined): Measured {
  return value === undefined ? UNKNOWN.counts : { kind: 'exact', value };
}

/** A type without instances counts 0. Retained sizes of several types of one name may overlap, so they have no sum. */
function measuredType(
  rows: readonly TypeRow[],
  kind: 'count' | 'self' | 'retained',
  bound: 'exact' | 'atLeast',
): Measured {
  if (kind === 'count') return { kind: bound, value: rows.reduce((sum, row) => sum + row.count, 0) };
  if (kind === 'self') return { kind: bound, value: rows.reduce((sum, row) => sum + row.selfSize, 0) };
  if (bound === 'atLeast') return UNKNOWN.partial;
  if (rows.length > 1) return UNKNOWN.names;
  return rows.length === 0 ? { kind: 'exact', value: 0 } : known(rows[0]?.retained);
}
