// The report of a dump as CommonMark: no raw HTML, no images, no links out of texts of the dump.
import { escapeMarkdown, safeNote } from '../exports/markdown.ts';
import type { GraphFile } from '../exports/graphFile.ts';
import type { DumpReport, NotebookLine } from './dumpReport.ts';
import { reportSections, type ReportSection } from './reportSections.ts';

/** `pictures` are the names of files beside it, one for each picture; without them the pictures are tables alone. */
export function reportMarkdown(report: DumpReport, pictures: readonly string[] = []): string {
  const { dump } = report;
  const { before, after } = reportSections(report);
  return [
    `# Report of ${escapeMarkdown(dump.name)}`,
    '',
    ...facts(report).map(([name, value]) => `- ${name}: ${escapeMarkdown(value)}`),
    '',
    ...before.flatMap(section),
    ...(report.pictures.length === 0 ? [] : ['## Pictures', '']),
    ...report.pictures.flatMap((graph, at) => pictureLines(graph, pictures[at])),
    ...after.flatMap(section),
    ...(report.notebook.length === 0 ? [] : ['## Notebook', '', ...report.notebook.flatMap(noteLines)]),
  ].join('\n');
}

export const REFERENCE_HEAD: readonly string[] = ['from', 'reference', 'to', 'role'];

/** Every reference of a picture: its table twin. */
export function referenceCells({ nodes, edges }: GraphFile): readonly (readonly [string, string, string, string])[] {
  const names = new Map(nodes.map(({ id, lines }) => [id, lines.join(' ')]));
  return edges.map(({ from, to, label, attributes }) => [
    names.get(from) ?? '',
    label,
    names.get(to) ?? '',
    String(attributes['role'] ?? ''),
  ]);
}

function pictureLines(graph: GraphFile, file: string | undefined): readonly string[] {
  const title = escapeMarkdown(graph.title);
  const image = file === undefined ? [] : [`![${title}](<${file.replaceAll(/[^A-Za-z0-9._-]/g, '-')}>)`, ''];
  const [head, , ...rows] = section({ title: '', head: REFERENCE_HEAD, rows: referenceCells(graph) });
  return head === undefined ? [] : [`### ${title}`, '', ...image, ...rows];
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

function section({ title, head, rows }: ReportSection): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: ReportSection['rows'][number]): string =>
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
