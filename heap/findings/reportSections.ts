// The tables of a report, whichever way it is written.
import type { AssertionLine, DumpReport } from './dumpReport.ts';

export type ReportCell = string | number | null;

export interface ReportSection {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** In their order; those without rows are empty and are not written. */
export function reportSections(report: DumpReport): {
  readonly before: readonly ReportSection[];
  /** Behind the pictures. */
  readonly after: readonly ReportSection[];
} {
  const { assertions, standsOut, retainers, types } = report;
  return {
    before: [
      {
        title: 'Conditions',
        head: ['outcome', 'condition', 'measured', 'severity', 'title'],
        rows: assertions.map(assertionCells),
      },
      {
        title: 'What stands out',
        head: ['kind', 'what', 'bytes', 'confidence', 'why we say this'],
        rows: standsOut.map(({ kind, what, bytes, confidence, why }) => [kind, what, bytes, confidence, why]),
      },
    ],
    after: [
      {
        title: 'Who retains the memory',
        head: ['object', 'type', 'retained'],
        rows: retainers.map(({ expression, type, retained }) => [expression, type, retained]),
      },
      {
        title: 'Types',
        head: ['type', 'count', 'self', 'retained'],
        rows: types.map(({ type, count, self, retained }) => [type, count, self, retained]),
      },
    ],
  };
}

function assertionCells(line: AssertionLine): readonly ReportCell[] {
  const measured = line.measured === null ? `not known: ${line.reason}` : line.measured;
  const bounded = line.bound === 'atLeast' ? `at least ${measured}` : measured;
  return [line.outcome, line.condition, bounded, line.severity, line.title];
}
