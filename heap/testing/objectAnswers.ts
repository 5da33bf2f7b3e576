// What the examples about objects answer, from the analyses themselves.
import { hasBit } from '../base/bits.ts';
import { GENERATION } from '../model/heap.ts';
import { EXPLANATIONS, VERDICTS } from '../model/rows.ts';
import type { SqlExampleId } from '../model/sqlExamples.ts';
import { amount, at, byType, groups, sorted, top, type Facts, type Row } from './sqlFacts.ts';

export const OBJECT_ANSWERS = {
  typesBySize: ({ objects }) => byType(objects),
  largest: ({ objects }) =>
    top(
      objects.map(({ id, type, self, retained }) => ({ object: id, type, self, retained })),
      '-retained',
      'object',
    ),
  packages: ({ objects }) => {
    const found = groups(
      objects.filter(({ type }) => type.includes('.')),
      ({ type }) => type.split('.')[0]!,
    );
    return sorted(
      [...found].map(([name, of]) => ({ package: name, ...amount(of) })),
      '-bytes',
      'package',
    );
  },
  sizeHistogram: ({ objects }) => {
    const found = groups(objects, ({ self }) => 2 ** Math.floor(Math.log2(Math.max(self, 1))));
    return sorted(
      [...found].map(([at_least, of]) => ({ at_least, ...amount(of) })),
      'at_least',
    );
  },
  percentiles: ({ objects }) => {
    const sizes = objects.map(({ self }) => self);
    const ascending = [...sizes].sort((a, b) => a - b);
    const middle = (ascending.length - 1) / 2;
    const median = (ascending[Math.floor(middle)]! + ascending[Math.ceil(middle)]!) / 2;
    return [{ objects: sizes.length, median, p99: at(sizes, 0.99), largest: ascending.at(-1) }];
  },
  generations: ({ heap, objects }) => {
    const found = groups(
      objects.filter(({ tracked }) => tracked),
      ({ id }) => {
        const generation = heap.objects.generation[id]!;
        return generation <= GENERATION.permanent ? generation : null;
      },
    );
    return sorted(
      [...found].map(([generation, of]) => ({ generation, ...amount(of) })),
      'generation',
    );
  },
  untracked: ({ objects }) => byType(objects.filter(({ tracked }) => !tracked)),
  lonely: ({ objects }) =>
    top(
      objects
        .filter(({ refcount, self }) => refcount === 1 && self >= 64)
        .map(({ id, type, self }) => ({ object: id, type, self })),
      '-self',
      'object',
    ),
  unexplained: ({ results, objects }) =>
    top(
      objects
        .filter(({ id }) => EXPLANATIONS[results.refcounts.explanation[id]!] === 'unexplained')
        .map(({ id, type, refcount }) => ({ object: id, type, refcount, excess: results.refcounts.residual[id] })),
      '-excess',
      'object',
    ),
  verdicts: ({ results, objects }) =>
    sorted(
      [...groups(objects, ({ id }) => VERDICTS[results.collector.verdict[id]!])].map(([verdict, of]) => ({
        verdict,
        ...amount(of),
      })),
      '-bytes',
      'verdict',
    ),
  unreachable: ({ results, objects }) => byType(objects.filter(({ id }) => !hasBit(results.dominators.reached, id))),
  depths: ({ objects }) =>
    sorted(
      [
        ...groups(
          objects.filter(({ depth }) => depth !== null),
          ({ depth }) => depth,
        ),
      ].map(([depth, of]) => ({ depth, ...amount(of) })),
      'depth',
    ),
  dominatorChildren: ({ objects }) => {
    const found = groups(
      objects.filter(({ dominator }) => dominator !== null),
      ({ dominator }) => dominator,
    );
    const rows = [...found].map(([dominator, of]) => ({
      dominator,
      children: of.length,
      bytes: of.reduce((sum, { retained }) => sum + retained, 0),
    }));
    return top(rows, '-children', 'dominator');
  },
  smallKeepers: ({ objects }) =>
    top(
      objects
        .filter(({ self, retained }) => retained > self)
        .map(({ id, type, self, retained }) => ({
          object: id,
          type,
          self,
          retained,
          times: Math.floor(retained / Math.max(self, 1)),
        })),
      '-times',
      'object',
    ),
  cycles: ({ results }) => {
    const { componentsDefault: found, cycleRetained } = results;
    const rows = Array.from({ length: found.length }, (_, component) => ({
      component,
      objects: found.first[component + 1]! - found.first[component]!,
      refs: found.references[component],
      self: found.selfSize[component],
      retained: cycleRetained[component],
    }));
    return top(rows, '-retained', 'component');
  },
  cycleTypes: ({ objects }) => {
    const found = groups(
      objects.filter(({ component }) => component !== null),
      ({ type }) => type,
    );
    const rows = [...found].map(([type, of]) => ({
      type,
      objects: of.length,
      cycles: new Set(of.map(({ component }) => component)).size,
    }));
    return top(rows, '-objects', 'type');
  },
} satisfies Readonly<Partial<Record<SqlExampleId, (facts: Facts) => readonly Row[]>>>;
