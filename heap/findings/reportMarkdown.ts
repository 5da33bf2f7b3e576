// The report of a dump as CommonMark: no raw HTML, no images, no links out of texts of the dump.
import { escapeMarkdown, safeNote } from '../exports/markdown.ts';
import type { AssertionLine, DumpReport, NotebookLine } from './dumpReport.ts';

export function reportMarkdown(report: DumpReport): string {
  const { dump } = report;
  return [
    `# Report of ${escapeMarkdown(dump.name)}`,
    '',
    ...facts(report).map(([name, value]) => `- ${name}: ${escapeMarkdown(value)}`),
    '',
    ...section(
      'Conditions',
      ['outcome', 'condition', 'measured', 'severity', 'title'],
      report.assertions.map(assertionCells),
    ),
    ...section(
      'What stands out',
      ['kind', 'what', 'bytes', 'confidence', 'why we say this'],
      report.standsOut.map(({ kind, what, bytes, confidence, why }) => [kind, what, bytes, confidence, why]),
    ),
    ...section(
      'Who retains the memory',
      ['retained', 'type', 'object'],
      report.retainers.map(({ retained, type, expression }) => [retained, type, expression]),
    ),
    ...section(
      'Types',
      ['type', 'count', 'self', 'retained'],
      report.types.map(({ type, count, self, retained }) => [type, count, self, retained]),
    ),
    ...(report.notebook.length === 0 ? [] : ['## Notebook', '', ...report.notebook.flatMap(noteLines)]),
  ].join('\n');
}

/** Name and value of what the head of every report says. */
export function facts(report: DumpReport): readonly (readonly [string, string])[] {
  const { dump } = report;
  const partial = dump.completeness === 'partial' ? ' (numbers are lower bounds)' : '';
  return [
    ['Verdict', report.assertions.length === 0 ? 'no conditions were given' : report.verdict],
    ['Dump', [dump.format, dump.runtime, dump.captured].filter((part) => part !== '').join(', ')],
    ['Fingerprint', dump.fingerprint],
    [
      'Objects',
      `${dump.objects}, references ${dump.references}, types ${dump.types}, self size ${dump.selfSize} bytes`,
    ],
    ['Completeness', `${dump.completeness}${partial}`],
    ['Redacted', report.redacted ? 'yes' : 'no'],
    ['Left out', report.leftOut.join(', ')],
    ['Written', report.written],
  ];
}

export function assertionCells(line: AssertionLine): readonly (string | number | null)[] {
  const measured = line.measured === null ? `not known: ${line.reason}` : line.measured;
  return [
    line.outcome,
    line.condition,
    line.bound === 'atLeast' ? `at least ${measured}` : measured,
    line.severity,
    line.title,
  ];
}

type Cells = readonly (string | number | null)[];

function section(title: string, head: readonly string[], rows: readonly Cells[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: Cells): string =>
    `| ${cells.map((cell) => escapeMarkdown(String(cell ?? 'n/a'))).join(' | ')} |`;
  return [`## ${title}`, '', line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line), ''];
}

function noteLines(line: NotebookLine): readonly string[] {
  const { title, about, note, status, confidence, evidence } = line;
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    `About: ${escapeMarkdown(about)}. Status: ${status}. Confidence: ${confidence}.`,
    '',
    ...(note.trim() === '' ? [] : [safeNote(note), '']),
    ...evidence.map(({ label, value }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`),
    '',
  ];
}
